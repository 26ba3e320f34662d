import { relative } from "node:path";
import { readCorpusInput } from "../corpus/corpus-input.ts";
import { corpusStages } from "../experiment/graph.ts";
import { formatProblem, type Parsed } from "../experiment/problem.ts";
import { loadCorpus, loadExperiment } from "../scheduler/load-experiment.ts";
import { compileExperiment } from "../scheduler/plan-experiment.ts";
import type { RunSurroundings } from "../scheduler/run-graph.ts";
import { InvalidInput, StageError } from "../stage/runner.ts";
import { RunFiles } from "../store/run-record.ts";
import type { Workspace } from "../store/workspace.ts";

/** What the files of a workspace refer to. */
export interface ReferencedStages {
  /** `<kind>-<key>` of every stage that an experiment or a corpus needs as its file and its sources are now. */
  readonly names: ReadonlySet<string>;
  /** Files whose stages cannot be told, relative to the workspace, and why. Where such a file has run, `names` has what it ran. */
  readonly untold: readonly { readonly file: string; readonly reason: string; readonly ran: boolean }[];
}

/** Compiles every file of `files` to the stages that it needs. Sources are looked at as `ablate plan` does. */
export async function referencedStages(
  files: readonly string[],
  workspace: Workspace,
  world: RunSurroundings,
): Promise<ReferencedStages> {
  const names = new Set<string>();
  const untold: { file: string; reason: string; ran: boolean }[] = [];
  for (const file of files) {
    world.signal.throwIfAborted();
    try {
      for (const name of await stagesOf(file, workspace, world)) names.add(name);
    } catch (error) {
      world.signal.throwIfAborted();
      if (!(error instanceof StageError)) throw error;
      const record = await new RunFiles(workspace, file).readRecord();
      for (const { kind, key } of record?.stages ?? []) names.add(`${kind}-${key}`);
      untold.push({ file: relative(workspace.root, file), reason: error.message, ran: record !== undefined });
    }
  }
  return { names, untold };
}

async function stagesOf(file: string, workspace: Workspace, world: RunSurroundings): Promise<string[]> {
  if (file.endsWith(".ablation.json")) {
    const { graph } = await compileExperiment(valid(await loadExperiment(file)), workspace, world);
    return [...graph.stages.values()].map(({ kind, key }) => `${kind}-${key}`);
  }
  const { name, corpus } = valid(await loadCorpus(file));
  const { runners, grammarsFolder, signal } = world;
  const input = await readCorpusInput(corpus, { cacheFolder: workspace.cache, grammarsFolder }, signal);
  const versions = { measure: runners.measure.version, curate: runners.curate.version };
  const { measures, curate } = corpusStages(name, input, versions);
  return [...measures, curate].map(({ kind, key }) => `${kind}-${key}`);
}

function valid<T>({ value, problems }: Parsed<T>): T {
  if (value === undefined) throw new InvalidInput(problems.map(formatProblem).join("\n"));
  return value;
}
