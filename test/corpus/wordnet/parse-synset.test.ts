import assert from "node:assert/strict";
import { parseSynset } from "../../../src/corpus/wordnet/parse-synset.ts";

describe("a line of WordNet's data files", () => {
  it("gives words, definition, examples and pointers of a noun", () => {
    const line =
      "01324834 05 n 02 pup 0 whelp 0 003 @ 01324345 n 0000 + 00058239 v 0201 ~ 01325095 n 0000 " +
      '| young of any of various canines such as a dog or wolf; "a pup; a whelp" - Anon; "it barks"  ';
    assert.deepEqual(parseSynset(line), {
      id: "01324834-n",
      partOfSpeech: "noun",
      lexicographerFile: "noun.animal",
      words: ["pup", "whelp"],
      definition: "young of any of various canines such as a dog or wolf",
      examples: ["a pup; a whelp", "it barks"],
      pointers: [
        { symbol: "@", target: "01324345-n", sourceWord: null, targetWord: null },
        { symbol: "+", target: "00058239-v", sourceWord: 1, targetWord: 0 },
        { symbol: "~", target: "01325095-n", sourceWord: null, targetWord: null },
      ],
    });
  });

  it("skips a verb's frames and knows that word counts are hexadecimal", () => {
    const words = Array.from({ length: 10 }, (_, index) => `word_${String(index)} 0`).join(" ");
    const synset = parseSynset(`00158612 30 v 0a ${words} 001 @ 00156409 v 0000 02 + 01 00 + 04 00 | collect`);
    assert.equal(synset?.words.length, 10);
    assert.equal(synset.words[9], "word 9");
    assert.equal(synset.definition, "collect");
  });

  it("names a satellite adjective as pointers do, and drops the marker of its position", () => {
    const synset = parseSynset(
      "00014358 00 s 02 abounding 0 galore(ip) 0 001 & 00013887 a 0000 | existing in abundance",
    );
    assert.equal(synset?.id, "00014358-a");
    assert.deepEqual(synset.words, ["abounding", "galore"]);
  });

  it("refuses what is not a synset", () => {
    assert.equal(parseSynset("hello world"), undefined);
    assert.equal(parseSynset("01324834 99 n 01 pup 0 000 | young"), undefined);
  });
});
