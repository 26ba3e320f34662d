import * as z from "zod/mini";
import { documentFilters, selectionSchema } from "../protocol.ts";

export const tabNames = ["overview", "documents", "thresholds", "duplicates", "contamination"] as const;

const keptState = z.object({
  tab: z._default(z.enum(tabNames), "overview"),
  /** Of the documents' list. */
  selection: z._default(selectionSchema, {}),
  /** Filters as the sliders stand, and those of the corpus file that they were changed from. */
  draft: z.optional(z.object({ filters: documentFilters, of: z.string() })),
});

/** What a person has chosen in the explorer: it stays when the panel is hidden or the window is opened again. */
export type KeptState = z.infer<typeof keptState>;

/** Reads what was kept; the beginning where it cannot be read. */
export function parseKeptState(data: unknown): KeptState {
  const parsed = keptState.safeParse(data);
  return parsed.success ? parsed.data : { tab: "overview", selection: {} };
}
