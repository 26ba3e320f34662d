import { z } from "zod";

const labelledDocument = z.object({
  /** SHA-256 of the content, hex: the document's id in every corpus. */
  id: z.string().regex(/^[\da-f]{64}$/, "an id is a SHA-256 in hex"),
  /** `source:path`, for people. */
  path: z.string(),
  language: z.string().nullable(),
});

const provenance = {
  /** A person's name, or `model:NAME`. */
  by: z.string().min(1),
  at: z.iso.datetime(),
  /** The version of the rubric that a model was asked with. */
  prompt: z.string().optional(),
};

const scoreLabel = z.object({
  kind: z.literal("score"),
  document: labelledDocument,
  /** 0 (worthless to learn from) to 5 (exemplary). */
  score: z.int().min(0).max(5),
  ...provenance,
});

const pairLabel = z.object({
  kind: z.literal("pair"),
  better: labelledDocument,
  worse: labelledDocument,
  ...provenance,
});

/** One line of `labels/NAME.labels.jsonl`. */
export const labelSchema = z.discriminatedUnion("kind", [scoreLabel, pairLabel]);

export type LabelledDocument = z.infer<typeof labelledDocument>;
export type ScoreLabel = z.infer<typeof scoreLabel>;
export type PairLabel = z.infer<typeof pairLabel>;
export type Label = z.infer<typeof labelSchema>;

/** Documents with this score or a higher one are good: the cut that Stack-Edu keeps by (Allal et al. 2025). */
export const GOOD_SCORE = 3;

/** The ids of the documents that labels are of. */
export function labelledIds(labels: readonly Label[]): Set<string> {
  return new Set(
    labels.flatMap((label) => (label.kind === "score" ? [label.document.id] : [label.better.id, label.worse.id])),
  );
}

/** What stands in the end: of several scores that one judge gave a document, the last. Pairs all count. */
export function standingLabels(labels: readonly Label[]): Label[] {
  const scores = new Map<string, ScoreLabel>();
  for (const label of labels) if (label.kind === "score") scores.set(`${label.by} ${label.document.id}`, label);
  return [...scores.values(), ...labels.filter(({ kind }) => kind === "pair")];
}
