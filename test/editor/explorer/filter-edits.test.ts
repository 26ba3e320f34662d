import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { DocumentFilters } from "../../../src/corpus/explore/messages.ts";
import { filterChange } from "../../../src/editor/explorer/filter-edits.ts";

const text = `{
  // what we have
  "sources": [],
  "filters": {
    "quality": { "min": 0.3 }, // a guess
    "lineCount": { "min": 5, "max": 1000, "languages": ["C"] }
  }
}
`;
const declared = { quality: { min: 0.3 }, lineCount: { min: 5, max: 1000 } };

function written(filters: DocumentFilters): string {
  const change = filterChange(text, declared, filters);
  if (change === undefined) return text;
  return text.slice(0, change.offset) + change.text + text.slice(change.offset + change.length);
}

describe("filters that are written into a corpus file", () => {
  it("change the bounds that differ and nothing else", () => {
    assert.equal(filterChange(text, declared, declared), undefined);
    assert.deepEqual(filterChange(text, declared, { ...declared, quality: { min: 0.4 } }), {
      offset: text.indexOf("0.3") + 2,
      length: 1,
      text: "4",
    });
  });

  it("keep comments, layout and languages when one is added, one taken away and one loses an end", () => {
    assert.equal(
      written({ lineCount: { max: 1000 }, digitShare: { max: 0.2 } }),
      `{
  // what we have
  "sources": [],
  "filters": {
    "lineCount": { "max": 1000, "languages": ["C"] },
    "digitShare": { "max": 0.2 }
  }
}
`,
    );
  });

  it("make the member where there is none", () => {
    const change = filterChange('{\n  "sources": [] // none\n}\n', {}, { quality: { min: 0.5 } });
    assert.match(change?.text ?? "", /"filters": \{\s+"quality": \{\s+"min": 0\.5/);
  });
});
