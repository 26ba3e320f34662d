import assert from "node:assert/strict";
import { measureLayout } from "../../../src/corpus/signals/layout.ts";

describe("signals of layout", () => {
  it("count lines that end with spaces or tabs, whatever the line ends are", () => {
    assert.equal(measureLayout("a \n\t\nb\nc\n").trailingSpaceLineShare, 2 / 4);
    assert.equal(measureLayout("a \r\nb\r\n\r\nc\r\n").trailingSpaceLineShare, 1 / 4);
  });

  it("know a last line that is not ended", () => {
    assert.equal(measureLayout("a\nb\n").openLastLine, 0);
    assert.equal(measureLayout("a\nb").openLastLine, 1);
  });

  it("see tabs among spaces; the one space before the star of a comment is no indent", () => {
    assert.equal(measureLayout("a {\n\tb\n\tc\n    d\n}\n").mixedIndentShare, 1 / 3);
    assert.equal(measureLayout("/*\n * a\n */\nb {\n\tc\n}\n").mixedIndentShare, 0);
    assert.equal(measureLayout("a\nb\n").mixedIndentShare, 0);
  });
});
