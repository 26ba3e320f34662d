import { z } from "zod";

/** The names of the presets, in the order in which docs/corpus.md has them. */
export const presetNames = ["starcoder", "starcoder2", "refinecode", "gopher", "c4", "fineweb"] as const;

export type PresetName = (typeof presetNames)[number];

/** The member `presets` of a corpus file. */
export const presetsSchema = z
  .array(z.enum(presetNames))
  .default([])
  .describe("Published sets of filters, applied before the corpus's own: docs/corpus.md has their thresholds.");
