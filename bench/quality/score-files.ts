import ignore from "ignore";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { analyseContent } from "../../src/corpus/measure/analysis.ts";
import { createSyntaxParser } from "../../src/corpus/syntax/syntax-parser.ts";
import { type Kind, packageFolder, type PackageSet } from "./package-list.ts";

/** A file of a package with its score. */
export interface ScoredFile {
  readonly project: string;
  readonly kind: Kind;
  readonly path: string;
  readonly language: string;
  readonly quality: number;
  readonly contributions: Readonly<Partial<Record<string, number>>>;
  readonly signals: Readonly<Partial<Record<string, number>>>;
  readonly text: string;
}

/** Of one package, so that large ones do not decide alone. Which ones: by hash of the content. */
const MOST_FILES = 40;
/** Smaller files (lists of imports, versions) say nothing of quality; larger ones are dropped by corpora unread. */
const LEAST_BYTES = 500;
const MOST_BYTES = 1_000_000;

/** Scores the files of the packages that are in the cache, as documents of class `code`. Equal contents count once. */
export async function scoreFiles(sets: readonly PackageSet[], cache: string): Promise<ScoredFile[]> {
  const parser = await createSyntaxParser(fileURLToPath(new URL("../../grammars", import.meta.url)));
  const seen = new Set<string>();
  const scored: ScoredFile[] = [];
  for (const set of sets) {
    for (const { path, bytes } of chosenFiles(set, cache, seen)) {
      const { content } = await analyseContent(bytes, path, "code", undefined, parser);
      if (content.kind !== "text") continue;
      const { language, quality, contributions, signals, text } = content;
      const project = set.package.replace(/(?<=.)(@|==?).*/, "");
      scored.push({
        project,
        kind: set.kind,
        path,
        language: language ?? "none",
        quality,
        contributions,
        signals,
        text,
      });
    }
  }
  return scored;
}

function chosenFiles(set: PackageSet, cache: string, seen: Set<string>): { path: string; bytes: Buffer }[] {
  const folder = packageFolder(cache, set);
  if (!existsSync(folder)) return [];
  const include = ignore().add([...set.include]);
  const exclude = ignore().add([...(set.exclude ?? [])]);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => include.ignores(path) && !exclude.ignores(path))
    .map((path) => ({ path, stats: lstatSync(join(folder, path)) }))
    .filter(({ stats }) => stats.isFile() && stats.size >= LEAST_BYTES && stats.size <= MOST_BYTES)
    .map(({ path }) => {
      const bytes = readFileSync(join(folder, path));
      return { path, bytes, hash: createHash("sha256").update(bytes).digest("hex") };
    })
    .sort((a, b) => (a.hash < b.hash ? -1 : 1))
    .filter(({ hash }) => !seen.has(hash))
    .slice(0, MOST_FILES);
  for (const { hash } of files) seen.add(hash);
  return files;
}
