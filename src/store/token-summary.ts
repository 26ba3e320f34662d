import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** What `summary.json` of a `tokenize` stage says for everyone; the runner writes more. */
const tokenSummarySchema = z.object({ tokens: z.int(), documents: z.int(), bytes: z.int() });

export type TokenSummary = z.infer<typeof tokenSummarySchema>;

/** Reads the summary of a finished `tokenize` stage; undefined where there is none that can be read. */
export async function readTokenSummary(folder: string): Promise<TokenSummary | undefined> {
  try {
    return tokenSummarySchema.parse(JSON.parse(await readFile(join(folder, "summary.json"), "utf8")));
  } catch {
    return undefined;
  }
}
