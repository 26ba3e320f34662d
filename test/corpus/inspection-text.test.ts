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
  rule: "kept",
  reason: "there are no filters; quality 0.82",
  quality: 0.8187,
  licence: "MIT",
  licenceOrigin: "LICENSE",
  signals: { commentShare: 0.123456, parseErrorShare: 0, meanLineLength: 20 },
  contributions: { commentShare: -0.05, meanLineLength: -0.15 },
  thresholds: {
    meanLineLength: {
      bounds: { max: 40 },
      ideal: { max: 10 },
      source: "StarCoder",
      presets: { starcoder: { max: 15 } },
    },
    parseErrorShare: { ideal: { max: 0 }, source: "Ablate" },
  },
  ruleDocs: {},
  spans: [{ signal: "meanLineLength", start: 10, end: 90, line: 2, column: 1, note: "a line of 80 characters" }],
  moreSpans: 3,
};

describe("an inspection as text", () => {
  it("has a line for every signal, those that cost most quality first, and the places they come from", () => {
    const docs = new Map([["meanLineLength", "Characters per line."]]);
    assert.equal(
      inspectionText(inspection, docs),
      `hello.py
Python · code · 120 bytes · 6 lines · MIT (from LICENSE)
Would be kept: there are no filters; quality 0.82
Quality 0.819 = exp(sum of contributions)

signal            value  contribution  kept within  best within       presets keep
meanLineLength       20        -0.150  ≤ 40         ≤ 10 (StarCoder)  starcoder ≤ 15 ✗  Characters per line.
commentShare     0.1235        -0.050
parseErrorShare       0                             ≤ 0 (Ablate)

Where they come from:
  2:1 meanLineLength: a line of 80 characters
  and 3 more
`,
    );
  });

  it("says why a file would be dropped, and when there was nothing to measure", () => {
    const verdict = { kept: false, rule: "binary", reason: "a NUL byte" };
    const unknown = {
      licence: null,
      class: null,
      language: null,
      lines: null,
      quality: null,
      signals: {},
      spans: [],
      moreSpans: 0,
    };
    assert.equal(
      inspectionText({ ...inspection, ...verdict, ...unknown }, new Map()),
      "hello.py\nno language · 120 bytes\nWould be dropped: a NUL byte\nIt has no quality: its content was not read.\n",
    );
  });
});
