import { z } from "zod";
import { type ArmDeclaration, listedArmSchema } from "../arm-declaration.ts";
import { type GridDeclaration, gridFields } from "./grid.ts";
import { type LeaveOneOutDeclaration, leaveOneOutSchema } from "./leave-one-out.ts";
import { type ProportionDeclaration, proportionSchema } from "./proportion.ts";
import { type SwarmDeclaration, swarmSchema } from "./swarm.ts";
import { type VariantsDeclaration, variantsFields } from "./variants.ts";

/** Arms as a file declares them: listed, generated, or both. */
export type ArmsDeclaration = (ArmDeclaration | ArmGenerator)[] | ArmGenerator;

/** What makes arms: of mixtures, or of other arms, which may be generated too. */
export type ArmGenerator =
  | ProportionDeclaration
  | SwarmDeclaration
  | LeaveOneOutDeclaration
  | (GridDeclaration & { arms: ArmsDeclaration })
  | (VariantsDeclaration & { arms: ArmsDeclaration });

const varied: z.ZodType<ArmsDeclaration> = z
  .lazy(() => armsSchema)
  .describe("The arms that are varied, listed or generated.");

const gridSchema = z
  .strictObject({ ...gridFields, arms: varied })
  .describe("Every arm with each combination of some values of its training.");

const variantsSchema = z
  .strictObject({ ...variantsFields, arms: varied })
  .describe("Every arm in each of some variants, which have names.");

const generatorSchema = z.discriminatedUnion("generate", [
  proportionSchema,
  swarmSchema,
  leaveOneOutSchema,
  gridSchema,
  variantsSchema,
]);

export const armsSchema: z.ZodType<ArmsDeclaration> = z
  .union([z.array(z.union([listedArmSchema, generatorSchema])).min(1), generatorSchema])
  .meta({ id: "arms", description: "The arms, listed or generated." });
