import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { StageError } from "../../stage/runner.ts";
import { LicenceMatcher } from "./matcher.ts";

const textsSchema = z.record(z.string(), z.object({ licenseText: z.string() }));

const FILE = "spdx-full.json";

/**
 * A matcher over the texts of all licences of SPDX's list: `spdx-full.json` beside the grammars folder, where the build copies
 * it, else in the package spdx-license-list. Rejects with a `StageError` where there is neither.
 */
export async function loadLicenceMatcher(grammarsFolder: string): Promise<LicenceMatcher> {
  const file = licenceTextsFile(grammarsFolder);
  const texts = textsSchema.parse(JSON.parse(await readFile(file, "utf8")));
  return new LicenceMatcher(Object.entries(texts).map(([id, { licenseText }]) => ({ id, text: licenseText })));
}

function licenceTextsFile(grammarsFolder: string): string {
  const built = join(dirname(grammarsFolder), FILE);
  if (existsSync(built)) return built;
  for (let folder = grammarsFolder; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", "spdx-license-list", FILE);
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) break;
  }
  throw new StageError(
    `The licence texts (${FILE}) are neither beside ${grammarsFolder} nor among the installed packages.`,
  );
}
