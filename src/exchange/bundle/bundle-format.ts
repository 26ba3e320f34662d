import { z } from "zod";
import { outputFileSchema } from "../../store/output-digests.ts";

/** Raised when older versions of Ablate could not read a bundle. */
export const BUNDLE_FORMAT = 1;

/** The file that says what a bundle is; all other files stand in its `contents`. */
export const BUNDLE_FILE = "ablate-bundle.json";

/** A stage as the bundle's maker had it. */
const bundledStage = z.object({
  kind: z.string(),
  key: z.string(),
  label: z.string(),
  version: z.int(),
  parameters: z.record(z.string(), z.json()),
  inputs: z.record(z.string(), z.string()),
  /** Whether it was there when the bundle was made. */
  complete: z.boolean(),
});

/** Data that a bundle does not hold and that reproducing needs. */
const neededData = z.object({
  /** Of a corpus: its source or benchmark; else "checkpoint". */
  name: z.string(),
  corpus: z.string().optional(),
  type: z.string(),
  /** Where the unpacked files look for it: relative to them, or an address. */
  place: z.string(),
  /** Of a source: the digest of what it held, which decides whether results are the same. */
  fingerprint: z.string().optional(),
});

/** `ablate-bundle.json`. */
export const bundleSchema = z.object({
  format: z.int(),
  /** Version of Ablate. */
  ablate: z.string(),
  createdAt: z.string(),
  experiment: z.string(),
  /** The ablation file among `files/`. */
  file: z.string(),
  stages: z.array(bundledStage),
  needs: z.array(neededData),
  /** Every other file of the bundle. */
  contents: z.array(outputFileSchema),
});

export type Bundle = z.infer<typeof bundleSchema>;
export type BundledStage = z.infer<typeof bundledStage>;
export type NeededData = z.infer<typeof neededData>;
