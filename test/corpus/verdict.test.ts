import assert from "node:assert/strict";
import type { TextContent } from "../../src/corpus/analysis.ts";
import { Judge } from "../../src/corpus/verdict.ts";

function content(members: Partial<TextContent>): TextContent {
  return {
    ...{ kind: "text", text: "", digest: "d", lines: 1, class: "code", language: "Go", signals: {}, quality: 0.5 },
    ...{ contributions: {}, syntaxProblem: null },
    ...members,
  };
}

describe("the judge", () => {
  const filters = { quality: { min: 0.3 }, parseErrorShare: { max: 0.1 } };

  it("names the value and the bound, with the digits that tell them apart", () => {
    const judge = new Judge({ filters, dedup: "exact" });
    assert.equal(judge.judge(content({ quality: 0.2 }), "a:1").reason, "quality 0.2 is below 0.3");
    const verdict = judge.judge(content({ signals: { parseErrorShare: 0.1000123 } }), "a:2");
    assert.deepEqual(verdict, {
      kept: false,
      rule: "parseErrorShare",
      reason: "parseErrorShare 0.10001 is above 0.1",
    });
  });

  it("keeps the first copy that passes the filters", () => {
    const judge = new Judge({ filters, dedup: "exact" });
    assert.equal(judge.judge(content({ quality: 0.1 }), "a:1").rule, "quality");
    assert.equal(judge.judge(content({}), "a:2").rule, "kept");
    assert.equal(judge.judge(content({}), "b:3").reason, "same content as a:2");
    const lenient = new Judge({ filters: {}, dedup: "none" });
    assert.deepEqual(
      ["a:1", "a:2"].map((name) => lenient.judge(content({}), name).rule),
      ["kept", "kept"],
    );
  });

  it("drops nothing by a signal that does not apply, but what could not be measured", () => {
    const judge = new Judge({ filters, dedup: "none" });
    assert.equal(judge.judge(content({ language: "Markdown" }), "a:1").rule, "kept");
    const verdict = judge.judge(content({ syntaxProblem: "the parser failed on it" }), "a:2");
    assert.equal(verdict.reason, "parseErrorShare is not known: the parser failed on it");
  });
});
