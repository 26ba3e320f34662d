import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { bandExplanationSchema } from "./band-explanation.ts";
import { unselectedSchema } from "./measure-summary.ts";
import { documentClass } from "../experiment/corpus-file.ts";

const count = z.int().min(0);

/** `summary.json` of a `curate` stage: what an editor shows of a corpus without opening its documents. */
const corpusSummarySchema = z.object({
  /** Files looked at, and how many of them were kept. */
  documents: count,
  kept: count,
  /** Of the kept documents. */
  bytes: count,
  heldOut: z.object({ documents: count, bytes: count }),
  /** Documents by verdict: `kept`, `duplicate`, …, or the name of the filter that dropped them. */
  rules: z.record(z.string(), count),
  /** Secrets and personal data that were replaced in kept documents, by kind. */
  redacted: z.record(z.string(), count).default({}),
  /** Benchmarks that documents had parts of: how many items, in how many documents. */
  contamination: z.array(z.object({ benchmark: z.string(), items: count, documents: count })).default([]),
  /** How many documents with a quality, kept or not, lie in each twentieth of [0,1]. */
  quality: z.object({ bins: z.array(count).length(20) }),
  /** Null where near duplicates are not looked for. */
  nearDuplicates: bandExplanationSchema.nullable().default(null),
  sources: z.array(
    z.object({
      name: z.string(),
      class: documentClass.nullable(),
      documents: count,
      kept: count,
      bytes: count,
      unselected: unselectedSchema.default({ files: 0, ignoredFiles: 0, ignoredFolders: 0 }),
    }),
  ),
  /** Most bytes kept first; `null` is the name where no language was found. */
  languages: z.array(z.object({ name: z.string().nullable(), documents: count, kept: count, bytes: count })),
});

export type CorpusSummary = z.infer<typeof corpusSummarySchema>;

/** Reads `summary.json` in the folder of a finished `curate` stage; undefined where there is none that can be read. */
export async function readCorpusSummary(folder: string): Promise<CorpusSummary | undefined> {
  try {
    return corpusSummarySchema.parse(JSON.parse(await readFile(join(folder, "summary.json"), "utf8")));
  } catch {
    return undefined;
  }
}
