import { createHash, type Hash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { StageError } from "../../stage/runner.ts";

/**
 * A digest of the rules by which documents are measured beside the code: descriptions and queries of the grammars folder, and of
 * the user's own rules. Rejects with a `StageError` where a folder cannot be read.
 */
export async function digestRules(grammarsFolder: string, rulesFolder: string | undefined): Promise<string> {
  const digest = createHash("sha256");
  await addFolder(digest, grammarsFolder, "grammars");
  if (rulesFolder !== undefined) await addFolder(digest, rulesFolder, "rules");
  return digest.digest("hex");
}

async function addFolder(digest: Hash, folder: string, what: string): Promise<void> {
  const names = await readdir(folder, { recursive: true }).catch(() => {
    throw new StageError(`The ${what} at ${folder} cannot be read.`);
  });
  // Fixtures and what is expected of them change no value.
  const read = names.filter((name) => /\.(?:scm|json)$/.test(name) && !name.includes(".fixtures"));
  for (const name of read.toSorted()) {
    digest.update(JSON.stringify([what, name, await readFile(join(folder, name), "utf8")]));
  }
}
