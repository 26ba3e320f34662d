import type { ArmDeclaration } from "../arm-declaration.ts";
import type { JsonPath } from "../source-text.ts";
import type { ExpandedArm } from "./expanded-arm.ts";
import type { ArmGenerator, ArmsDeclaration } from "./generator.ts";
import { gridArms } from "./grid.ts";
import { leaveOneOutArms } from "./leave-one-out.ts";
import { proportionArms } from "./proportion.ts";
import { swarmArms } from "./swarm.ts";
import { variantsArms } from "./variants.ts";

/** A generator, and where it stands. */
export interface PlacedGenerator {
  readonly generator: ArmGenerator;
  readonly place: JsonPath;
}

/** The most arms that a file may have. */
export const MOST_ARMS = 4096;

/** The arms of a file in its order, as listed or as its generators make them; where there are too many, one more than the most. */
export function expandArms(arms: ArmsDeclaration): readonly ExpandedArm[] {
  const expanded: ExpandedArm[] = [];
  for (const arm of eachArm(arms, ["arms"])) {
    expanded.push(arm);
    if (expanded.length > MOST_ARMS) break;
  }
  return expanded;
}

function* eachArm(arms: ArmsDeclaration, place: JsonPath): Generator<ExpandedArm> {
  for (const [declared, own] of members(arms, place)) {
    if (isGenerator(declared)) {
      yield* generatedArms(declared, own);
    } else {
      yield { arm: declared, place: own, phasePlaces: declared.phases.map((_, index) => [...own, "phases", index]) };
    }
  }
}

/** The arms that a generator at `place` makes. */
export function generatedArms(generator: ArmGenerator, place: JsonPath): Iterable<ExpandedArm> {
  switch (generator.generate) {
    case "proportion":
      return proportionArms(generator, place);
    case "swarm":
      return swarmArms(generator, place);
    case "leaveOneOut":
      return leaveOneOutArms(generator, place);
    case "grid":
      return gridArms(generator, eachArm(generator.arms, [...place, "arms"]));
    case "variants":
      return variantsArms(generator, eachArm(generator.arms, [...place, "arms"]));
  }
}

/** All generators of a file, those within others after them. */
export function* generatorsOf(arms: ArmsDeclaration, place: JsonPath = ["arms"]): Generator<PlacedGenerator> {
  for (const [generator, own] of members(arms, place)) {
    if (!isGenerator(generator)) continue;
    yield { generator, place: own };
    if ("arms" in generator && typeof generator.arms === "object")
      yield* generatorsOf(generator.arms, [...own, "arms"]);
  }
}

function members(
  arms: ArmsDeclaration,
  place: JsonPath,
): readonly (readonly [ArmDeclaration | ArmGenerator, JsonPath])[] {
  return Array.isArray(arms) ? arms.map((each, index) => [each, [...place, index]] as const) : [[arms, place]];
}

function isGenerator(declared: ArmDeclaration | ArmGenerator): declared is ArmGenerator {
  return "generate" in declared;
}
