import assert from "node:assert/strict";
import { Attempts } from "../../../src/scheduler/slurm/attempts.ts";
import { afterLoss, type LostTask } from "../../../src/scheduler/slurm/lost-task.ts";

describe("a task that Slurm ended without a result", () => {
  const task: LostTask = {
    ...{ state: "NODE_FAIL", kind: "train", resumes: true, submissions: 1, fruitless: 0 },
    ...{ isInputMadeAgain: false, restarts: 2 },
  };
  const follows = (changes: Partial<LostTask>): string => {
    const next = afterLoss({ ...task, ...changes });
    return next === "again" ? next : next.why;
  };

  it("is submitted again where that may help, and else says the way out", () => {
    const ends: readonly (readonly [Partial<LostTask>, string])[] = [
      [{ state: "NODE_FAIL" }, "again"],
      [{ state: "BOOT_FAIL" }, "again"],
      [{ state: "PREEMPTED", resumes: false, fruitless: 9 }, "again"],
      [{ state: "TIMEOUT" }, "again"],
      [{ state: "TIMEOUT", fruitless: 2 }, "again"],
      [
        { state: "TIMEOUT", fruitless: 3 },
        '3 jobs in a row ended as TIMEOUT before it got any further: raise "time" of train in ablate.slurm.json',
      ],
      [
        { state: "TIMEOUT", kind: "evaluate", resumes: false },
        'it takes longer than its job may: raise "time" of evaluate in ablate.slurm.json',
      ],
      [
        { state: "NODE_FAIL", fruitless: 3 },
        "3 jobs in a row ended as NODE_FAIL before it got any further: see what the machine has against it",
      ],
      [
        { state: "OUT_OF_MEMORY" },
        'it needs more memory than its job has: raise "memory" of train in ablate.slurm.json',
      ],
      [{ state: "NODE_FAIL", submissions: 2 }, "again"],
      [
        { state: "NODE_FAIL", submissions: 3 },
        'it was submitted again 2 times, as "restarts" in ablate.slurm.json allows',
      ],
      [{ state: "CANCELLED" }, "its job was cancelled, or Slurm has forgotten it"],
      [{ state: "CANCELLED", isInputMadeAgain: true }, "again"],
      [{ state: undefined }, "its job was cancelled, or Slurm has forgotten it"],
      [{ state: "FAILED" }, "its job failed"],
      [{ state: "DEADLINE" }, "it could not end before the deadline that its options state"],
    ];
    assert.deepEqual(
      ends.map(([changes]) => follows(changes)),
      ends.map(([, expected]) => expected),
    );
  });
});

describe("attempts at a piece of work", () => {
  it("are fruitless where they come no further than those before", () => {
    const attempts = new Attempts();
    const attempt = (...done: number[]): number => {
      for (const each of done) attempts.reached(each);
      attempts.end();
      return attempts.fruitless;
    };
    assert.deepEqual([attempt(10, 20), attempt(10, 20), attempt(), attempt(15, 25), attempt(24)], [0, 1, 2, 0, 1]);
  });
});
