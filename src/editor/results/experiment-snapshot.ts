import type { Curve, ExperimentFacts, Results, RunStatus, Snapshot } from "../../../webview/protocol.ts";
import type { RunRecord } from "../../store/run-record.ts";
import type { Workspace } from "../../store/workspace.ts";
import { experimentFacts } from "../experiments/experiment-facts.ts";
import type { ExperimentView } from "../experiments/experiment-view.ts";
import { armCurves } from "../runs/arm-curves.ts";
import type { RunModel } from "../runs/run-model.ts";
import { downsample } from "./downsample.ts";
import { storedCurve } from "./stored-curves.ts";

const pointsPerCurve = 800;

const unknownFacts = { description: "", baseline: "", seeds: [], corpora: [], arms: [] };

/** What a snapshot of an experiment is made of. */
export interface SnapshotSource {
  readonly name: string;
  /** The address of the file, by which the panel is restored. */
  readonly address: string;
  /** The file's path for people. */
  readonly path: string;
  readonly view: ExperimentView;
  readonly workspace: Workspace;
  /** Its last run in this editor. */
  readonly model: RunModel | undefined;
  readonly cannotRunBecause: string | undefined;
}

/** The whole state of an experiment for its panel, its curves with as many points as a screen can show. */
export async function experimentSnapshot(source: SnapshotSource): Promise<Snapshot> {
  const { view, model, workspace, cannotRunBecause } = source;
  const run = runStatus(view.record, model);
  const results = model?.results ?? view.results;
  const armRuns = model !== undefined && model.armRuns.length > 0 ? model.armRuns : (view.record?.armRuns ?? []);
  const pointsOf = await curveReader(
    workspace,
    armRuns.flatMap(({ phases }) => phases),
    model,
  );
  const curves = armCurves(armRuns, pointsOf).map(shortened);
  return {
    experiment: factsOf(source, results),
    restore: source.address,
    canRun: cannotRunBecause === undefined,
    ...(cannotRunBecause === undefined ? {} : { cannotRunBecause }),
    ...(run === undefined ? {} : { run }),
    curves,
    ...(results === undefined ? {} : { results }),
  };
}

/** What the file declares; where it is wrong, what the results say that it declared. */
function factsOf({ name, path, view }: SnapshotSource, results: Results | undefined): ExperimentFacts {
  if (view.experiment !== undefined) return experimentFacts(name, path, view.experiment);
  const { description, baseline, seeds, corpora, arms } = results ?? unknownFacts;
  return { name, file: path, description, baseline, seeds, corpora, arms };
}

/** How to find the points of a stage: those of the run in this editor, joined to what lies on disk. */
async function curveReader(workspace: Workspace, keys: readonly string[], model: RunModel | undefined) {
  const stored = await Promise.all(
    [...new Set(keys)].map(async (key) => [key, await storedCurve(workspace, key)] as const),
  );
  if (model !== undefined) {
    for (const [key, points] of stored) model.curves.store(key, points);
    return (key: string) => model.curves.points(key);
  }
  const curves = new Map(stored);
  return (key: string) => curves.get(key) ?? [];
}

function shortened({ arm, seed, points }: Curve): Curve {
  return { arm, seed, points: downsample(points, pointsPerCurve) };
}

function runStatus(record: RunRecord | undefined, model: RunModel | undefined): RunStatus | undefined {
  if (model !== undefined) return model.status;
  if (record === undefined) return undefined;
  const { outcome, message, startedAt } = record;
  const done = outcome === "done";
  return {
    // A run of another process is not ours to follow or to stop: it is shown as one that has not been completed.
    state: outcome === "running" || outcome === "cancelled" ? "stopped" : outcome,
    startedAt: Date.parse(startedAt),
    stages: record.stages.map(({ key, label, kind, cached }) => {
      const state = cached ? "cached" : done ? "done" : "waiting";
      return { key, label, kind, state } as const;
    }),
    ...(message === undefined ? {} : { message }),
  };
}
