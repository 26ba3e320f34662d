import assert from "node:assert/strict";
import { labelForKey } from "../../webview/labelling/keys.ts";

describe("the keys of labelling", () => {
  it("score one document, and choose between two", () => {
    assert.deepEqual(labelForKey("4", 1), { type: "score", score: 4 });
    assert.equal(labelForKey("6", 1), undefined);
    assert.equal(labelForKey("4", 2), undefined);
    assert.deepEqual(labelForKey("ArrowRight", 2), { type: "prefer", better: 1 });
    assert.equal(labelForKey("ArrowRight", 1), undefined);
    assert.deepEqual(labelForKey("s", 2), { type: "skip" });
    assert.deepEqual(labelForKey("u", 0), { type: "undo" });
  });
});
