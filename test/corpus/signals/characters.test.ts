import assert from "node:assert/strict";
import { measureCharacters, measureProseCharacters } from "../../../src/corpus/signals/characters.ts";

describe("signals of characters", () => {
  it("are shares of all characters", () => {
    // 10 characters: 4 letters (one beyond ASCII), 2 digits, 2 white space, 1 mark, 1 U+FFFD.
    const signals = measureCharacters("aé B\n12c!\ufffd");
    assert.equal(signals.alphabeticShare, 0.4);
    assert.equal(signals.alphanumericShare, 0.6);
    assert.equal(signals.digitShare, 0.2);
    assert.equal(signals.whitespaceShare, 0.2);
    assert.equal(signals.replacementShare, 0.1);
    assert.equal(signals.visibleAlphabeticShare, 4 / 8);
    assert.equal(signals.characterCount, 10);
    assert.equal(signals.byteCount, 8 + 2 + 3);
  });

  it("see encoded data, but no long word in it", () => {
    const base64 = "QUJDRA0x".repeat(10);
    assert.equal(measureCharacters(`${base64}${"\n".repeat(20)}`).encodedDataShare, 0.8);
    assert.equal(measureCharacters("\\x4f".repeat(20)).encodedDataShare, 1);
    assert.equal(measureCharacters("aVeryLongButReadableName".repeat(5)).encodedDataShare, 0);
  });

  it("know the longest encoded run, hexadecimal numbers, curly brackets and XML", () => {
    assert.equal(measureCharacters(`${"a1".repeat(40)} ${"b2".repeat(50)}`).maxEncodedRun, 100);
    assert.equal(measureCharacters("0xFF, 1, 0x1").hexWordShare, 7 / 12);
    assert.equal(measureCharacters("{a}b").curlyBracketShare, 2 / 4);
    assert.equal(measureCharacters('<?xml version="1.0"?><a/>').xmlDeclaration, 1);
    assert.equal(measureCharacters(`${" ".repeat(100)}<?xml version="1.0"?>`).xmlDeclaration, 0);
  });

  it("count tags and addresses in brackets in prose, but no comparisons", () => {
    assert.equal(measureProseCharacters("<b>bold</b> [a](https://a.b/c)").linkAndTagShare, (3 + 4 + 15) / 30);
    assert.equal(measureProseCharacters("1 < 2 and 3 > 2").linkAndTagShare, 0);
  });
});
