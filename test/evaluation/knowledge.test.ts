import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { synsetProse } from "../../src/corpus/wordnet/prose.ts";
import { readWordNet } from "../../src/corpus/wordnet/read-wordnet.ts";
import { type Question, takeEvenly } from "../../src/evaluation/item.ts";
import { Lexicon } from "../../src/evaluation/lexicon.ts";
import { type Facts, factsOf } from "../../src/evaluation/suites/knowledge/facts.ts";
import { knowledgeQuestions } from "../../src/evaluation/suites/knowledge/knowledge.ts";
import { writeDocuments } from "../fixtures/documents.ts";
import { writeInventedWordNet } from "../fixtures/invented-wordnet.ts";
import { accuracyOf, COPYING_RULES, noise } from "./copying-rules.ts";

describe("knowledge suite", () => {
  let folder: string;
  let lexicon: Lexicon;
  let facts: Facts;
  let asked: Question[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ablate-knowledge-"));
    await writeInventedWordNet(join(folder, "dict"));
    lexicon = new Lexicon(await readWordNet(join(folder, "dict")));
    const paragraphs = lexicon.synsets.map(synsetProse);
    const text = (start: number, end: number): string => `${paragraphs.slice(start, end).join("\n\n")}\n`;
    await writeDocuments(join(folder, "text"), [
      { text: text(0, 600), path: "noun.animal/0000" },
      { text: text(600, 850), path: "noun.animal/0001", split: "heldout" },
      // Not a document of WordNet: its facts do not count as read.
      { text: text(850, 900), path: "notes.txt" },
    ]);
    facts = await factsOf(lexicon, [join(folder, "text", "documents.parquet")]);
    asked = takeEvenly(knowledgeQuestions(facts, lexicon, 1), 140);
  });

  after(() => rm(folder, { recursive: true }));

  it("knows which facts are in the training documents and which are held out", () => {
    assert.deepEqual(facts.heldIn, lexicon.synsets.slice(0, 600));
    assert.deepEqual(facts.heldOut, lexicon.synsets.slice(600, 850));
    assert.deepEqual(
      ["heldIn", "heldOut"].map((slice) => asked.filter((question) => question.slice === slice).length),
      [70, 70],
    );
  });

  it("asks in the sentence of the document, with words of the same topic that the definition does not fit", () => {
    for (const { choices, gold, ending, cluster } of asked) {
      const synset = lexicon.synsets.find(({ id }) => id === cluster);
      assert.ok(synset !== undefined && ending !== null);
      assert.ok(synsetProse(synset).startsWith(`${choices[gold] ?? ""}${ending}`));
      const words = choices.map((choice) => choice.toLowerCase().split(" ").at(-1) ?? "");
      assert.equal(words[gold], synset.words[0]);
      assert.equal(new Set(words).size, 4);
      for (const word of words) {
        const [meaning] = lexicon.meanings(word);
        assert.equal(meaning?.lexicographerFile, synset.lexicographerFile);
        assert.ok(!ending.includes(word));
        if (word !== words[gold]) assert.ok(!lexicon.kindsOf(word).has(words[gold] ?? ""));
      }
    }
  });

  it("gives rules that look at length alone no more than guessing gives", () => {
    for (const name of ["longest", "shortest"]) {
      const accuracy = accuracyOf(COPYING_RULES[name] ?? (() => 0), asked);
      assert.ok(Math.abs(accuracy - 0.25) < noise(asked.length), `"${name}" answers ${String(accuracy)}`);
    }
  });
});
