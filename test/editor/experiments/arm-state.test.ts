import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { StageStatus } from "../../../webview/protocol.ts";
import { armProgress } from "../../../src/editor/experiments/arm-state.ts";

const armRuns = [
  { arm: "code-25", seed: 1, phases: ["first", "second"], evaluation: "score" },
  { arm: "code-25", seed: 2, phases: ["other first", "other second"], evaluation: "other score" },
  { arm: "code-50", seed: 1, phases: ["half"], evaluation: "half score" },
];

function progress(states: Record<string, StageStatus["state"]>, live = false) {
  return armProgress("code-25", armRuns, (key) => states[key] ?? "waiting", live);
}

const firstSeed = { first: "cached", second: "done", score: "done" } as const;

describe("an arm's progress", () => {
  it("is done when every seed is trained and evaluated", () => {
    const states = { ...firstSeed, "other first": "done", "other second": "done", "other score": "done" } as const;
    assert.deepEqual(progress(states), { state: "done", seedsDone: 2 });
  });

  it("is partly done between runs, and waits during one", () => {
    assert.deepEqual(progress(firstSeed), { state: "partly", seedsDone: 1 });
    assert.deepEqual(progress(firstSeed, true), { state: "waiting", seedsDone: 1 });
  });

  it("runs with any of its stages, and fails with any", () => {
    assert.deepEqual(progress({ ...firstSeed, "other first": "running" }, true), { state: "running", seedsDone: 1 });
    assert.deepEqual(progress({ first: "failed", "other first": "running" }, true), { state: "failed", seedsDone: 0 });
  });

  it("has not run where nothing of its own is there", () => {
    assert.deepEqual(progress({ half: "done", "half score": "done" }), { state: "notRun", seedsDone: 0 });
    const unknown = armProgress("code-75", armRuns, () => "done", true);
    assert.deepEqual(unknown, { state: "notRun", seedsDone: 0 });
  });
});
