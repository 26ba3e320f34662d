import assert from "node:assert/strict";
import { parse } from "jsonc-parser";
import { armLine, armOnMixture, namesOfNextArms, withMoreArms } from "../../src/experiment/follow-up.ts";

const arm = { name: "half", phases: [{ tokens: 4096, mixture: { text: 0.5, code: 0.5 }, carryOptimiser: true }] };
const next = armOnMixture(arm, "next-1", { text: 0.7, code: 0.3, math: 0 });

describe("a follow-up of an experiment", () => {
  it("has arms like those that there are, on other mixtures, under names that are free", () => {
    assert.equal(
      armLine(next),
      '{ "name": "next-1", "phases": [ { "tokens": 4096, "mixture": { "text": 0.7, "code": 0.3 } } ] }',
    );
    assert.deepEqual(namesOfNextArms(2, ["half", "next-1"]), ["next-2", "next-3"]);
  });

  it("lists them after the others and leaves the rest of the file as it is", () => {
    const text = `{\n  "seeds": [1], // one is enough\n  "arms": [\n    ${armLine(arm)} // the middle\n  ]\n}\n`;
    const changed = text.replace(" // the middle", `,\n    ${armLine(next)} // the middle`);
    assert.equal(withMoreArms(text, [arm], [next]), changed);
  });

  it("lists the arms of a generator in its place", () => {
    const changed = withMoreArms('{ "arms": { "generate": "proportion" } }', [arm], [next]);
    assert.deepEqual(parse(changed), { arms: [JSON.parse(armLine(arm)), JSON.parse(armLine(next))] });
  });
});
