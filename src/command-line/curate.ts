import { readCorpusInput } from "../corpus/corpus-input.ts";
import { corpusStages } from "../experiment/graph.ts";
import { type LoadedCorpus, loadCorpus } from "../scheduler/load-experiment.ts";
import { planEvent } from "../scheduler/plan-experiment.ts";
import { readingSources } from "../scheduler/run-experiment.ts";
import { pendingStages, runGraph, type RunSurroundings } from "../scheduler/run-graph.ts";
import { type CorpusSummary, readCorpusSummary } from "../store/corpus-summary.ts";
import type { UnselectedCounts } from "../store/measure-summary.ts";
import type { BandExplanation } from "../store/band-explanation.ts";
import type { Workspace } from "../store/workspace.ts";
import { type CommandContext, surroundingsOf, valueOf, workspaceOf } from "./command.ts";
import { recordedRun, type RunStartOptions } from "./recorded-run.ts";
import { startAndTell } from "./start-and-tell.ts";

/** `ablate curate FILE.corpus.json`: makes the corpus's documents and says what was kept and why the rest was not. */
export async function curate(file: string, options: RunStartOptions, context: CommandContext): Promise<void> {
  const loaded = valueOf(await loadCorpus(file), context.output);
  const workspace = workspaceOf(file, options, context);
  if (options.detach === true) await startAndTell({ task: "curate", file, workspace, options }, context);
  else {
    await recordedRun({ task: "curate", file, workspace, options }, context, async (kept) =>
      curateHere(loaded, workspace, await surroundingsOf(workspace, options, kept), kept),
    );
  }
}

async function curateHere(
  { name, file, corpus }: LoadedCorpus,
  workspace: Workspace,
  world: RunSurroundings,
  { output, signal }: CommandContext,
): Promise<void> {
  const { grammarsFolder, runners } = world;
  const log = (line: string): void => {
    world.log(line);
  };
  const input = await readingSources(workspace, world, () =>
    readCorpusInput(corpus, { cacheFolder: workspace.cache, grammarsFolder, log }, signal),
  );
  const versions = { measure: runners.measure.version, curate: runners.curate.version };
  const { measures, curate: stage } = corpusStages(name, input, versions);
  const stages = new Map([...measures, stage].map((each) => [each.key, each]));
  const graph = { stages, armRuns: [], documents: { [name]: stage.key } };
  const pending = await pendingStages(graph, world.store);
  output.emit(planEvent({ file }, workspace, { graph, pending, forecasts: [] }, world.timeEstimate));
  await runGraph(graph, pending, world);
  const folder = world.store.folder(stage);
  const summary = await readCorpusSummary(folder);
  if (summary === undefined) throw new Error(`${folder} has no summary.json`);
  output.emit({ event: "corpus", name, folder, summary });
  output.print(summaryText(name, folder, summary));
}

function summaryText(name: string, folder: string, summary: CorpusSummary): string {
  const dropped = Object.entries(summary.rules).filter(([rule]) => rule !== "kept");
  const lines = [
    `${name}: kept ${String(summary.kept)} of ${String(summary.documents)} documents, ${megabytes(summary.bytes)}; ` +
      `${String(summary.heldOut.documents)} of them held out`,
    ...summary.sources.map(
      (source) =>
        `  ${source.name} (${source.class ?? "classes by language"}): ${String(source.kept)} of ${String(source.documents)} kept${unselectedText(source.unselected)}`,
    ),
    ...(summary.nearDuplicates === null ? [] : [nearDuplicatesText(summary.nearDuplicates)]),
    ...dropped.sort(([, a], [, b]) => b - a).map(([rule, count]) => `  dropped by ${rule}: ${String(count)}`),
    ...contaminationLines(summary),
    ...redactedLine(summary),
    `Every document with its reason: ${folder}/documents.parquet`,
  ];
  return lines.join("\n");
}

function unselectedText({ files, ignoredFiles, ignoredFolders }: UnselectedCounts): string {
  const ignored = [
    ...(ignoredFiles === 0 ? [] : [plural(ignoredFiles, "file")]),
    ...(ignoredFolders === 0 ? [] : [plural(ignoredFolders, "folder")]),
  ];
  const parts = [
    ...(files === 0 ? [] : [`${plural(files, "file")} not selected`]),
    ...(ignored.length === 0 ? [] : [`${ignored.join(" and ")} ignored by .gitignore`]),
  ];
  return parts.length === 0 ? "" : `; ${parts.join(", ")}`;
}

function plural(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function nearDuplicatesText({ jaccard, bands, rows, curve }: BandExplanation): string {
  const chances = curve
    .filter(
      ({ similarity }) => Number.isInteger(Math.round(similarity * 100) / 10) && similarity >= 0.5 && similarity < 1,
    )
    .map(({ similarity, chance }) => `${(100 * chance).toFixed(1)} % at ${similarity.toFixed(1)}`);
  return `  near duplicates from a similarity of ${jaccard}, by ${bands} bands of ${rows} rows, which compare ${chances.join(", ")}`;
}

function contaminationLines({ contamination }: CorpusSummary): readonly string[] {
  return contamination.map(
    ({ benchmark, items, documents }) =>
      `  contaminated: ${String(documents)} documents have parts of ${String(items)} items of ${benchmark}`,
  );
}

function redactedLine({ redacted }: CorpusSummary): readonly string[] {
  const kinds = Object.entries(redacted).map(([kind, count]) => `${String(count)} × ${kind}`);
  return kinds.length === 0 ? [] : [`  redacted in kept documents: ${kinds.join(", ")}`];
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
