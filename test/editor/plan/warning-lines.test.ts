import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { warningLines } from "../../../src/editor/plan/warning-lines.ts";

const text = `{
  "corpora": [
    "text",
    "code"
  ],
  "seeds": [1, 2],
  "arms": [
    { "name": "text-only" },
    { "name": "code-50" }
  ]
}`;

describe("the lines of a plan's warnings", () => {
  it("are those of the arm, else of the corpus, else of what decides", () => {
    const lines = warningLines(
      [
        { kind: "repetition", arm: "code-50", source: "code", message: "" },
        { kind: "empty", source: "code[quality > 0.9]", message: "" },
        { kind: "seeds", message: "" },
        { kind: "disk", message: "" },
      ],
      text,
      undefined,
    );
    assert.deepEqual(lines, [9, 4, 6, null]);
  });

  it("are those of the generator for an arm that it makes", () => {
    const swarm = `{\n  "arms": {\n    "generate": "proportion"\n  }\n}`;
    const made = [{ name: "code-25", phases: [] }];
    const lines = warningLines([{ kind: "repetition", arm: "code-25", message: "" }], swarm, {
      generated: [{ place: ["arms"], arms: made }],
    });
    assert.deepEqual(lines, [2]);
  });
});
