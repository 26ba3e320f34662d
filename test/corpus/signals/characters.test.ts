import assert from "node:assert/strict";
import { measureCharacters } from "../../../src/corpus/signals/characters.ts";

describe("signals of characters", () => {
  it("are shares of all characters", () => {
    // 10 characters: 4 letters (one beyond ASCII), 2 digits, 2 white space, 1 mark, 1 U+FFFD.
    const signals = measureCharacters("aé B\n12c!\ufffd");
    assert.equal(signals.alphabeticShare, 0.4);
    assert.equal(signals.alphanumericShare, 0.6);
    assert.equal(signals.digitShare, 0.2);
    assert.equal(signals.whitespaceShare, 0.2);
    assert.equal(signals.replacementShare, 0.1);
  });

  it("see encoded data, but no long word in it", () => {
    const base64 = "QUJDRA0x".repeat(10);
    assert.equal(measureCharacters(`${base64}${"\n".repeat(20)}`).encodedDataShare, 0.8);
    assert.equal(measureCharacters("\\x4f".repeat(20)).encodedDataShare, 1);
    assert.equal(measureCharacters("aVeryLongButReadableName".repeat(5)).encodedDataShare, 0);
  });
});
