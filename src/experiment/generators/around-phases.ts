import { z } from "zod";
import { armName, generatedPhaseFields, type Mixture, phaseSchema } from "../arm-declaration.ts";
import type { JsonPath } from "../source-text.ts";
import type { ExpandedArm } from "./expanded-arm.ts";

/** What a generator of mixtures says besides them: the phase in which its arms differ, and those that they have in common. */
export const aroundFields = {
  ...generatedPhaseFields,
  tokens: generatedPhaseFields.tokens.describe("Training tokens of the phase in which the arms differ."),
  before: z.array(phaseSchema).optional().describe("Phases that every arm has before; they are trained once."),
  after: z.array(phaseSchema).optional().describe("Phases that every arm has after."),
  name: armName.max(40).optional().describe("How the names of its arms begin."),
};

export type AroundDeclaration = z.infer<z.ZodObject<typeof aroundFields>>;

interface MixedArm {
  readonly name: string;
  readonly mixture: Mixture;
  /** Of the phase that has the mixture, where the generator does not say it for all. */
  readonly tokens?: number;
  /** What is added on top of the mixture. */
  readonly added?: Mixture;
}

/** The arm of one mixture, among the phases that it has in common with the others of a generator at `place`. */
export function armAround(
  { before = [], after = [], name: _name, ...phase }: AroundDeclaration,
  place: JsonPath,
  { name, mixture, tokens = phase.tokens, added }: MixedArm,
): ExpandedArm {
  return {
    arm: { name, phases: [...before, { ...phase, tokens, mixture, ...(added !== undefined && { added }) }, ...after] },
    place,
    phasePlaces: [
      ...before.map((_, index) => [...place, "before", index]),
      place,
      ...after.map((_, index) => [...place, "after", index]),
    ],
  };
}
