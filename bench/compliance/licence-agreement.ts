// How often a licence text is told to be what the manifest beside it states: `node bench/compliance/licence-agreement.ts FOLDER`.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { formatLicence } from "../../src/corpus/licence/expression.ts";
import { isLicenceFile, readLicenceFile } from "../../src/corpus/licence/licence-file.ts";
import { loadLicenceMatcher } from "../../src/corpus/licence/licence-texts.ts";

const folder = process.argv[2] ?? "node_modules";
const matcher = await loadLicenceMatcher(fileURLToPath(new URL("../../grammars", import.meta.url)));
const stated = new Map<string, string>();
const texts: { path: string; licence: string; score: number }[] = [];
for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
  if (!isLicenceFile(path)) continue;
  let text: string;
  try {
    text = readFileSync(join(folder, path), "utf8");
  } catch {
    continue;
  }
  const evidence = readLicenceFile(path, text, matcher);
  if (evidence === null) continue;
  const licence = evidence.expression === null ? "unrecognised" : formatLicence(evidence.expression);
  if (evidence.kind === "manifest") stated.set(dirname(path), licence);
  else texts.push({ path, licence, score: evidence.score });
}
const comparable = texts.filter(({ path }) => stated.has(dirname(path)));
const agreeing = comparable.filter(({ path, licence }) => stated.get(dirname(path)) === licence);
for (const { path, licence, score } of comparable) {
  const manifest = stated.get(dirname(path)) ?? "";
  if (manifest !== licence) console.log(`${path}: ${licence} (${score.toFixed(2)}), manifest ${manifest}`);
}
console.log(
  `${agreeing.length} of ${comparable.length} texts agree with the manifest beside them; ${texts.length} texts in all`,
);
