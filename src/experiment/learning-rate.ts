import type { PhaseDeclaration, TrainingDeclaration } from "./ablation-file.ts";

/** The learning rate of a phase over its steps, as the trainer's protocol has it. */
export interface Schedule {
  readonly shape: TrainingDeclaration["schedule"];
  readonly peak: number;
  readonly final: number;
  readonly warmupSteps: number;
  /** Of a wsd schedule. */
  readonly decay?: { readonly steps: number; readonly shape: TrainingDeclaration["decayShape"] } | undefined;
}

/** What a phase says of its learning rate, and for the rest what the file says of all phases. */
export function statedSchedule(
  training: TrainingDeclaration,
  phase: PhaseDeclaration,
): Pick<TrainingDeclaration, "schedule" | "warmupShare" | "decayShare" | "decayShape"> {
  return {
    schedule: phase.schedule ?? training.schedule,
    warmupShare: phase.warmupShare ?? (phase.rate === "continue" ? 0 : training.warmupShare),
    decayShare: phase.decayShare ?? training.decayShare,
    decayShape: phase.decayShape ?? training.decayShape,
  };
}

/**
 * The schedules of an arm's phases, which have `steps` steps each. A rate that continues is the last one before it; `origin` is
 * the last rate of what the first phase goes on from.
 */
export function phaseSchedules(
  training: TrainingDeclaration,
  phases: readonly PhaseDeclaration[],
  steps: readonly number[],
  origin?: number,
): readonly Schedule[] {
  const schedules: Schedule[] = [];
  for (const [index, phase] of phases.entries()) {
    const before = schedules.at(-1);
    const continued = before === undefined ? (origin ?? training.rate) : lastRate(before, steps[index - 1] ?? 1);
    schedules.push(phaseSchedule(training, phase, steps[index] ?? 1, continued));
  }
  return schedules;
}

function phaseSchedule(
  training: TrainingDeclaration,
  phase: PhaseDeclaration,
  steps: number,
  continued: number,
): Schedule {
  const { schedule, warmupShare, decayShare, decayShape } = statedSchedule(training, phase);
  const peak = phase.rate === "continue" ? continued : (phase.rate ?? training.rate);
  const warmupSteps = Math.round(steps * warmupShare);
  const decaySteps = Math.min(Math.round(steps * decayShare), steps - warmupSteps);
  return {
    shape: schedule,
    peak,
    final: finalRate(training, phase, peak),
    warmupSteps,
    ...(schedule === "wsd" && { decay: { steps: decaySteps, shape: decayShape } }),
  };
}

function finalRate(training: TrainingDeclaration, phase: PhaseDeclaration, peak: number): number {
  if (phase.finalRate !== undefined) return phase.finalRate;
  if (phase.finalRateShare !== undefined) return peak * phase.finalRateShare;
  return training.finalRate ?? peak * training.finalRateShare;
}

/** The learning rate of the last of `steps` steps. */
export function lastRate({ shape, peak, final, warmupSteps, decay }: Schedule, steps: number): number {
  const staysAtPeak = shape === "constant" || warmupSteps >= steps || decay?.steps === 0;
  return staysAtPeak ? peak : final;
}
