import type { ArmDeclaration, TrainingDeclaration } from "./ablation-file.ts";

/** How an arm is trained: as the file says of all arms, but for what the arm says itself. */
export function armTraining(training: TrainingDeclaration, arm: ArmDeclaration): TrainingDeclaration {
  const own = arm.training ?? {};
  return {
    ...training,
    schedule: own.schedule ?? training.schedule,
    rate: own.rate ?? training.rate,
    warmupShare: own.warmupShare ?? training.warmupShare,
    finalRateShare: own.finalRateShare ?? training.finalRateShare,
    // A share of its own stands against a last rate that the file states for all.
    finalRate: own.finalRate ?? (own.finalRateShare === undefined ? training.finalRate : undefined),
    decayShare: own.decayShare ?? training.decayShare,
    decayShape: own.decayShape ?? training.decayShape,
    clip: own.clip ?? training.clip,
  };
}
