import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { inspectionText } from "../../src/corpus/inspection-text.ts";

const inspection = {
  path: "hello.py",
  class: "code",
  language: "Python",
  bytes: 120,
  lines: 6,
  kept: true,
  reason: "there are no filters; quality 0.82",
  quality: 0.8187,
  signals: { commentShare: 0.123456, parseErrorShare: 0, meanLineLength: 20 },
  contributions: { commentShare: -0.05, meanLineLength: -0.15 },
};

describe("an inspection as text", () => {
  it("has a line for every signal, those that cost most quality first", () => {
    const docs = new Map([["meanLineLength", "Characters per line."]]);
    assert.equal(
      inspectionText(inspection, docs),
      `hello.py
Python · code · 120 bytes · 6 lines
Would be kept: there are no filters; quality 0.82
Quality 0.819 = exp(sum of contributions)

signal            value  contribution
meanLineLength       20        -0.150  Characters per line.
commentShare     0.1235        -0.050
parseErrorShare       0
`,
    );
  });

  it("says why a file would be dropped, and when there was nothing to measure", () => {
    const dropped = { ...inspection, kept: false, reason: "a NUL byte", quality: null, signals: {}, lines: null };
    assert.equal(
      inspectionText({ ...dropped, language: null }, new Map()),
      "hello.py\nno language · code · 120 bytes\nWould be dropped: a NUL byte\nIt has no quality: its content was not read.\n",
    );
  });
});
