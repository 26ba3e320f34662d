import { join, resolve } from "node:path";
import { readCorpusInput } from "../corpus/corpus-input.ts";
import { referencesBeside } from "../corpus/references-beside.ts";
import { corpusStages } from "../experiment/graph.ts";
import { loadCorpus } from "../scheduler/load-experiment.ts";
import { readingSources } from "../scheduler/run-experiment.ts";
import { pendingStages, runGraph } from "../scheduler/run-graph.ts";
import { DOCUMENTS_FILE } from "../store/documents.ts";
import { workInWorkspace } from "../store/workspace-lock.ts";
import { type CommandContext, surroundingsOf, valueOf, workspaceOf, type WorkspaceOptions } from "./command.ts";

/**
 * The measured documents of a corpus: the files of its sources, in their order. Measures what is not there yet. Its classifier is not
 * looked at, because the documents are what it is trained on.
 */
export async function measuredCorpus(
  file: string,
  options: WorkspaceOptions,
  context: CommandContext,
): Promise<readonly string[]> {
  const references = { ...referencesBeside(resolve(file)), classifierProblem: () => undefined };
  const { name, corpus } = valueOf(await loadCorpus(file, references), context.output);
  const { classifier: _classifier, ...unlearned } = corpus;
  const workspace = workspaceOf(file, options, context);
  const lock = await workInWorkspace(workspace, `measure ${name}`, context.now());
  try {
    const world = await surroundingsOf(workspace, options, context);
    const { grammarsFolder, runners, store } = world;
    const places = { cacheFolder: workspace.cache, grammarsFolder };
    const input = await readingSources(workspace, world, () => readCorpusInput(unlearned, places, context.signal));
    const versions = { measure: runners.measure.version, curate: runners.curate.version };
    const { measures } = corpusStages(name, input, versions);
    const graph = { stages: new Map(measures.map((each) => [each.key, each])), armRuns: [], documents: {} };
    await runGraph(graph, await pendingStages(graph, store), world);
    return measures.map((stage) => join(store.folder(stage), DOCUMENTS_FILE));
  } finally {
    await lock.release();
  }
}
