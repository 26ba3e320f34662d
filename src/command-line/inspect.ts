import { inspectPath } from "../corpus/inspect.ts";
import { inspectionText } from "../corpus/inspection-text.ts";
import { SIGNALS } from "../corpus/signals/signals.ts";
import { corpusFileSchema } from "../experiment/corpus-file.ts";
import { loadCorpus } from "../scheduler/load-experiment.ts";
import { type CommandContext, valueOf } from "./command.ts";

export interface InspectOptions {
  readonly corpus?: string;
}

/** How documents are judged where no corpus is named: by nothing but what makes them unreadable. */
const noRules = corpusFileSchema.parse({ sources: [{ name: "files", type: "folder", path: ".", class: "code" }] });

/** `ablate inspect PATH…`: every signal, its contribution to the quality, and the verdict. */
export async function inspect(
  paths: readonly string[],
  options: InspectOptions,
  context: CommandContext,
): Promise<void> {
  const { files, output, signal } = context;
  const corpus = options.corpus === undefined ? noRules : valueOf(await loadCorpus(options.corpus), output).corpus;
  const { analysisWorker: workerFile, grammarsFolder } = files;
  const settings = { workerFile, grammarsFolder, threads: context.cores, signal, corpus };
  const docs = new Map(SIGNALS.map(({ name, doc }) => [name, doc]));
  for (const path of paths) {
    for await (const { signals, contributions, ...facts } of inspectPath(path, settings)) {
      const inspection = { ...facts, signals: present(signals), contributions: present(contributions) };
      output.emit({ event: "inspection", inspection });
      output.print(inspectionText(inspection, docs));
    }
  }
}

function present(numbers: Readonly<Partial<Record<string, number>>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(numbers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
