import type { ArmDeclaration, PhaseDeclaration } from "./arm-declaration.ts";
import { armTraining } from "./arm-training.ts";
import type { ExpandedArm } from "./generators/expanded-arm.ts";
import { phaseSchedules, statedSchedule } from "./learning-rate.ts";
import type { Problem } from "./problem.ts";
import type { JsonPath, SourceText } from "./source-text.ts";
import type { TrainingDeclaration } from "./training-declaration.ts";

const shareTolerance = 1e-9;
const decayFields = ["decayShare", "decayShape"] as const;

/** What is wrong in how a file says to train, apart from its data: options that exclude or need each other. */
export function* trainingProblems(
  source: SourceText,
  training: TrainingDeclaration,
  arms: readonly ExpandedArm[],
  phaseSteps: (arm: ArmDeclaration, tokens: number) => number,
): Generator<Problem> {
  yield* twoFinalRates(source, ["training"]);
  const isWsd = (arm: ArmDeclaration, phase: PhaseDeclaration): boolean =>
    statedSchedule(armTraining(training, arm), phase).schedule === "wsd";
  if (!arms.some(({ arm }) => arm.phases.some((phase) => isWsd(arm, phase)))) {
    for (const field of decayFields) {
      if (!isStated(source, ["training", field])) continue;
      yield source.problem(["training", field], `"${field}" has no effect: no phase has the schedule wsd`, "warning");
    }
  }
  yield* withoutRepetition(armProblems(source, training, arms, phaseSteps));
}

/** The same words at the same place come once, however many arms they are true of. */
function* withoutRepetition(problems: Iterable<Problem>): Generator<Problem> {
  const told = new Set<string>();
  for (const problem of problems) {
    const text = JSON.stringify(problem);
    if (!told.has(text)) yield problem;
    told.add(text);
  }
}

function* armProblems(
  source: SourceText,
  ofAll: TrainingDeclaration,
  arms: readonly ExpandedArm[],
  phaseSteps: (arm: ArmDeclaration, tokens: number) => number,
): Generator<Problem> {
  for (const { arm, place, phasePlaces } of arms) {
    const { phases } = arm;
    const training = armTraining(ofAll, arm);
    yield* twoFinalRates(source, [...place, "training"]);
    yield* partProblems(source, training, source.valueAt([...place, "training"]) === undefined ? [] : place);
    const steps = phases.map(({ tokens }) => phaseSteps(arm, tokens));
    const schedules = phaseSchedules(training, phases, steps);
    for (const [index, phase] of phases.entries()) {
      const path = phasePlaces[index] ?? place;
      const { peak, final } = schedules[index] ?? { peak: 0, final: 0 };
      yield* twoFinalRates(source, path);
      yield* continuationProblems(source, phase, path, index > 0 || arm.from !== undefined, peak);
      yield* decayProblems(source, training, phase, path);
      if (final > peak && peak > 0) {
        const message = `the last rate, ${final}, is above the peak of the phase, ${peak}`;
        yield source.problem(placeOf(phase, path, "finalRate"), message);
      }
    }
  }
}

function* partProblems(
  source: SourceText,
  { sequencesPerPart, sequencesPerStep }: TrainingDeclaration,
  owner: JsonPath,
): Generator<Problem> {
  if (sequencesPerPart === undefined || sequencesPerPart <= sequencesPerStep) return;
  const message = `a part of ${sequencesPerPart} sequences is more than a step has (${sequencesPerStep}); make it smaller, or leave it out`;
  yield source.problem([...owner, "training", "sequencesPerPart"], message);
}

function* continuationProblems(
  source: SourceText,
  phase: PhaseDeclaration,
  path: JsonPath,
  hasBefore: boolean,
  rate: number,
): Generator<Problem> {
  if (phase.rate !== "continue") return;
  if (!hasBefore)
    yield source.problem([...path, "rate"], `the first phase has no rate before it to continue; state one`);
  if (rate === 0) {
    const message = `the phase before ends at a rate of 0, from which nothing can go on; raise its last rate or state one here`;
    yield source.problem([...path, "rate"], message);
  }
  if ((phase.warmupShare ?? 0) > 0) {
    const message = `a rate that continues has no warm-up; leave "warmupShare" out, or state a "rate"`;
    yield source.problem([...path, "warmupShare"], message);
  }
}

function* decayProblems(
  source: SourceText,
  training: TrainingDeclaration,
  phase: PhaseDeclaration,
  path: JsonPath,
): Generator<Problem> {
  const { schedule, warmupShare, decayShare } = statedSchedule(training, phase);
  if (schedule === "wsd") {
    if (warmupShare + decayShare <= 1 + shareTolerance) return;
    const message = `a warm-up over ${warmupShare} and a decay over ${decayShare} of the steps are more than all of them`;
    yield source.problem(placeOf(phase, path, "decayShare"), message);
    return;
  }
  for (const field of decayFields) {
    if (phase[field] === undefined) continue;
    const message = `"${field}" belongs to the schedule wsd; this phase has ${schedule}`;
    yield source.problem([...path, field], message);
  }
}

function* twoFinalRates(source: SourceText, path: JsonPath): Generator<Problem> {
  if (!isStated(source, [...path, "finalRate"]) || !isStated(source, [...path, "finalRateShare"])) return;
  const message = `"finalRate" and "finalRateShare" both say what the last rate is; leave one of them out`;
  yield source.problem([...path, "finalRate"], message);
}

/** Where a field that is true of a phase stands: in the phase, else in what the file says of all phases. */
function placeOf(phase: PhaseDeclaration, path: JsonPath, field: keyof PhaseDeclaration): JsonPath {
  return phase[field] === undefined ? ["training", field] : [...path, field];
}

function isStated(source: SourceText, path: JsonPath): boolean {
  return source.valueAt(path) !== undefined;
}
