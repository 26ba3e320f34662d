import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { armCurves, curveFrom } from "../../../src/editor/runs/arm-curves.ts";
import { RunModel } from "../../../src/editor/runs/run-model.ts";
import type { EngineEvent, PlanEvent } from "../../../src/scheduler/events.ts";

const plan: PlanEvent = {
  event: "plan",
  file: "/w/a.ablation.json",
  workspace: "/w",
  stages: [
    { key: "t", kind: "tokenizer", label: "tokenizer", cached: true },
    { key: "a", kind: "train", label: "train a seed 1", cached: false },
    { key: "b", kind: "train", label: "train b seed 1", cached: false },
  ],
  packs: [],
  armRuns: [
    { arm: "a", seed: 1, phases: ["a"], evaluation: "ea" },
    { arm: "b", seed: 1, phases: ["a", "b"], evaluation: "eb" },
  ],
  secondsLeft: 30,
};

function point(step: number, loss: number | null) {
  return { step, tokens: step * 10, loss, gradientNorm: 1, rate: 0.001 };
}

function progress(done: number, curves: ReturnType<typeof point>[]): EngineEvent {
  return {
    event: "progress",
    keys: ["a", "b"],
    done,
    total: 40,
    unit: "tokens",
    perSecond: 10,
    packSecondsLeft: 4,
    secondsLeft: 9,
    curves,
  };
}

function runningModel(): RunModel {
  const model = new RunModel(1000);
  model.apply(plan);
  model.apply({ event: "stage", keys: ["a", "b"], state: "running" });
  return model;
}

describe("the model of a run", () => {
  it("says what a stage waits for in a cluster's queue, and where it runs", () => {
    const model = new RunModel(0);
    model.apply(plan);
    const told = (state: "queued" | "running" | "done", detail?: string): string | undefined => {
      model.apply({ event: "stage", keys: ["a"], state, ...(detail === undefined ? {} : { detail }) });
      return model.details.get("a");
    };
    assert.equal(told("queued", "Slurm job 7_0, waits: Priority"), "Slurm job 7_0, waits: Priority");
    assert.equal(told("running", "Slurm job 7_0"), "Slurm job 7_0");
    assert.equal(told("done"), undefined);
  });

  it("tells a run that was stopped, from wherever, from one that was done by then", () => {
    const ended = (code: number, stopped: boolean): string => {
      const model = runningModel();
      model.end({ code, stopped }, 2000);
      return model.status.state;
    };
    assert.equal(ended(130, true), "stopped");
    assert.equal(ended(130, false), "stopped");
    assert.equal(ended(0, true), "done");
    assert.equal(ended(1, false), "failed");
  });

  it("knows the state of every stage and the progress of the pack that runs", () => {
    const model = runningModel();
    model.apply(progress(10, [point(1, 6), point(1, 8)]));
    assert.deepEqual(
      model.status.stages.map(({ state }) => state),
      ["cached", "running", "running"],
    );
    assert.deepEqual(model.status.progress, {
      label: "train a seed 1 and 1 more",
      done: 10,
      total: 40,
      unit: "tokens",
      secondsLeft: 9,
    });
    assert.equal(model.loss, 7);
  });

  it("joins the phases of an arm to one curve, and gives what is new of it", () => {
    const model = runningModel();
    model.apply(progress(10, [point(1, 6), point(1, 5)]));
    model.apply(progress(20, [point(2, 4), point(2, null)]));
    const curves = armCurves(model.armRuns, (key) => model.curves.points(key));
    assert.deepEqual(
      curves.map(({ arm, points }) => [arm, points.tokens, points.loss]),
      [
        ["a", [10, 20], [6, 4]],
        ["b", [10, 20, 30, 40], [6, 4, 5, null]],
      ],
    );
    const [, second] = curves;
    assert.ok(second);
    assert.deepEqual(curveFrom(second, 3).points, { tokens: [40], loss: [null], gradientNorm: [1], rate: [0.001] });
  });

  it("goes on where a resumed stage's stored points end", () => {
    const model = runningModel();
    model.curves.store("a", [point(1, 9), point(2, 8), point(3, 7)]);
    model.apply(progress(10, [point(3, 6.9), point(1, 5)]));
    assert.deepEqual(
      model.curves.points("a").map(({ loss }) => loss),
      [9, 8, 6.9],
    );
  });

  it("ends as done, as failed with the engine's reason, or as stopped", () => {
    const done = runningModel();
    done.end({ code: 0, stopped: false }, 5000);
    assert.equal(done.status.state, "done");

    const failed = runningModel();
    failed.apply({ event: "error", message: "disk full" });
    failed.end({ code: 1, stopped: false }, 5000);
    assert.deepEqual([failed.status.state, failed.status.message], ["failed", "disk full"]);
    assert.equal(failed.status.stages[1]?.state, "failed");

    const stopped = runningModel();
    stopped.apply({ event: "stage", keys: ["a"], state: "waiting" });
    stopped.end({ code: 130, stopped: true }, 5000);
    assert.equal(stopped.status.state, "stopped");
    assert.equal(stopped.status.stages[1]?.state, "waiting");
  });
});
