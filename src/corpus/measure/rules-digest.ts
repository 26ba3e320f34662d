import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { StageError } from "../../stage/runner.ts";

/**
 * A digest of the rules by which documents are measured beside the code: descriptions and queries of the grammars folder.
 * Rejects with a `StageError` where the folder cannot be read.
 */
export async function digestRules(grammarsFolder: string): Promise<string> {
  const digest = createHash("sha256");
  const names = await readdir(grammarsFolder, { recursive: true }).catch(() => {
    throw new StageError(`The grammars at ${grammarsFolder} cannot be read.`);
  });
  for (const name of names.filter((file) => /\.(?:scm|json)$/.test(file)).toSorted()) {
    digest.update(JSON.stringify([name, await readFile(join(grammarsFolder, name), "utf8")]));
  }
  return digest.digest("hex");
}
