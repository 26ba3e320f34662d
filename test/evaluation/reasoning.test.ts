import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readWordNet } from "../../src/corpus/wordnet/read-wordnet.ts";
import { type Question, takeEvenly } from "../../src/evaluation/item.ts";
import { Lexicon } from "../../src/evaluation/lexicon.ts";
import { reasoningQuestions } from "../../src/evaluation/suites/reasoning/reasoning.ts";
import { writeInventedWordNet } from "../fixtures/invented-wordnet.ts";
import { accuracyOf, COPYING_RULES, noise } from "./copying-rules.ts";

describe("reasoning suite", () => {
  let folder: string;
  let lexicon: Lexicon;
  let asked: Question[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ablate-reasoning-"));
    await writeInventedWordNet(folder);
    lexicon = new Lexicon(await readWordNet(folder));
    asked = takeEvenly(reasoningQuestions(lexicon, 1), 5000);
  });

  after(() => rm(folder, { recursive: true }));

  const ofKind = (kind: string): Question[] => asked.filter(({ slice }) => slice === kind);
  const rightOf = ({ choices, gold }: Question): string => choices[gold]?.trim() ?? "";

  it("asks as many questions of each of five kinds, each with four choices that differ", () => {
    const kinds = ["transitivity", "negation", "oddOneOut", "entityTracking", "ordering"];
    assert.deepEqual(
      kinds.map((kind) => ofKind(kind).length),
      kinds.map(() => 1000),
    );
    for (const { choices } of asked) assert.equal(new Set(choices).size, 4);
    assert.equal(new Set(asked.map(({ item }) => item)).size, 5000);
    for (const gold of [0, 1, 2, 3]) assert.equal(asked.filter((question) => question.gold === gold).length, 1250);
  });

  it("is the same for the same seed, and another for another", () => {
    const again = takeEvenly(reasoningQuestions(lexicon, 1), 50);
    assert.deepEqual(again, asked.slice(0, 50));
    const other = takeEvenly(reasoningQuestions(lexicon, 2), 50);
    assert.ok(other.every(({ item }) => !again.some((question) => question.item === item)));
  });

  it("gives rules that copy from the prompt no more than guessing gives", () => {
    for (const [name, rule] of Object.entries(COPYING_RULES)) {
      for (const kind of new Set(asked.map(({ slice }) => slice))) {
        const questions = ofKind(kind);
        const accuracy = accuracyOf(rule, questions);
        const message = `"${name}" answers ${String(accuracy)} of ${kind}`;
        assert.ok(Math.abs(accuracy - 0.25) < noise(questions.length), message);
      }
    }
  });

  it("has a right answer that follows from the sentences: transitivity", () => {
    for (const question of ofKind("transitivity")) {
      const kindOf = new Map([...question.prompt.matchAll(/Every (\w+) is (an? \w+)\./g)].map(([, x, y]) => [x, y]));
      const about = /So every (\w+) is$/.exec(question.prompt)?.[1];
      const middle = kindOf.get(about)?.split(" ")[1];
      assert.equal(kindOf.get(middle), rightOf(question), question.prompt);
    }
  });

  it("has a right answer that follows from the sentences: negation", () => {
    for (const question of ofKind("negation")) {
      const property = /The only one that is (.+) is the$/.exec(question.prompt)?.[1] ?? "";
      const things = [...question.prompt.matchAll(/The (\w+) is ([^.]+)\./g)].filter((match) => match[2] === property);
      assert.deepEqual(
        things.map(([, thing]) => thing),
        [rightOf(question)],
        question.prompt,
      );
    }
  });

  it("has a right answer that follows from WordNet: odd one out", () => {
    for (const question of ofKind("oddOneOut")) {
      const kind = /a kind of (\w+)\./.exec(question.prompt)?.[1] ?? "";
      const odd = question.choices.map((choice) => choice.trim()).filter((word) => !lexicon.kindsOf(word).has(kind));
      assert.deepEqual(odd, [rightOf(question)], question.prompt);
    }
  });

  it("has a right answer that follows from the sentences: entity tracking", () => {
    for (const question of ofKind("entityTracking")) {
      const thingOf = new Map<string, string>();
      for (const [, person = "", thing = ""] of question.prompt.matchAll(/(\w+) has the (\w+)\./g))
        thingOf.set(person, thing);
      for (const [, one = "", other = ""] of question.prompt.matchAll(/(\w+) and (\w+) swap/g)) {
        const [first = "", second = ""] = [thingOf.get(one), thingOf.get(other)];
        thingOf.set(one, second).set(other, first);
      }
      const thing = /Now the (\w+) is with$/.exec(question.prompt)?.[1];
      assert.equal(thingOf.get(rightOf(question)), thing, question.prompt);
    }
  });

  it("has a right answer that follows from the sentences: ordering", () => {
    for (const question of ofKind("ordering")) {
      const above = new Map<string, string>();
      for (const [, one = "", comparison = "", other = ""] of question.prompt.matchAll(
        /(\w+) is (\w+) than (\w+)\./g,
      )) {
        const isMore = ["taller", "older", "faster"].includes(comparison);
        above.set(isMore ? other : one, isMore ? one : other);
      }
      const rankOf = (person: string | undefined): number =>
        person === undefined ? -1 : 1 + rankOf(above.get(person));
      const asks = /The (second |third )?\w+ of them is$/.exec(question.prompt)?.[1] ?? "";
      const isLast = /(shortest|youngest|slowest) of/.test(question.prompt);
      const rank = isLast ? 3 : ["", "second ", "third "].indexOf(asks);
      assert.equal(rankOf(rightOf(question)), rank, question.prompt);
    }
  });

  it("has no questions of a kind that WordNet has too few words for", () => {
    const empty = new Lexicon({ synsets: [], synset: () => undefined, hypernyms: () => [] });
    const slices = new Set(takeEvenly(reasoningQuestions(empty, 1), 20).map(({ slice }) => slice));
    assert.deepEqual([...slices], ["ordering"]);
  });
});
