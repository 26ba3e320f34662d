import { z } from "zod";
import { mixtureSchema } from "../arm-declaration.ts";
import type { Problem } from "../problem.ts";
import type { JsonPath, SourceText } from "../source-text.ts";
import { fullName } from "./arm-names.ts";
import { armAround, aroundFields } from "./around-phases.ts";
import type { ExpandedArm } from "./expanded-arm.ts";

export const leaveOneOutSchema = z
  .strictObject({
    generate: z.literal("leaveOneOut"),
    mixture: mixtureSchema.describe("The whole mixture, which becomes the arm `all`."),
    of: z
      .array(z.string())
      .min(1)
      .optional()
      .describe("The corpora that are left out, one in each arm; all that have a share if left out."),
    mode: z
      .enum(["competitive", "additive"])
      .default("competitive")
      .describe(
        "competitive: the others grow to fill the tokens. additive: they stay as they are, and the arm has fewer tokens.",
      ),
    ...aroundFields,
  })
  .describe("The whole mixture, and an arm without each of its corpora.");

export type LeaveOneOutDeclaration = z.infer<typeof leaveOneOutSchema>;

/** The arm `all`, and for each corpus the arm `without-<corpus>`. */
export function leaveOneOutArms(declared: LeaveOneOutDeclaration, place: JsonPath): readonly ExpandedArm[] {
  const { generate: _generate, mixture, of: _of, mode, ...around } = declared;
  const begin = declared.name === undefined ? "" : `${declared.name}-`;
  const without = leftOut(declared).map((corpus) => {
    const rest = Object.entries(mixture).filter(([name]) => name !== corpus);
    const kept = rest.reduce((sum, [, share]) => sum + share, 0);
    return armAround(around, place, {
      name: `${begin}without-${fullName(corpus)}`,
      mixture: Object.fromEntries(rest.map(([name, share]) => [name, share / kept])),
      ...(mode === "additive" && { tokens: Math.round(around.tokens * kept) }),
    });
  });
  return [armAround(around, place, { name: `${begin}all`, mixture }), ...without];
}

function leftOut({ mixture, of }: LeaveOneOutDeclaration): readonly string[] {
  return of ?? Object.keys(mixture).filter((corpus) => (mixture[corpus] ?? 0) > 0);
}

/** What is wrong with a leave-one-out alone, but for its mixture. */
export function* leaveOneOutProblems(
  source: SourceText,
  declared: LeaveOneOutDeclaration,
  place: JsonPath,
): Generator<Problem> {
  const { mixture, of = [] } = declared;
  for (const [index, corpus] of of.entries()) {
    const path = [...place, "of", index];
    if (of.indexOf(corpus) < index) yield source.problem(path, `"${corpus}" stands here twice`);
    if ((mixture[corpus] ?? 0) === 0) {
      yield source.problem(path, `the mixture has no "${corpus}" that could be left out`);
    }
  }
  const present = Object.values(mixture).filter((share) => share > 0).length;
  if (present < 2) {
    yield source.problem([...place, "mixture"], `leaving one out needs a mixture of two corpora at least`);
  }
}
