import { z } from "zod";
import type { ArmDeclaration } from "../arm-declaration.ts";
import { presetName } from "../model-presets.ts";
import type { Problem } from "../problem.ts";
import type { JsonPath, SourceText } from "../source-text.ts";
import { trainingFieldSchemas } from "../training-declaration.ts";
import { tokensName } from "./arm-names.ts";
import type { ExpandedArm } from "./expanded-arm.ts";
import { type Variation, variedArm } from "./variation.ts";

const {
  rate,
  warmupShare,
  finalRateShare,
  schedule,
  weightDecay,
  beta1,
  beta2,
  clip,
  zLoss,
  sequencesPerStep,
  precision,
} = trainingFieldSchemas;

function several<T extends z.ZodType>(value: T): z.ZodOptional<z.ZodArray<T>> {
  return z.array(value).min(1).optional();
}

const over = z
  .strictObject({
    model: several(presetName),
    tokens: several(z.int().positive()).describe("All tokens of an arm; its phases keep their proportions."),
    schedule: several(schedule),
    rate: several(rate),
    warmupShare: several(warmupShare),
    finalRateShare: several(finalRateShare),
    sequencesPerStep: several(sequencesPerStep),
    weightDecay: several(weightDecay),
    beta1: several(beta1),
    beta2: several(beta2),
    clip: several(clip),
    zLoss: several(zLoss),
    precision: several(precision),
  })
  .refine((fields) => Object.keys(fields).length > 0, "a grid needs a field to go over")
  .describe("The fields that vary, each with its values; every combination is tried.");

/** A grid but for the arms that it varies. */
export const gridFields = { generate: z.literal("grid"), over };

export type GridDeclaration = z.infer<z.ZodObject<typeof gridFields>>;
type Over = GridDeclaration["over"];

/** What stands before a value in the name of an arm; nothing where the value says it all. */
const shortFieldNames: Readonly<Record<keyof Over, string>> = {
  model: "",
  tokens: "",
  schedule: "",
  rate: "rate",
  warmupShare: "warmup",
  finalRateShare: "final",
  sequencesPerStep: "batch",
  weightDecay: "decay",
  beta1: "beta1",
  beta2: "beta2",
  clip: "clip",
  zLoss: "zloss",
  precision: "",
};

/** One value of one field of a grid. */
function variationsOf(fields: Over): readonly (readonly Variation[])[] {
  const { model = [], tokens = [], ...training } = fields;
  const named = (field: keyof Over, value: number | string): string =>
    [shortFieldNames[field], String(value)].filter((part) => part !== "").join("-");
  const axes: (readonly Variation[])[] = [
    model.map((value) => ({ name: named("model", value), model: value })),
    tokens.map((value) => ({ name: named("tokens", tokensName(value)), tokens: value })),
    (training.schedule ?? []).map((value) => ({ name: named("schedule", value), training: { schedule: value } })),
    (training.precision ?? []).map((value) => ({ name: named("precision", value), training: { precision: value } })),
    ...numericFields.map((field) =>
      (training[field] ?? []).map((value) => ({ name: named(field, value), training: { [field]: value } })),
    ),
  ];
  return axes.filter((axis) => axis.length > 0);
}

const numericFields = [
  "rate",
  "warmupShare",
  "finalRateShare",
  "sequencesPerStep",
  "weightDecay",
  "beta1",
  "beta2",
  "clip",
  "zLoss",
] as const;

/** Each arm with every combination of the grid's values, called `code-25-5m-rate-0.001`. */
export function* gridArms({ over: fields }: GridDeclaration, arms: Iterable<ExpandedArm>): Generator<ExpandedArm> {
  const axes = variationsOf(fields);
  for (const { arm, ...places } of arms) {
    for (const combination of combinations(axes)) {
      yield { ...places, arm: combination.reduce<ArmDeclaration>(variedArm, arm) };
    }
  }
}

function* combinations<T>(axes: readonly (readonly T[])[]): Generator<readonly T[]> {
  const [first, ...rest] = axes;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const value of first) for (const others of combinations(rest)) yield [value, ...others];
}

/** Fields that a phase may state for itself, where the grid's value has no effect. */
const ofPhases = ["schedule", "rate", "warmupShare", "finalRateShare"] as const;

/** What is wrong with a grid over `arms`. */
export function* gridProblems(
  source: SourceText,
  { over: fields }: GridDeclaration,
  arms: readonly ExpandedArm[],
  place: JsonPath,
): Generator<Problem> {
  for (const [field, values] of Object.entries(fields)) {
    const known: readonly (string | number)[] = values ?? [];
    for (const [index, value] of known.entries()) {
      if (known.indexOf(value) === index) continue;
      yield source.problem([...place, "over", field, index], `${field} ${String(value)} stands here twice`);
    }
  }
  for (const field of ofPhases) {
    if (fields[field] === undefined) continue;
    const deaf = arms.find(({ arm }) => arm.phases.every((phase) => phase[field] !== undefined));
    if (deaf === undefined) continue;
    const message = `this changes nothing in the arm "${deaf.arm.name}", whose phases state "${field}" themselves`;
    yield source.problemAtName([...place, "over"], field, message);
  }
}
