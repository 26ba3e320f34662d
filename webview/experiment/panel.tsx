import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { armStyles } from "../charts/arm-style.ts";
import { CurvesCard } from "../charts/curves-card.tsx";
import { SaveFile } from "../charts/export.ts";
import { ShowTrail } from "../charts/show-trail.ts";
import type { PanelMessage, Snapshot } from "../protocol.ts";
import { ExperimentFactsLine } from "../results/experiment-facts.tsx";
import { MixtureTable } from "../results/mixture-table.tsx";
import { ResultsView } from "../results/results-view.tsx";
import { Button } from "../ui/button.tsx";
import { Tabs } from "../ui/tabs.tsx";
import type { PanelChoices } from "./choices.ts";
import { RunStatusView } from "./run-status.tsx";

interface PanelProperties {
  readonly state: Snapshot;
  readonly choices: PanelChoices;
  readonly onChoose: (choices: PanelChoices) => void;
  readonly send: (message: PanelMessage) => void;
}

type TabName = "results" | "training" | "arms";

/** The panel of one experiment: its run while it trains, and what it found. */
export function Panel({ state, choices, onChoose, send }: PanelProperties): VNode {
  const { experiment, run, results } = state;
  const natural: TabName = run?.state === "running" || results === undefined ? "training" : "results";
  // A choice of tab holds until the run gives reason to look at the other one.
  const [chosen, setChosen] = useState<{ tab: TabName; insteadOf: TabName }>();
  const active = chosen?.insteadOf === natural ? chosen.tab : natural;
  const tabs = [
    {
      name: "results" as const,
      title: "Results",
      content:
        results === undefined ? (
          <NoResults running={run?.state === "running"} />
        ) : (
          <ResultsView
            results={results}
            choices={choices.results}
            onChoose={(chosenResults) => onChoose({ ...choices, results: chosenResults })}
          />
        ),
    },
    {
      name: "training" as const,
      title: "Training",
      content: <Training state={state} choices={choices} onChoose={onChoose} />,
    },
    {
      name: "arms" as const,
      title: "Arms",
      content: (
        <MixtureTable arms={results?.arms ?? experiment.arms} corpora={results?.corpora ?? experiment.corpora} />
      ),
    },
  ];
  return (
    <SaveFile.Provider value={(file) => send({ type: "export", ...file })}>
      <ShowTrail.Provider value={({ metric, arm, seeds }) => send({ type: "trail", metric, arm, seeds: [...seeds] })}>
        <main>
          <header class="page-head">
            <div>
              <h1>{experiment.name}</h1>
              <p class="description">{experiment.description}</p>
              <ExperimentFactsLine arms={experiment.arms} seeds={experiment.seeds} baseline={experiment.baseline} />
              {results?.comparison !== undefined && <p class="facts">{results.comparison}</p>}
            </div>
            <Actions state={state} send={send} />
          </header>
          <Tabs
            label={experiment.name}
            active={active}
            tabs={tabs}
            onChoose={(tab) => setChosen({ tab, insteadOf: natural })}
          />
        </main>
      </ShowTrail.Provider>
    </SaveFile.Provider>
  );
}

function Actions({ state, send }: Pick<PanelProperties, "state" | "send">): VNode {
  const running = state.run?.state === "running";
  return (
    <div class="page-actions">
      <Button onPress={() => send({ type: "openFile" })} title={state.experiment.file}>
        Open File
      </Button>
      {state.results !== undefined && <Button onPress={() => send({ type: "openReport" })}>Open Report</Button>}
      {running ? (
        <Button appearance="primary" onPress={() => send({ type: "stop" })}>
          Stop
        </Button>
      ) : (
        <Button
          appearance={state.results === undefined ? "primary" : "secondary"}
          disabled={!state.canRun}
          title={state.cannotRunBecause ?? "Runs what is missing or has changed"}
          onPress={() => send({ type: "run" })}
        >
          Run
        </Button>
      )}
    </div>
  );
}

function NoResults({ running }: { readonly running: boolean }): VNode {
  return (
    <div class="empty">
      <h2>No results yet</h2>
      <p>
        {running ? "They appear here when every arm is evaluated." : "Run the experiment to see what its mixtures do."}
      </p>
    </div>
  );
}

function Training({ state, choices, onChoose }: Omit<PanelProperties, "send">): VNode {
  const { experiment, run, results, curves, canRun, cannotRunBecause } = state;
  const styles = armStyles(experiment.arms, results?.proportionOf ?? experiment.proportionOf);
  return (
    <div class="curves">
      {!canRun && cannotRunBecause !== undefined && run?.state !== "running" && (
        <p class="message">{cannotRunBecause}</p>
      )}
      {run !== undefined && <RunStatusView run={run} />}
      {curves.length > 0 ? (
        <CurvesCard
          curves={curves}
          styles={styles}
          choices={choices.curves}
          onChoose={(chosen) => onChoose({ ...choices, curves: chosen })}
        />
      ) : (
        <div class="empty">
          <h2>{run?.state === "running" ? "Training has not begun" : "Nothing has been trained yet"}</h2>
          <p>
            {run?.state === "running"
              ? "The curves appear here with the first steps."
              : "The loss of every arm is drawn here while it trains."}
          </p>
        </div>
      )}
    </div>
  );
}
