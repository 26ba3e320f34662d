import { readCorpusInput } from "../corpus/corpus-input.ts";
import { fingerprintCheckpoint } from "./checkpoint-input.ts";
import { type CompiledGraph, compileGraph, type CorpusInput, type StageGraph } from "../experiment/graph.ts";
import { type PackForecast, StageError } from "../stage/runner.ts";
import type { SourceSize } from "../experiment/budgets/source-size.ts";
import type { Stage, StageKey } from "../stage/stage.ts";
import { tokenizedSizes } from "./source-sizes.ts";
import type { Workspace } from "../store/workspace.ts";
import type { PlanEvent } from "./events.ts";
import { forecastPacks } from "./forecast.ts";
import type { LoadedExperiment } from "./load-experiment.ts";
import { remainingSeconds } from "./pack-progress.ts";
import { pendingStages, type RunSurroundings } from "./run-graph.ts";
import type { TimeEstimate } from "./time-left.ts";

/** The stages of an experiment as the sources are now, and those of them that are still to be run. */
export interface CompiledExperiment {
  readonly graph: CompiledGraph;
  readonly pending: readonly Stage[];
}

/** What a run will do, and what the packs of its pending stages will take, where that is known. */
export interface Plan extends CompiledExperiment {
  readonly forecasts: readonly PackForecast[];
}

/**
 * Compiles an experiment and foretells what is pending, to the time estimate too; `measure` as in ForecastSettings. Throws a
 * StageError where a source is missing or, unless it measures, a stage does not fit on the device.
 */
export async function planExperiment(
  loaded: LoadedExperiment,
  workspace: Workspace,
  world: RunSurroundings,
  measure: boolean,
): Promise<Plan> {
  const { graph, pending } = await compileExperiment(loaded, workspace, world);
  const forecasts = await forecastPacks(graph, pending, world, measure);
  world.timeEstimate.foretell(forecasts);
  return { graph, pending, forecasts };
}

/** Compiles an experiment against the present content of its sources. Throws a StageError where a source or
 * the checkpoint is missing. */
export async function compileExperiment(
  loaded: LoadedExperiment,
  workspace: Workspace,
  world: Pick<RunSurroundings, "runners" | "store" | "signal" | "grammarsFolder">,
): Promise<CompiledExperiment> {
  const { runners, store, signal, grammarsFolder } = world;
  const origins = new Map<string, CompiledGraph>();
  for (const [name, origin] of loaded.origins) {
    const { graph } = await compileExperiment(origin, workspace, world);
    // Which stages train its arms is not known before.
    if (graph.budgets.unmeasured.length > 0) {
      throw new StageError(
        `Arms go on from ${name}, whose budgets depend on how many tokens there are; run: ablate run ${origin.file}`,
      );
    }
    origins.set(name, graph);
  }
  const corpora = new Map<string, CorpusInput>();
  for (const [name, file] of loaded.corpora) {
    corpora.set(name, await readCorpusInput(file, { cacheFolder: workspace.cache, grammarsFolder }, signal));
  }
  const { checkpoint } = loaded.experiment;
  const versions = {
    measure: runners.measure.version,
    curate: runners.curate.version,
    contamination: runners.contamination.version,
    tokenizer: runners.tokenizer.version,
    tokenize: runners.tokenize.version,
    train: runners.train.version,
    evaluate: runners.evaluate.version,
  };
  const started =
    checkpoint === undefined ? undefined : await fingerprintCheckpoint(checkpoint.folder, workspace.cache);
  const compile = (sizes?: ReadonlyMap<StageKey, SourceSize>): CompiledGraph =>
    compileGraph(loaded.experiment, corpora, versions, started, sizes, origins);
  const stated = compile();
  // Budgets that depend on how many tokens there are are settled as far as those are counted.
  const graph = stated.budgets.unmeasured.length === 0 ? stated : compile(await tokenizedSizes(stated, store));
  return { graph, pending: await pendingStages(graph, store) };
}

/** The event that tells a plan. */
export function planEvent(
  { file }: Pick<LoadedExperiment, "file">,
  workspace: Workspace,
  { graph, pending, forecasts }: Omit<Plan, "graph"> & { readonly graph: StageGraph },
  estimate: TimeEstimate,
): PlanEvent {
  const waiting = new Set(pending.map(({ key }) => key));
  return {
    event: "plan",
    file,
    workspace: workspace.root,
    stages: [...graph.stages.values()].map((stage) => {
      const { key, kind, label } = stage;
      const cached = !waiting.has(key);
      return { key, kind, label, cached, ...(cached ? {} : { seconds: estimate.stageSeconds(stage, graph.stages) }) };
    }),
    packs: forecasts.map((pack) => ({ ...pack, keys: [...pack.keys] })),
    armRuns: graph.armRuns.map((armRun) => ({ ...armRun, phases: [...armRun.phases] })),
    secondsLeft: remainingSeconds(pending, graph, estimate),
  };
}
