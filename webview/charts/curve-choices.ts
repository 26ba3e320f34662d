import * as z from "zod/mini";

/** How the curves are shown; kept across reloads. */
export const curveChoices = z.object({
  measure: z.enum(["loss", "gradientNorm", "rate"]),
  logX: z.boolean(),
  logY: z.boolean(),
  /** Names of arms. */
  hidden: z.array(z.string()),
});

export type CurveChoices = z.infer<typeof curveChoices>;
export type CurveMeasure = CurveChoices["measure"];

export const firstCurveChoices: CurveChoices = { measure: "loss", logX: false, logY: false, hidden: [] };
