import type { ArmDeclaration } from "./arm-declaration.ts";
import { type TrainingDeclaration, trainingSchema } from "./training-declaration.ts";

/** How an arm is trained: as the file says of all arms, but for what the arm says itself. */
export function armTraining(training: TrainingDeclaration, arm: ArmDeclaration): TrainingDeclaration {
  const own = arm.training;
  if (own === undefined) return training;
  // A share of its own stands against a last rate that the file states for all.
  const finalRate = own.finalRate ?? (own.finalRateShare === undefined ? training.finalRate : undefined);
  return trainingSchema.parse({ ...training, ...own, finalRate });
}
