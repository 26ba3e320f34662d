import { z } from "zod";
import { armName } from "../arm-declaration.ts";
import { armModelSchema } from "../model-presets.ts";
import type { Problem } from "../problem.ts";
import type { JsonPath, SourceText } from "../source-text.ts";
import { armTrainingSchema } from "../training-declaration.ts";
import type { ExpandedArm } from "./expanded-arm.ts";
import { variedArm } from "./variation.ts";

const variant = z
  .strictObject({
    name: armName.max(40).describe("How the names of its arms end."),
    model: armModelSchema.optional(),
    tokens: z.int().positive().optional().describe("All tokens of an arm; its phases keep their proportions."),
    training: armTrainingSchema.optional(),
  })
  .describe("What is changed in every arm, such as a model together with the rate that suits it.");

/** Variants but for the arms that they change. */
export const variantsFields = { generate: z.literal("variants"), variants: z.array(variant).min(1) };

export type VariantsDeclaration = z.infer<z.ZodObject<typeof variantsFields>>;

/** Each arm in every variant, called `code-25-large`. */
export function* variantsArms({ variants }: VariantsDeclaration, arms: Iterable<ExpandedArm>): Generator<ExpandedArm> {
  for (const { arm, ...places } of arms) {
    for (const each of variants) yield { ...places, arm: variedArm(arm, each) };
  }
}

/** What is wrong with variants alone. */
export function* variantsProblems(
  source: SourceText,
  { variants }: VariantsDeclaration,
  place: JsonPath,
): Generator<Problem> {
  for (const [index, { name }] of variants.entries()) {
    if (variants.findIndex((other) => other.name === name) === index) continue;
    yield source.problem([...place, "variants", index, "name"], `another variant is called "${name}" already`);
  }
}
