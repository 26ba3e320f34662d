import { z } from "zod";

export const survivorRules = ["permissive", "newest", "oldest", "longest", "shortest", "quality", "first"] as const;

/** How near duplicates are found. */
export const nearDuplicates = z
  .strictObject({
    jaccard: z
      .number()
      .gt(0, "jaccard must be above 0")
      .lt(1, 'jaccard must be below 1: equal documents are what "exact" is for')
      .default(0.7)
      .describe("Documents of which so large a share of the shingles is common are duplicates."),
    permutations: z
      .int()
      .min(16)
      .max(1024)
      .default(256)
      .describe("Values of a document's MinHash signature: more estimate better and take more room."),
    shingle: z.int().min(1).max(64).default(5).describe("Words of a shingle."),
    minTokens: z
      .int()
      .min(1)
      .default(5)
      .describe("Documents of fewer words, or fewer than a shingle has, are nobody's near duplicates."),
    verify: z
      .enum(["estimate", "exact", "none"])
      .default("estimate")
      .describe(
        "What candidates are checked by: the similarity that their signatures estimate, that of their sets of shingles, or nothing.",
      ),
    missWeight: z
      .number()
      .gt(0, "missWeight must be above 0")
      .lt(1, "missWeight must be below 1")
      .optional()
      .describe(
        "Weight of missed duplicates against false candidates where bands and rows are chosen: 0.5 where candidates are not checked, 0.9 where they are.",
      ),
  })
  .describe("Near duplicates, by MinHash and locality-sensitive hashing.");

const survivor = z
  .array(z.enum(survivorRules))
  .default(["permissive", "newest", "first"])
  .describe(
    "Which document of a cluster is kept: the best by the first rule, of equals the best by the next one, and at last the first in the order of the sources.",
  );

/** The member `dedup` of a corpus file. */
export const dedup = z
  .union([
    z.enum(["exact", "none"]),
    z.strictObject({
      exact: z.boolean().default(true).describe("Whether a document with equal content is kept once."),
      near: nearDuplicates.optional(),
      survivor,
    }),
  ])
  .default("exact")
  .describe(
    '"exact": of documents with equal content the first is kept; "none": all are; or an object that says how near duplicates are found and which document is kept.',
  );

export type SurvivorRule = (typeof survivorRules)[number];
export type DedupSetting = z.infer<typeof dedup>;

/** How near duplicates are found, with nothing left open. */
export type NearDuplicateSettings = z.infer<typeof nearDuplicates> & { readonly missWeight: number };

/** What `dedup` means, with nothing left open. */
export interface DedupSettings {
  readonly exact: boolean;
  readonly near: NearDuplicateSettings | null;
  readonly survivor: readonly SurvivorRule[];
}

/** Candidates that are checked afterwards cost a comparison; only a miss costs a duplicate. */
const MISS_WEIGHTS = { none: 0.5, estimate: 0.9, exact: 0.9 } as const;

/** Everything that `dedup` leaves out, filled in. */
export function dedupSettings(setting: DedupSetting): DedupSettings {
  if (setting === "none") return { exact: false, near: null, survivor: [] };
  if (setting === "exact") return { exact: true, near: null, survivor: [] };
  const { exact, near, survivor: rules } = setting;
  return { exact, near: near === undefined ? null : nearDuplicateSettings(near), survivor: rules };
}

/** Everything that `near` leaves out, filled in. */
export function nearDuplicateSettings(near: z.infer<typeof nearDuplicates>): NearDuplicateSettings {
  return { ...near, missWeight: near.missWeight ?? MISS_WEIGHTS[near.verify] };
}
