import type { ArmDeclaration } from "../arm-declaration.ts";
import type { JsonPath } from "../source-text.ts";

/** An arm as it is trained, and where in the file it comes from. */
export interface ExpandedArm {
  readonly arm: ArmDeclaration;
  /** Of the arm where it is listed, else of the generator that makes its mixture. */
  readonly place: JsonPath;
  /** Of each of its phases; of the generator for the phase that it makes. */
  readonly phasePlaces: readonly JsonPath[];
}
