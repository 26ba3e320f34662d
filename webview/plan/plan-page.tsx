import type { VNode } from "preact";
import type { PlanFacts, PlanMessage, PlanState } from "../protocol.ts";
import { Button } from "../ui/button.tsx";
import { ProgressRing } from "../ui/progress-ring.tsx";
import { PlanGraph } from "./plan-graph.tsx";
import { PlanSums } from "./plan-sums.tsx";
import { PlanWarnings } from "./plan-warnings.tsx";
import { SourceTable } from "./source-table.tsx";

interface PlanPageProperties {
  readonly state: PlanState;
  readonly send: (message: PlanMessage) => void;
}

/** What an experiment will do and take: the sums, what to look at twice, the graph of its stages, and what each arm sees. */
export function PlanPage({ state, send }: PlanPageProperties): VNode {
  const { name, file, computing, plan, failure, problems, canRun } = state;
  return (
    <main class="plan">
      <header class="page-head">
        <div>
          <h1>{name}: plan</h1>
          <p class="facts">{file}</p>
        </div>
        <div class="page-actions">
          <Button onPress={() => send({ type: "openFile" })}>Open file</Button>
          <Button disabled={computing} onPress={() => send({ type: "refresh" })}>
            Plan again
          </Button>
          <Button
            appearance="primary"
            disabled={!canRun || plan === undefined}
            {...(canRun ? {} : { title: "It is running already, or the workspace is not trusted." })}
            onPress={() => send({ type: "run" })}
          >
            Run
          </Button>
        </div>
      </header>
      <Computing state={state} send={send} />
      {failure !== undefined && (
        <p class="message error" role="alert">
          {failure}
        </p>
      )}
      {problems.length > 0 && (
        <section aria-label="Problems">
          <p>There is no plan until this is mended:</p>
          <ul class="warnings" role="list">
            {problems.map((problem, index) => (
              <li key={index} class="message error">
                {problem.message}{" "}
                <button type="button" class="link" onClick={() => send({ type: "openProblem", index })}>
                  {problem.file}, line {problem.line}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {plan !== undefined && <Planned plan={plan} state={state} send={send} />}
    </main>
  );
}

/** That the engine is at work, what it does, and a way to end that. */
function Computing({ state: { computing, doing, plan }, send }: PlanPageProperties): VNode {
  const what = plan === undefined ? "Working out the plan" : "Working out the plan anew; this is the one before";
  return (
    <div role="status" class="computing">
      {computing && (
        <>
          <ProgressRing label="Planning" />
          <span>{doing === "" ? `${what} …` : `${what}: ${doing}`}</span>
          <Button onPress={() => send({ type: "cancel" })}>Cancel</Button>
        </>
      )}
    </div>
  );
}

interface PlannedProperties extends PlanPageProperties {
  readonly plan: PlanFacts;
}

function Planned({ plan, state: { warningLines }, send }: PlannedProperties): VNode {
  const { details } = plan;
  const onOpen = (line: number): void => send({ type: "openFile", line });
  return (
    <>
      <PlanSums plan={plan} />
      {details !== undefined && <PlanWarnings warnings={details.warnings} lines={warningLines} onOpen={onOpen} />}
      <h2>Stages</h2>
      <PlanGraph plan={plan} />
      {details !== undefined && (
        <>
          <h2>What each arm sees</h2>
          <SourceTable details={details} />
        </>
      )}
    </>
  );
}
