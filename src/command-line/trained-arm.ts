import type { ArmRun, StageGraph } from "../experiment/graph.ts";
import type { LoadedExperiment } from "../scheduler/load-experiment.ts";
import { compileExperiment } from "../scheduler/plan-experiment.ts";
import type { RunSurroundings } from "../scheduler/run-graph.ts";
import { InvalidInput, StageError } from "../stage/runner.ts";
import type { Workspace } from "../store/workspace.ts";

/** An arm of an experiment, as a user names it. */
export interface ArmName {
  readonly arm: string;
  /** Left out: the first. */
  readonly seed: number | undefined;
  /** The experiment's file, for messages. */
  readonly file: string;
}

/** The stages of an arm and seed. Throws a StageError that lists the arms and seeds where there is none of that name. */
export function namedArmRun(
  { arm, seed: wanted }: Omit<ArmName, "file">,
  { experiment }: LoadedExperiment,
  { armRuns }: StageGraph,
): ArmRun {
  const seed = wanted ?? experiment.seeds[0];
  const armRun = armRuns.find((candidate) => candidate.arm === arm && candidate.seed === seed);
  if (armRun !== undefined) return armRun;
  const arms = experiment.arms.map(({ name }) => name).join(", ");
  throw new InvalidInput(
    `no arm "${arm}" with seed ${String(seed)}; arms: ${arms}; seeds: ${experiment.seeds.join(", ")}`,
  );
}

/**
 * The folder of the last `train` stage of an arm, and its seed. Throws a StageError where there is no such arm, or it is not
 * trained yet.
 */
export async function trainedArm(
  name: ArmName,
  loaded: LoadedExperiment,
  workspace: Workspace,
  world: RunSurroundings,
): Promise<{ readonly folder: string; readonly seed: number }> {
  const { graph } = await compileExperiment(loaded, workspace, world);
  const armRun = namedArmRun(name, loaded, graph);
  const stage = graph.stages.get(armRun.phases.at(-1) ?? "");
  if (stage === undefined || (await world.store.find(stage)) === undefined) {
    throw new StageError(`${name.arm} is not trained yet; run: ablate run ${name.file}`);
  }
  return { folder: world.store.folder(stage), seed: armRun.seed };
}
