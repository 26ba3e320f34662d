import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { StageError } from "../stage/runner.ts";
import { writeFileAtomically } from "./atomic-file.ts";

const count = z.int().min(0);

/** What a source leaves out without a document that says so: see `SourceListener`. */
export const unselectedSchema = z.object({
  /** By its include and exclude, or because its kind of source reads no such files. */
  files: count,
  /** By .gitignore files; what ignored folders hold is not known. */
  ignoredFiles: count,
  ignoredFolders: count,
});

export type UnselectedCounts = z.infer<typeof unselectedSchema>;

const measureSummary = z.object({ unselected: unselectedSchema });

const FILE = "summary.json";

/** Writes `summary.json` of a `measure` stage. */
export async function writeMeasureSummary(folder: string, summary: z.infer<typeof measureSummary>): Promise<void> {
  await writeFileAtomically(join(folder, FILE), `${JSON.stringify(summary)}\n`);
}

/** Reads it in the folder of a finished stage; rejects with a `StageError` where it is damaged. */
export async function readMeasureSummary(folder: string): Promise<z.infer<typeof measureSummary>> {
  try {
    return measureSummary.parse(JSON.parse(await readFile(join(folder, FILE), "utf8")));
  } catch {
    throw new StageError(
      `${join(folder, FILE)} is missing or damaged; delete ${folder} and run the same command again.`,
    );
  }
}
