import * as z from "zod/mini";

/*
 * What a corpus explorer asks and what it is answered. Both cross two borders (the engine's standard input and output, and
 * the webview), so their types are read off schemas; these are written with `zod/mini` because the webview parses with them.
 */

/** Which documents: all that agree with every member that is there. */
export const selectionSchema = z.object({
  source: z.optional(z.string()),
  /** Null: those whose language is not known. */
  language: z.optional(z.nullable(z.string())),
  /** `kept`, or what drops them. */
  rule: z.optional(z.string()),
  /** Part of the path, whatever its case. */
  search: z.optional(z.string().check(z.maxLength(1000))),
});

const bounds = z.object({ min: z.optional(z.number()), max: z.optional(z.number()) });
/** Bounds by the name of a signal, or `quality`. */
export const documentFilters = z.record(z.string(), bounds);
const page = { offset: z.int().check(z.gte(0)), limit: z.int().check(z.gte(1), z.lte(500)) };

export const exploreQuery = z.discriminatedUnion("request", [
  z.object({ request: z.literal("overview"), selection: selectionSchema }),
  z.object({ request: z.literal("documents"), selection: selectionSchema, ...page }),
  /** How the values of a signal, or of `quality`, are spread over the documents. */
  z.object({ request: z.literal("distribution"), signal: z.string() }),
  /** What would become of the documents if the corpus had these filters in place of its own. */
  z.object({ request: z.literal("counterfactual"), filters: documentFilters }),
  /** The documents whose verdict the last counterfactual turns. */
  z.object({ request: z.literal("flipped"), ...page }),
  z.object({ request: z.literal("clusters"), ...page }),
  z.object({ request: z.literal("members"), cluster: z.int(), kind: z.string() }),
  z.object({ request: z.literal("contamination"), ...page }),
  /** A document's text, as it is kept or as it was measured. */
  z.object({ request: z.literal("text"), place: z.int() }),
]);

const count = z.number();

/** A document: `place` is its number among all of the corpus, from 0. */
export const documentLine = z.object({
  place: z.int(),
  source: z.string(),
  path: z.string(),
  language: z.nullable(z.string()),
  bytes: count,
  quality: z.nullable(z.number()),
  kept: z.boolean(),
  rule: z.string(),
  reason: z.string(),
});

/** How many documents have a name, and how many of them are kept. Null is the name of those without one. */
export const share = z.object({ name: z.nullable(z.string()), documents: count, kept: count, bytes: count });

/** A cluster of duplicates. */
export const duplicateCluster = z.object({
  cluster: z.int(),
  kind: z.string(),
  members: count,
  /** The least similar member's. */
  similarity: z.nullable(z.number()),
  survivor: z.nullable(z.string()),
});

/** A document of such a cluster. */
export const clusterMember = z.object({
  place: z.int(),
  source: z.string(),
  path: z.string(),
  similarity: z.nullable(z.number()),
  survives: z.boolean(),
  /** The path of what it was matched with, on the way to the survivor; its own for the survivor. */
  matched: z.string(),
  matchedSimilarity: z.number(),
});

/** What a document has in common with an item of a benchmark. */
export const contaminationHit = z.object({
  place: z.int(),
  source: z.string(),
  path: z.string(),
  benchmark: z.string(),
  item: z.string(),
  /** What both have, as it stands in the document and in the item. */
  excerpt: z.string(),
  itemExcerpt: z.string(),
  reason: z.string(),
});

export const exploreAnswer = z.discriminatedUnion("answer", [
  z.object({
    answer: z.literal("overview"),
    documents: count,
    kept: count,
    /** Of the kept documents. */
    bytes: count,
    /** What drops documents, most first, with the first of them. */
    rules: z.array(z.object({ rule: z.string(), documents: count, examples: z.array(documentLine) })),
    languages: z.array(share),
    licences: z.array(share),
    sources: z.array(share),
    /** Documents in each twentieth of [0,1] of quality. */
    quality: z.object({ kept: z.array(count), dropped: z.array(count) }),
  }),
  z.object({ answer: z.literal("documents"), total: count, offset: z.int(), rows: z.array(documentLine) }),
  z.object({
    answer: z.literal("distribution"),
    signal: z.string(),
    /** Documents that have the signal. */
    documents: count,
    /** Of all values, and of the middle 99 % of them, over which the bins are spread evenly. */
    least: z.number(),
    most: z.number(),
    from: z.number(),
    to: z.number(),
    bins: z.array(count),
  }),
  z.object({
    answer: z.literal("counterfactual"),
    documents: count,
    before: count,
    kept: count,
    newlyKept: count,
    newlyDropped: count,
    bytes: count,
    /** What would drop documents, most first. */
    rules: z.array(z.object({ rule: z.string(), documents: count, before: count })),
  }),
  z.object({
    answer: z.literal("flipped"),
    total: count,
    offset: z.int(),
    /** `kept` and `rule` as they would be. */
    rows: z.array(documentLine),
  }),
  z.object({
    answer: z.literal("clusters"),
    total: count,
    offset: z.int(),
    rows: z.array(duplicateCluster),
  }),
  z.object({
    answer: z.literal("members"),
    cluster: z.int(),
    kind: z.string(),
    rows: z.array(clusterMember),
  }),
  z.object({
    answer: z.literal("contamination"),
    total: count,
    offset: z.int(),
    rows: z.array(contaminationHit),
  }),
  z.object({
    answer: z.literal("text"),
    place: z.int(),
    source: z.string(),
    path: z.string(),
    text: z.nullable(z.string()),
  }),
]);

export type DocumentFilters = z.infer<typeof documentFilters>;
export type Selection = z.infer<typeof selectionSchema>;
export type ExploreQuery = z.infer<typeof exploreQuery>;
export type ExploreAnswer = z.infer<typeof exploreAnswer>;
export type DocumentLine = z.infer<typeof documentLine>;
export type Share = z.infer<typeof share>;
/** The answer of one kind. */
export type AnswerOf<Kind extends ExploreAnswer["answer"]> = Extract<ExploreAnswer, { answer: Kind }>;
/** The query of one kind. */
export type QueryOf<Kind extends ExploreQuery["request"]> = Extract<ExploreQuery, { request: Kind }>;
