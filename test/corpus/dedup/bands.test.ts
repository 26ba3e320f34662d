import assert from "node:assert/strict";
import { candidateChance, chooseBands } from "../../../src/corpus/dedup/bands.ts";

describe("bands and rows", () => {
  it("are those that datasketch's optimiser chooses", () => {
    // By bench/curation/datasketch_bands.py, datasketch 2.0.0.
    const references = [
      { jaccard: 0.7, permutations: 256, missWeight: 0.5, bands: 25, rows: 10 },
      { jaccard: 0.5, permutations: 128, missWeight: 0.5, bands: 25, rows: 5 },
      { jaccard: 0.85, permutations: 128, missWeight: 0.5, bands: 8, rows: 16 },
      { jaccard: 0.8, permutations: 64, missWeight: 0.2, bands: 4, rows: 16 },
      { jaccard: 0.7, permutations: 256, missWeight: 0.9, bands: 32, rows: 8 },
    ];
    for (const { bands, rows, ...settings } of references) {
      const choice = chooseBands(settings);
      assert.deepEqual({ bands: choice.bands, rows: choice.rows }, { bands, rows }, JSON.stringify(settings));
    }
  });

  it("have the chance that datatrove publishes of its 14 bands of 8", () => {
    assert.equal(candidateChance(0.8, { bands: 14, rows: 8 }).toFixed(3), "0.924");
  });
});
