import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Judge, parseClassifier } from "../../../src/corpus/learned/classifier.ts";
import { reportText } from "../../../src/corpus/learned/classifier-report.ts";
import type { Label } from "../../../src/corpus/learned/label.ts";
import { trainClassifier, type TrainingDocument } from "../../../src/corpus/learned/train-classifier.ts";

/** Good documents explain themselves; what makes a repository one is of no use elsewhere. */
function document(repository: number, place: number, good: boolean): TrainingDocument {
  const name = `word${"abcdefgh".charAt(place)}`;
  const body = good
    ? `/** Gives the ${name} of repository ${"stuvwx".charAt(repository)}. */\nexport function ${name}(value) {\n  return value;\n}\n`
    : `x=${name};y=x;z=y;print(z,"${"stuvwx".charAt(repository)}")\n`;
  const text = body.repeat(3);
  const id = createHash("sha256").update(text).digest("hex");
  const signals = { lineCount: good ? 15 : 3 };
  return { id, group: `r${String(repository)}`, language: "JavaScript", text, signals, quality: 0.5 };
}

const documents = [0, 1, 2, 3, 4, 5].flatMap((repository) =>
  [0, 1, 2, 3].map((place) => document(repository, place, place % 2 === 0)),
);
const by = { by: "anna", at: "2026-11-23T12:00:00Z" };
const facts = ({ id, language }: TrainingDocument) => ({ id, path: "app:a.js", language });
const scores = documents.map((one, index): Label => ({
  kind: "score",
  document: facts(one),
  score: index % 2 === 0 ? 4 : 1,
  ...by,
}));

describe("training a classifier", function () {
  this.timeout(20_000);

  it("finds what makes documents good in repositories that it has not seen", () => {
    const { report, ...rest } = trainClassifier(documents, scores);
    assert.equal(report.groupedBy, "repository or source");
    assert.equal(report.folds, 5);
    assert.equal(report.auc?.auc, 1);
    // All have the same quality: it tells nothing.
    assert.equal(report.qualityAuc?.auc, 0.5);
    assert.match(reportText(report), /AUC of the classifier: +1\.000 \(95 % 1\.000–1\.000; 12 good, 12 bad\)/);
    const judge = new Judge(parseClassifier(JSON.stringify({ ...rest, report }), "a.classifier.json"));
    const good = judge.learnedQuality(
      "/** Gives the answer. */\nexport function answer(value) {\n  return value;\n}\n",
      {
        lineCount: 12,
      },
    );
    const bad = judge.learnedQuality('x=q;y=x;z=y;print(z,"no")\n', { lineCount: 2 });
    assert.ok(good > 0.7 && bad < 0.3, `${String(good)} ${String(bad)}`);
  });

  it("learns from pairs alone", () => {
    const pairs = documents.flatMap((one, index): Label[] => {
      const next = documents[index + 1];
      if (index % 2 !== 0 || next === undefined) return [];
      return [{ kind: "pair", better: facts(one), worse: facts(next), ...by }];
    });
    const { report } = trainClassifier(documents, pairs);
    assert.equal(report.pairAccuracy, 1);
    assert.equal(report.auc, null);
  });

  it("says what is missing where labels are few", () => {
    assert.throws(
      () => trainClassifier(documents, scores.slice(0, 6)),
      /too few labels.*3 with a score of 3 or more, 3 with less/,
    );
  });

  it("refuses a file that is no classifier, with the way out", () => {
    assert.throws(
      () => parseClassifier("{}", "q.classifier.json"),
      /q\.classifier\.json is no classifier: .*ablate classifier train/,
    );
  });
});
