import assert from "node:assert/strict";
import { measureProseWords, measureWords } from "../../../src/corpus/signals/words.ts";

describe("signals of words", () => {
  it("count words without regard to case", () => {
    const signals = measureWords("The cat and the dog, 42 of them.");
    assert.equal(signals.wordCount, 8);
    assert.equal(signals.meanWordLength, (3 + 3 + 3 + 3 + 3 + 2 + 2 + 4) / 8);
    assert.equal(signals.uniqueWordShare, 7 / 8);
    const prose = measureProseWords("The cat and the dog, 42 of them… # 1 ...");
    assert.equal(prose.stopWordCount, 3); // the, and, of
    assert.equal(prose.wordWithLetterShare, 7 / 9);
    assert.equal(prose.hashesPerWord, 1 / 9);
    assert.equal(prose.ellipsesPerWord, 2 / 9);
  });

  it("know words in capitals, in scripts that have them", () => {
    // A, HTTP_2 and ÄÖ of seven; neither 42 nor 漢字 has a capital, and Word is no word in capitals.
    assert.equal(measureProseWords("A HTTP_2 ÄÖ Word 42 漢字 mcA").capitalWordShare, 3 / 7);
  });

  it("measure the most frequent sequence of three words by its characters", () => {
    // "aa bb cc" twice: 12 of 6 + 4 + 6 = 16 characters.
    assert.equal(measureWords("aa bb cc dddd aa bb cc").topTrigramShare, 12 / 16);
    assert.equal(measureWords("every word once only").topTrigramShare, 0);
  });

  it("measure what stood before in sequences of five words, overlaps once", () => {
    // Words 7 to 12 repeat words 1 to 6: two sequences of five that overlap in four, 6 of 13 words of two characters.
    const six = "aa bb cc dd ee ff";
    assert.equal(measureWords(`${six} ${six} gg`).duplicated5gramShare, 6 / 13);
    assert.equal(measureWords("ab ".repeat(10)).duplicated5gramShare, 9 / 10);
  });

  it("measure every length of sequence by the words that it has", () => {
    // Twelve words of two characters, then the first seven once more: sequences of 5, 6 and 7 words stood before.
    const words = "aa bb cc dd ee ff gg hh ii jj kk ll";
    const signals = measureWords(`${words} ${words.slice(0, 20)}`);
    assert.equal(signals.duplicated5gramShare, 7 / 19);
    assert.equal(signals.duplicated7gramShare, 7 / 19);
    assert.equal(signals.duplicated8gramShare, 0);
    assert.equal(signals.topBigramShare, 4 / 19);
    assert.equal(signals.top4gramShare, 8 / 19);
  });

  it("know the entropy of words: two equally frequent ones have ln 2", () => {
    assert.ok(Math.abs(measureWords("ab cd cd ab").wordEntropy - Math.LN2) < 1e-12);
  });

  it("are 0 without words", () => {
    assert.ok(Object.values({ ...measureWords("!?"), ...measureProseWords("!?") }).every((value) => value === 0));
  });
});
