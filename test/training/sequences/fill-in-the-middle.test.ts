import assert from "node:assert/strict";
import { drawMiddle, rearrange } from "../../../src/training/sequences/fill-in-the-middle.ts";
import type { SequencePart } from "../../../src/training/sequences/sequence-part.ts";

const options = { rate: 0.5, suffixFirst: 0.25, level: "character", seed: 1 } as const;
const shown = (parts: readonly SequencePart[]): string =>
  parts.map((part) => ("text" in part ? part.text : part.sentinel)).join("");

describe("fill in the middle", () => {
  it("moves the middle to the end, in either order", () => {
    const span = { start: 1, end: 3 };
    assert.equal(shown(rearrange("abcde", { suffixFirst: false, span })), "<fim_prefix>a<fim_suffix>de<fim_middle>bc");
    assert.equal(shown(rearrange("abcde", { suffixFirst: true, span })), "<fim_prefix><fim_suffix>de<fim_middle>abc");
  });

  it("draws by the id and the seed alone", () => {
    const draw = drawMiddle("some text", "id", { ...options, rate: 1 });
    assert.deepEqual(drawMiddle("some text", "id", { ...options, rate: 1 }), draw);
    assert.notDeepEqual(drawMiddle("some text", "id", { ...options, rate: 1, seed: 2 }), draw);
    assert.equal(drawMiddle("some text", "id", { ...options, rate: 0 }), undefined);
  });

  it("keeps to the rate and to the share of each order", () => {
    const draws = Array.from({ length: 4000 }, (_, index) =>
      drawMiddle("a text of some length", String(index), options),
    );
    const drawn = draws.filter((draw) => draw !== undefined);
    // Four standard deviations of a binomial share.
    assert.ok(Math.abs(drawn.length / 4000 - 0.5) < 4 * Math.sqrt(0.25 / 4000));
    const suffixFirst = drawn.filter((draw) => draw.suffixFirst).length / drawn.length;
    assert.ok(Math.abs(suffixFirst - 0.25) < 4 * Math.sqrt(0.1875 / drawn.length));
  });

  it("masks nodes and runs of nodes equally often, and any span now and then, as AST-FIM does", () => {
    const share = (mask: string, changes: object = {}): number => {
      const settings = { ...options, rate: 1, level: "syntax", ...changes } as const;
      const draws = Array.from({ length: 4000 }, (_, index) => drawMiddle("a text", String(index), settings));
      return draws.filter((draw) => draw?.mask === mask).length / 4000;
    };
    const isNear = (found: number, wanted: number): boolean =>
      Math.abs(found - wanted) <= 4 * Math.sqrt((wanted * (1 - wanted)) / 4000);
    assert.ok(isNear(share("span"), 0.1) && isNear(share("sampledNode"), 0.45) && isNear(share("alignedSpan"), 0.45));
    assert.equal(share("alignedSpan", { characterShare: 0, nodeShare: 0 }), 1);
    assert.equal(share("span", { level: "character" }), 1);
  });

  it("parts no character of two UTF-16 units", () => {
    for (let id = 0; id < 200; id += 1) {
      const draw = drawMiddle("🐋🐋🐋", String(id), { ...options, rate: 1 });
      assert.ok(draw !== undefined);
      assert.equal(draw.span.start % 2, 0);
      assert.equal(draw.span.end % 2, 0);
    }
  });
});
