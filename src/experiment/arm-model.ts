import type { ArmDeclaration } from "./arm-declaration.ts";
import { declaredShape } from "./model-presets.ts";
import { type ModelShape, modelShape } from "./model.ts";

/** The shape that an arm trains: its own, else that of all arms. The vocabulary is always that of all. */
export function armModel({ model }: { readonly model: ModelShape }, arm: Pick<ArmDeclaration, "model">): ModelShape {
  const own = arm.model === undefined ? undefined : declaredShape(arm.model);
  return own === undefined ? model : modelShape(own, model.vocabulary);
}

/** Positions of the shortest model among the arms: what all of them can be asked about alike. */
export function shortestContext(experiment: {
  readonly model: ModelShape;
  readonly arms: readonly ArmDeclaration[];
}): number {
  return Math.min(...experiment.arms.map((arm) => armModel(experiment, arm).context));
}
