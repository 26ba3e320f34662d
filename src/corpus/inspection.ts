import { z } from "zod";

const numbers = z.record(z.string(), z.number());
const range = z.object({ min: z.number().optional(), max: z.number().optional() });

/** What the engine's `inspection` event says of a file. */
export const inspectionSchema = z.object({
  path: z.string(),
  /** Null where the content was not read as text. */
  class: z.string().nullable(),
  language: z.string().nullable(),
  bytes: z.number(),
  lines: z.number().nullable(),
  kept: z.boolean(),
  /** `kept`, or what drops it: `binary`, `too-large`, a filter's name. */
  rule: z.string(),
  reason: z.string(),
  /** In [0,1]. */
  quality: z.number().nullable(),
  /** SPDX expression, and what says so; null where nothing does. */
  licence: z.string().nullable(),
  licenceOrigin: z.string().nullable(),
  signals: numbers,
  contributions: numbers,
  /** By signal: what its value is measured against. See `explain/thresholds.ts`. */
  thresholds: z.record(
    z.string(),
    z.object({
      bounds: range.optional(),
      presets: z.record(z.string(), range).optional(),
      ideal: range.optional(),
      source: z.string().optional(),
    }),
  ),
  /** By rule of the user's own: what it says that it measures. */
  ruleDocs: z.record(z.string(), z.string()),
  /** Where signals beyond a threshold come from, in the order of their starts, which are UTF-16 units of the text. */
  spans: z.array(
    z.object({
      signal: z.string(),
      start: z.int(),
      end: z.int(),
      /** From 1, as the column is. */
      line: z.int(),
      column: z.int(),
      note: z.string(),
    }),
  ),
  /** How many spans more there are. */
  moreSpans: z.int(),
});

export type Inspection = z.infer<typeof inspectionSchema>;
