import { z } from "zod";
import { originSchema } from "../store/origin.ts";

/** A finished stage on the way from a number to its documents. */
export const trailStageSchema = z.object({
  kind: z.string(),
  key: z.string(),
  label: z.string(),
  /** Absolute; it may be gone. */
  folder: z.string(),
  /** Whether it is there. */
  complete: z.boolean(),
  startedAt: z.string().optional(),
  seconds: z.number().optional(),
  device: z.string().optional(),
  /** Left out of stages from before it was recorded. */
  origin: originSchema.optional(),
  /** For people: what it was made with and what it holds. */
  facts: z.array(z.object({ name: z.string(), value: z.string() })),
  /** Labels of the stages that it was made from. */
  inputs: z.array(z.string()),
});

/** A document that an item was made of. */
export const trailDocumentSchema = z.object({
  corpus: z.string(),
  source: z.string(),
  path: z.string(),
  repository: z.string().nullable(),
  revision: z.string().nullable(),
  blob: z.string().nullable(),
  licence: z.string().nullable(),
  /** On this machine, where the source is a folder; absolute. */
  file: z.string().optional(),
});

/** The documents of a corpus that an arm was trained on. */
export const trailCorpusSchema = z.object({
  name: z.string(),
  /** The corpus file; absolute. */
  file: z.string(),
  documents: z.number(),
  bytes: z.number(),
  /** A query of DuckDB that lists them. */
  query: z.string(),
});

/** Where a number of the results comes from, step by step. */
export const trailSchema = z.object({
  experiment: z.string(),
  file: z.string(),
  arm: z.string(),
  seed: z.number(),
  metric: z.object({ id: z.string(), title: z.string(), unit: z.string() }),
  value: z.number(),
  /** The estimate of the arm over all its seeds, with the ends of its 95 % interval. */
  estimate: z.object({ mean: z.number(), low: z.number(), high: z.number() }),
  /** The rows that the number is made of. */
  items: z.object({
    file: z.string(),
    query: z.string(),
    count: z.number(),
    /** Those that weigh most. */
    examples: z.array(
      z.object({ item: z.string(), value: z.number(), weight: z.number(), document: trailDocumentSchema.optional() }),
    ),
  }),
  /** From the evaluation back to the sources. */
  stages: z.array(trailStageSchema),
  corpora: z.array(trailCorpusSchema),
});

export type Trail = z.infer<typeof trailSchema>;
export type TrailStage = z.infer<typeof trailStageSchema>;
export type TrailDocument = z.infer<typeof trailDocumentSchema>;
export type TrailCorpus = z.infer<typeof trailCorpusSchema>;
