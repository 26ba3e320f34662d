import { z } from "zod";
import { type Mixture, mixtureSchema, shareSchema } from "../arm-declaration.ts";
import type { Problem } from "../problem.ts";
import type { JsonPath, SourceText } from "../source-text.ts";
import { percentName, shortName } from "./arm-names.ts";
import { armAround, aroundFields } from "./around-phases.ts";
import type { ExpandedArm } from "./expanded-arm.ts";

export const proportionSchema = z
  .strictObject({
    generate: z.literal("proportion"),
    of: z.string().describe("The corpus whose share varies."),
    against: z
      .union([z.string(), mixtureSchema])
      .describe("The corpus that fills the rest, or a mixture of several that does."),
    mode: z
      .enum(["competitive", "additive"])
      .default("competitive")
      .describe(
        "competitive: all arms have `tokens`. additive: all have `tokens` of what fills the rest, and of the corpus as much on " +
          "top as makes its share.",
      ),
    shares: z.array(shareSchema).min(1).describe("One arm for each share: 0.25 becomes the arm `<of>-25`."),
    ...aroundFields,
  })
  .describe("A grid of arms that differ in the share of one corpus at a fixed number of tokens.");

export type ProportionDeclaration = z.infer<typeof proportionSchema>;

/** An arm for each share, called `code-25` for a quarter of code. */
export function proportionArms(declared: ProportionDeclaration, place: JsonPath): readonly ExpandedArm[] {
  const { generate: _generate, of, against, shares, mode, ...around } = declared;
  const rest: Mixture = typeof against === "string" ? { [against]: 1 } : against;
  return shares.map((share) => {
    if (mode === "additive") {
      const more = Math.round((around.tokens * share) / (1 - share));
      const added = more > 0 ? { added: { [of]: more } } : {};
      return armAround(around, place, { name: proportionArmName(declared, share), mixture: rest, ...added });
    }
    const others = Object.entries(rest).map(([corpus, part]) => [corpus, part * (1 - share)] as const);
    return armAround(around, place, {
      name: proportionArmName(declared, share),
      mixture: { ...Object.fromEntries(others), [of]: share },
    });
  });
}

function proportionArmName({ of, name = shortName(of) }: ProportionDeclaration, share: number): string {
  return `${name}-${percentName(share)}`;
}

/** What is wrong with a proportion grid alone, but for the names of its corpora. */
export function* proportionProblems(
  source: SourceText,
  declared: ProportionDeclaration,
  place: JsonPath,
): Generator<Problem> {
  const { of, against, shares, mode } = declared;
  if (mode === "additive" && shares.includes(1)) {
    const message = `nothing that is added on top of ${JSON.stringify(against)} makes all of the tokens; leave the share 1 out`;
    yield source.problem([...place, "shares", shares.indexOf(1)], message);
  }
  if (of === against) yield source.problem([...place, "against"], `"of" and "against" are the same corpus`);
  if (typeof against === "object" && of in against) {
    yield source.problemAtName([...place, "against"], of, `"of" and "against" have the corpus "${of}" in common`);
  }
  for (const [index, share] of shares.entries()) {
    const name = proportionArmName(declared, share);
    const first = shares.findIndex((other) => proportionArmName(declared, other) === name);
    if (first === index) continue;
    const message =
      shares[first] === share
        ? `share ${String(share)} stands here twice`
        : `this share and ${String(shares[first])} both make the arm "${name}"`;
    yield source.problem([...place, "shares", index], message);
  }
}
