import assert from "node:assert/strict";
import { measureWords } from "../../../src/corpus/signals/words.ts";

describe("signals of words", () => {
  it("count words without regard to case", () => {
    const signals = measureWords("The cat and the dog, 42 of them.");
    assert.equal(signals.wordCount, 8);
    assert.equal(signals.meanWordLength, (3 + 3 + 3 + 3 + 3 + 2 + 2 + 4) / 8);
    assert.equal(signals.uniqueWordShare, 7 / 8);
    assert.equal(signals.stopWordCount, 3); // the, and, of
    assert.equal(signals.wordWithLetterShare, 7 / 8);
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

  it("are 0 without words", () => {
    assert.deepEqual(Object.values(measureWords("!?")), [0, 0, 0, 0, 0, 0, 0]);
  });
});
