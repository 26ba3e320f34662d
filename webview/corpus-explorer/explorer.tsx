import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { bytesText, exactText } from "../charts/number-text.ts";
import type { CorpusFacts, DocumentLine, Selection } from "../protocol.ts";
import { Button } from "../ui/button.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { ContaminationView } from "./contamination-view.tsx";
import { DocumentsView } from "./documents-view.tsx";
import { DuplicatesView } from "./duplicates-view.tsx";
import type { Host } from "./host.ts";
import type { KeptState } from "./kept-state.ts";
import { OverviewView } from "./overview-view.tsx";
import { ThresholdsView } from "./thresholds-view.tsx";
import { useAnswer } from "./use-answer.ts";

interface ExplorerProperties {
  readonly host: Host;
  readonly corpus: CorpusFacts;
}

type TabName = KeptState["tab"];

/** The explorer of one corpus. */
export function Explorer({ host, corpus }: ExplorerProperties): VNode {
  const [chosen, setChosen] = useState(() => host.kept());
  useEffect(() => host.keep(chosen, corpus.restore), [chosen, corpus.restore]);
  return (
    <main>
      <header class="page-head">
        <div>
          <h1>{corpus.name}</h1>
          <p class="description">{corpus.description}</p>
        </div>
        <div class="page-actions">
          <Button onPress={() => host.send({ type: "openFile" })} title={corpus.file}>
            Open File
          </Button>
          <Button
            appearance={corpus.version === null || corpus.stale ? "primary" : "secondary"}
            disabled={!corpus.canCurate}
            onPress={() => host.send({ type: "curate" })}
          >
            Curate
          </Button>
        </div>
      </header>
      {corpus.stale && corpus.version !== null && (
        <p class="message">The file has changed since the corpus was curated: what is shown is the last curation.</p>
      )}
      {corpus.version === null ? (
        <div class="empty">
          <h2>Not curated yet</h2>
          <p>Curate the corpus to see its documents, and why the rest is dropped.</p>
        </div>
      ) : (
        <Curated host={host} corpus={corpus} version={corpus.version} chosen={chosen} onChoose={setChosen} />
      )}
    </main>
  );
}

interface CuratedProperties extends ExplorerProperties {
  readonly version: number;
  readonly chosen: KeptState;
  readonly onChoose: (chosen: KeptState) => void;
}

function Curated({ host, corpus, version, chosen, onChoose }: CuratedProperties): VNode {
  const { tab, selection } = chosen;
  const { answer: overview, problem } = useAnswer(host, { request: "overview", selection: {} }, "overview", version);
  const select = (selection: Selection): void => onChoose({ ...chosen, selection, tab: "documents" });
  const open = ({ place, source, path, rule }: DocumentLine): void =>
    host.send({ type: "openDocument", document: { place, source, path, rule } });
  const views: readonly { name: TabName; title: string; content: () => VNode }[] = [
    {
      name: "overview",
      title: "Overview",
      content: () => <OverviewView overview={overview} onSelect={select} onOpen={open} />,
    },
    {
      name: "documents",
      title: "Documents",
      content: () => (
        <DocumentsView
          host={host}
          version={version}
          overview={overview}
          selection={selection}
          onSelect={select}
          onOpen={open}
        />
      ),
    },
    {
      name: "thresholds",
      title: "Thresholds",
      content: () => (
        <ThresholdsView
          host={host}
          version={version}
          corpus={corpus}
          draft={chosen.draft}
          onDraft={(draft) => onChoose({ ...chosen, draft })}
          onOpen={open}
        />
      ),
    },
    { name: "duplicates", title: "Duplicates", content: () => <DuplicatesView host={host} version={version} /> },
    {
      name: "contamination",
      title: "Contamination",
      content: () => <ContaminationView host={host} version={version} />,
    },
  ];
  return (
    <>
      {problem !== undefined && <p class="message error">{problem}</p>}
      {overview !== undefined && (
        <p class="facts">
          {exactText(overview.kept)} of {exactText(overview.documents)}{" "}
          {overview.documents === 1 ? "document" : "documents"} kept · {bytesText(overview.bytes)}
        </p>
      )}
      <Tabs
        label={corpus.name}
        active={tab}
        // Only the one that is seen asks anything.
        tabs={views.map(({ name, title, content }) => ({ name, title, content: name === tab ? content() : null }))}
        onChoose={(name) => onChoose({ ...chosen, tab: name })}
      />
    </>
  );
}
