import { join } from "node:path";
import { analyse } from "../analysis/analyse.ts";
import type { ItemRecord } from "../analysis/item-record.ts";
import type { Results } from "../analysis/results.ts";
import type { SuiteContamination } from "../analysis/suite-contamination.ts";
import type { ArmDeclaration } from "../experiment/arm-declaration.ts";
import { armMixture, armTokens } from "../experiment/budgets/amounts.ts";
import type { CompiledGraph, StageGraph } from "../experiment/graph.ts";
import { StageError } from "../stage/runner.ts";
import { writeFileAtomically } from "../store/atomic-file.ts";
import { type ItemRow, readItems } from "../store/items.ts";
import { RunFiles } from "../store/run-record.ts";
import type { StageStore } from "../store/stage-store.ts";
import { readSuiteContamination, readTouchedItems } from "../store/suite-contamination.ts";
import type { Workspace } from "../store/workspace.ts";
import type { LoadedExperiment } from "./load-experiment.ts";
import { trainedShares } from "./trained-shares.ts";

/** Analyses the items of a finished graph. Throws a StageError that says what to run while evaluations are missing. */
export async function experimentResults(
  loaded: LoadedExperiment,
  graph: CompiledGraph,
  store: StageStore,
): Promise<Results> {
  const records: ItemRecord[] = [];
  const found = await searchedSuites(graph, store);
  for (const { arm, seed, evaluation } of graph.armRuns) {
    const stage = graph.stages.get(evaluation);
    if (stage === undefined || (await store.find(stage)) === undefined) {
      throw new StageError(`${loaded.name} is not complete as its files are now; run: ablate run ${loaded.file}`);
    }
    for (const item of await itemsOf(store.folder(stage))) {
      const touched = found?.touched.get(item.suite)?.has(item.item);
      records.push({ ...item, arm, seed, ...(touched === undefined ? {} : { touched }) });
    }
  }
  const { description, baseline, seeds, corpora } = loaded.experiment;
  const { arms, comparison } = graph.budgets;
  return analyse(
    {
      experiment: loaded.name,
      description,
      baseline,
      seeds: [...seeds],
      corpora: [...corpora],
      comparison,
      arms: await Promise.all(
        arms.map(async (arm) => ({
          name: arm.name,
          mixture: armMixture(arm),
          tokens: armTokens(arm),
          ...mixturesAndRecipe(arm),
          trained: await trainedShares(arm.name, graph, store),
        })),
      ),
      ...(found === undefined ? {} : { contamination: found.summary }),
    },
    records,
  );
}

/** How often the arm changes its mixture, and all that is declared of it beside mixtures and tokens. */
function mixturesAndRecipe({ model, training, phases }: ArmDeclaration): { mixtures?: number; recipe: string } {
  const mixtures = new Set(phases.map(({ mixture }) => JSON.stringify(Object.entries(mixture).sort()))).size;
  const recipe = JSON.stringify([
    model ?? {},
    training ?? {},
    phases.map(({ mixture: _mixture, tokens: _tokens, ...schedule }) => schedule),
  ]);
  return { ...(mixtures > 1 && { mixtures }), recipe };
}

/** What the search for items in training documents has found; undefined where it has not been run. */
export async function searchedSuites(
  { contamination }: StageGraph,
  store: StageStore,
): Promise<{ summary: SuiteContamination; touched: ReadonlyMap<string, ReadonlySet<string>> } | undefined> {
  if (contamination === undefined) return undefined;
  const folder = store.folder({ kind: "contamination", key: contamination });
  const summary = await readSuiteContamination(folder);
  if (summary === undefined) return undefined;
  const touched = await readTouchedItems(folder).catch(() => {
    throw new StageError(`what was found of the items is damaged; delete ${folder} and run the experiment again`);
  });
  return { summary, touched };
}

async function itemsOf(folder: string): Promise<readonly ItemRow[]> {
  return readItems(join(folder, "items.parquet")).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message.split("\n", 1)[0] : String(error);
    throw new StageError(`a result is damaged (${String(reason)}); delete ${folder} and run the experiment again`);
  });
}

/** Keeps results in the workspace, for windows that only look. */
export async function keepResults(results: Results, loaded: LoadedExperiment, workspace: Workspace): Promise<void> {
  await writeFileAtomically(new RunFiles(workspace, loaded.file).results, `${JSON.stringify(results)}\n`);
}
