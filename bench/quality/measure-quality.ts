/*
 * How well the quality score tells well-kept code from minified, generated, vendored and homework code:
 *
 *   node bench/quality/fetch-packages.ts
 *   node bench/quality/measure-quality.ts [--list bench/quality/development.json] [--json FILE]
 *
 * AUC with a 95 % interval that draws whole projects; by language, by kind, by kind in each language, and the worst failures with
 * what made their score. Beside it the AUC by content alone: some lists know vendored files by the folders that the score knows too.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { areaUnderRoc } from "../../src/analysis/roc.ts";
import { scoreQuality } from "../../src/corpus/quality/quality.ts";
import { readPackageList } from "./package-list.ts";
import { type ScoredFile, scoreFiles } from "./score-files.ts";

const { values } = parseArgs({
  options: {
    list: { type: "string", default: "bench/quality/packages.json" },
    cache: { type: "string", default: "build/bench/quality" },
    json: { type: "string" },
    worst: { type: "string", default: "12" },
  },
});
/** What the score's curves were set by looking at: JavaScript, TypeScript, C and Python. All other languages are held out. */
const LOOKED_AT = ["JavaScript", "TypeScript", "C", "Python"];

const files = await scoreFiles(readPackageList(values.list), values.cache);
const good = files.filter(({ kind }) => kind === "well-kept");
const bad = files.filter(({ kind }) => kind !== "well-kept");

interface Row {
  readonly set: string;
  readonly auc: number;
  readonly byContent: number;
  readonly interval: readonly [number, number];
  readonly good: number;
  readonly bad: number;
  readonly projects: number;
}

function row(set: string, chosen: readonly ScoredFile[]): Row[] {
  const areaBy = (score: (file: ScoredFile) => number): ReturnType<typeof areaUnderRoc> =>
    areaUnderRoc(chosen.map((file) => ({ score: score(file), good: file.kind === "well-kept", group: file.project })));
  const result = areaBy(({ quality }) => quality);
  if (result === undefined) return [];
  return [{ set, ...result, byContent: areaBy(qualityByContent)?.auc ?? NaN, projects: result.groups }];
}

function qualityByContent({ signals }: ScoredFile): number {
  const { vendoredPath: _folder, ...ofContent } = signals;
  return scoreQuality(ofContent, "code").quality;
}

const languages = [...new Set(files.map(({ language }) => language))].sort();
const inLanguage = (chosen: readonly ScoredFile[], language: string): ScoredFile[] =>
  chosen.filter((file) => file.language === language);
const rows: Row[] = [
  ...row("all", files),
  ...row(
    "all but vendored",
    files.filter(({ kind }) => kind !== "vendored"),
  ),
  ...["minified", "generated", "vendored", "homework"].flatMap((kind) => {
    const these = bad.filter((file) => file.kind === kind);
    const theirs = new Set(these.map(({ language }) => language));
    return [
      ...row(`${kind} (same languages)`, [...good.filter(({ language }) => theirs.has(language)), ...these]),
      ...(theirs.size < 2 ? [] : [...theirs].sort()).flatMap((language) =>
        row(`${kind} ${language}`, [...inLanguage(good, language), ...inLanguage(these, language)]),
      ),
    ];
  }),
  ...languages.flatMap((language) => row(language, inLanguage(files, language))),
  ...row(
    "held-out languages",
    files.filter(({ language }) => !LOOKED_AT.includes(language)),
  ),
];
const digits = (value: number): string => value.toFixed(3);
console.log("| set | AUC | 95 % interval | by content | good | bad | projects |\n|---|---|---|---|---|---|---|");
for (const { set, auc, interval, byContent, good: g, bad: b, projects } of rows) {
  const areas = `${digits(auc)} | ${interval.map(digits).join("–")} | ${digits(byContent)}`;
  console.log(`| ${set} | ${areas} | ${g} | ${b} | ${projects} |`);
}

function failure(file: ScoredFile): string {
  const worst = Object.entries(file.contributions)
    .sort(([, a = 0], [, b = 0]) => a - b)
    .slice(0, 4)
    .map(
      ([signal, share = 0]) => `${signal} ${String(Number(file.signals[signal]?.toPrecision(3)))} (${digits(share)})`,
    );
  return `${digits(file.quality)} ${file.kind} ${file.language} ${file.project} ${file.path}: ${worst.join(", ")}`;
}

const most = Number(values.worst);
console.log("\nWell-kept files with the lowest scores:");
for (const file of good.toSorted((a, b) => a.quality - b.quality).slice(0, most)) console.log(failure(file));
console.log("\nOther files with the highest scores:");
for (const file of bad.toSorted((a, b) => b.quality - a.quality).slice(0, most)) console.log(failure(file));
if (values.json !== undefined) {
  const listed = files.map(({ text: _text, ...rest }) => rest);
  writeFileSync(values.json, `${JSON.stringify({ rows, files: listed })}\n`);
}
