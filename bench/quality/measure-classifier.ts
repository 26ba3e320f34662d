/*
 * How well a classifier that was trained on the packages of development.json (well-kept files as scores of 4, others of 1) tells the
 * files of packages.json apart, none of which it has seen; beside the default score on the same files:
 *
 *   node bench/quality/measure-classifier.ts
 */
import { createHash } from "node:crypto";
import { parseArgs } from "node:util";
import { areaUnderRoc } from "../../src/analysis/roc.ts";
import { Judge } from "../../src/corpus/learned/classifier.ts";
import { reportText } from "../../src/corpus/learned/classifier-report.ts";
import type { Label } from "../../src/corpus/learned/label.ts";
import { trainClassifier, type TrainingDocument } from "../../src/corpus/learned/train-classifier.ts";
import { readPackageList } from "./package-list.ts";
import { type ScoredFile, scoreFiles } from "./score-files.ts";

const { values } = parseArgs({ options: { cache: { type: "string", default: "build/bench/quality" } } });

function document({ text, project, language, signals, quality }: ScoredFile): TrainingDocument {
  const id = createHash("sha256").update(text).digest("hex");
  return { id, group: project, language, text, signals, quality };
}

const development = await scoreFiles(readPackageList("bench/quality/development.json"), values.cache);
const documents = development.map(document);
const labels = development.map((file, index): Label => {
  const { id, language } = documents[index] ?? document(file);
  const score = file.kind === "well-kept" ? 4 : 1;
  const facts = { id, path: `${file.project}:${file.path}`, language };
  return { kind: "score", document: facts, score, by: "list", at: "2026-11-23T00:00:00Z" };
});
const started = process.cpuUsage();
const classifier = trainClassifier(documents, labels);
const { user, system } = process.cpuUsage(started);
console.log(`${reportText(classifier.report)}\ntrained in ${((user + system) / 1e6).toFixed(1)} s of one processor\n`);

const judge = new Judge(classifier);
const unseen = await scoreFiles(readPackageList("bench/quality/packages.json"), values.cache);
const judged = unseen.map((file) => ({ ...file, learned: judge.learnedQuality(file.text, file.signals) }));
console.log("| set | default AUC | learned AUC | 95 % interval |\n|---|---|---|---|");
const kinds = ["minified", "generated", "vendored", "homework"] as const;
const languages = [...new Set(judged.map(({ language }) => language))].sort();
const sets = [
  ["all", judged],
  ["all but vendored", judged.filter(({ kind }) => kind !== "vendored")],
  ...kinds.map((kind) => {
    const theirs = new Set(judged.filter((file) => file.kind === kind).map(({ language }) => language));
    const among = judged.filter(
      (file) => file.kind === kind || (file.kind === "well-kept" && theirs.has(file.language)),
    );
    return [kind, among] as const;
  }),
  ...languages.map((language) => [language, judged.filter((file) => file.language === language)] as const),
] as const;
for (const [name, files] of sets) {
  const scored = (value: (file: (typeof judged)[number]) => number) =>
    areaUnderRoc(files.map((file) => ({ score: value(file), good: file.kind === "well-kept", group: file.project })));
  const [plain, learned] = [scored(({ quality }) => quality), scored((file) => file.learned)];
  if (plain === undefined || learned === undefined) continue;
  const interval = learned.interval.map((value) => value.toFixed(3)).join("–");
  console.log(`| ${name} | ${plain.auc.toFixed(3)} | ${learned.auc.toFixed(3)} | ${interval} |`);
}
