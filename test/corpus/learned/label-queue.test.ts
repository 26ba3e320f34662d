import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Candidate } from "../../../src/corpus/learned/candidate.ts";
import { Judge } from "../../../src/corpus/learned/classifier.ts";
import type { Label } from "../../../src/corpus/learned/label.ts";
import { labelQueue, pairUp } from "../../../src/corpus/learned/label-queue.ts";
import { trainClassifier } from "../../../src/corpus/learned/train-classifier.ts";

function candidate(text: string, lineCount: number, language = "JavaScript"): Candidate {
  const id = createHash("sha256").update(text).digest("hex");
  return { id, path: `app:${text.slice(0, 8)}`, language, group: "app", text, signals: { lineCount }, quality: 0.5 };
}

async function* stream(documents: readonly Candidate[]): AsyncGenerator<Candidate> {
  for (const document of documents) yield await Promise.resolve(document);
}

const words = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"];
const good = words.map((word) => candidate(`/** Documents ${word}. */ function ${word}() {}`, 50));
const bad = words.map((word) => candidate(`x=${word};y=x`, 1));
const labels = [...good, ...bad].map((document, index): Label => {
  const { id, path, language } = document;
  const score = index < good.length ? 5 : 0;
  return { kind: "score", document: { id, path, language }, score, by: "anna", at: "2026-11-23T12:00:00Z" };
});

describe("the queue of documents to label", () => {
  it("asks where the classifier is uncertain, and never the same thing twice", async () => {
    const judge = new Judge(trainClassifier([...good, ...bad], labels));
    const certain = candidate("/** Documents lambda. */ function lambda() {}", 50);
    const uncertain = candidate("/** mu */ x=mu;y=x", 7);
    const copy = candidate("/** mu */ x=mu;y=x ", 7);
    const other = candidate("Entirely different words stand here", 7);
    const documents = [certain, uncertain, copy, other, ...good];
    const labelled = new Set(good.map(({ id }) => id));
    const items = await labelQueue(stream(documents), { count: 2, seed: 1, labelled, judge });
    const chosen = items.map(({ candidate: { id } }) => id);
    assert.ok(!chosen.includes(certain.id));
    assert.ok(!(chosen.includes(uncertain.id) && chosen.includes(copy.id)));
  });

  it("draws by lot before there is a classifier, the same for the same seed", async () => {
    const settings = { count: 4, seed: 7, labelled: new Set<string>(), judge: undefined };
    const once = await labelQueue(stream([...good, ...bad]), settings);
    const again = await labelQueue(stream([...bad, ...good]), settings);
    assert.deepEqual(once, again);
    assert.equal(once.length, 4);
    assert.equal(once[0]?.learnedQuality, null);
  });

  it("pairs documents of one language", () => {
    const items = [
      candidate("a", 1, "Python"),
      candidate("b", 1, "C"),
      candidate("c", 1, "Python"),
      candidate("d", 1, "C"),
    ].map((one) => ({ candidate: one, learnedQuality: null }));
    for (const [left, right] of pairUp(items)) assert.equal(left.candidate.language, right.candidate.language);
  });
});
