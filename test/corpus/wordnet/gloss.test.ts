import assert from "node:assert/strict";
import { parseGloss } from "../../../src/corpus/wordnet/gloss.ts";

describe("a gloss of WordNet", () => {
  it("is a definition and its examples, without the author of a quotation", () => {
    assert.deepEqual(parseGloss('intended to deceive; false; "smooth, and; deceitful as thin ice" - S.T.Coleridge  '), {
      definition: "intended to deceive; false",
      examples: ["smooth, and; deceitful as thin ice"],
    });
  });

  it("may introduce the example with a colon", () => {
    assert.deepEqual(parseGloss('the act of putting one thing in the place of another: "he sent Smith in for Jones"'), {
      definition: "the act of putting one thing in the place of another",
      examples: ["he sent Smith in for Jones"],
    });
  });

  it("may quote within the definition", () => {
    assert.deepEqual(parseGloss('promise of reward as in "carrot and stick"'), {
      definition: 'promise of reward as in "carrot and stick"',
      examples: [],
    });
  });
});
