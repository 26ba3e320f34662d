import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { type ExportedFile, SaveFile } from "../charts/export.ts";
import type { Results } from "../protocol.ts";
import { firstChoices } from "../results/choices.ts";
import { ExperimentFactsLine } from "../results/experiment-facts.tsx";
import { MixtureTable } from "../results/mixture-table.tsx";
import { ResultsView } from "../results/results-view.tsx";

/** The page of a report: the results of one experiment, on their own. */
export function Report({ results }: { readonly results: Results | undefined }): VNode {
  const [choices, setChoices] = useState(firstChoices);
  if (results === undefined) return <main class="empty">The data of this report cannot be read.</main>;
  return (
    <SaveFile.Provider value={download}>
      <main>
        <header class="page-head">
          <div>
            <h1>{results.experiment}</h1>
            <p class="description">{results.description}</p>
            <ExperimentFactsLine arms={results.arms} seeds={results.seeds} baseline={results.baseline} />
            {results.comparison !== undefined && <p class="facts">{results.comparison}</p>}
          </div>
        </header>
        <ResultsView results={results} choices={choices} onChoose={setChoices} />
        <h2>Arms</h2>
        <MixtureTable arms={results.arms} corpora={results.corpora} />
      </main>
    </SaveFile.Provider>
  );
}

function download({ fileName, content, format }: ExportedFile): void {
  const type = format === "svg" ? "image/svg+xml" : "text/csv";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(link.href);
}
