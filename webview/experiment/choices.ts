import * as z from "zod/mini";
import { curveChoices, firstCurveChoices } from "../charts/curve-choices.ts";
import { firstChoices, resultsChoices } from "../results/choices.ts";

/** What the user chose in the panel; kept across reloads. */
const choicesSchema = z.object({ results: resultsChoices, curves: curveChoices });

export type PanelChoices = z.infer<typeof choicesSchema>;

/** The choices that were kept, or the first ones. */
export function choicesFrom(kept: unknown): PanelChoices {
  const parsed = z.object({ choices: choicesSchema }).safeParse(kept);
  return parsed.success ? parsed.data.choices : { results: firstChoices, curves: firstCurveChoices };
}
