import assert from "node:assert/strict";
import { largestArray, parseAccounting, parseQueue, taskPhase } from "../../../src/scheduler/slurm/job-queue.ts";

describe("Slurm's queue", () => {
  it("is read for the tasks of ours, whatever else the user has in it", () => {
    const text = [
      "7_0|RUNNING|None|ablate:20260102T030405-0a1b2c3d",
      "7_1|PENDING|Dependency|ablate:20260102T030405-0a1b2c3d",
      "8|RUNNING|None|(null)",
      "9_0|PENDING|Priority|mine|with a bar",
      "",
    ].join("\n");
    const submission = "20260102T030405-0a1b2c3d";
    assert.deepEqual(parseQueue(text), [
      { id: "7_0", index: 0, state: "RUNNING", reason: "None", submission },
      { id: "7_1", index: 1, state: "PENDING", reason: "Dependency", submission },
    ]);
  });

  it("tells what failed of itself from what was interrupted or cancelled", () => {
    const phases = ["COMPLETED", "OUT_OF_MEMORY", "NODE_FAIL", "TIMEOUT", "CANCELLED", "REQUEUED", "SUSPENDED"].map(
      taskPhase,
    );
    const expected = ["succeeded", "failed", "interrupted", "interrupted", "cancelled", "waiting", "waiting"];
    assert.deepEqual(phases, expected);
  });

  it("is asked of the accounting where it has forgotten a job", () => {
    const states = parseAccounting("7_0|COMPLETED\n7_1|CANCELLED by 1000\n8|FAILED\n");
    assert.deepEqual(
      [...states],
      [
        ["7_0", "COMPLETED"],
        ["7_1", "CANCELLED"],
      ],
    );
  });

  it("says how long arrays may be", () => {
    assert.equal(largestArray("MaxArraySize            = 101\nMaxDBDMsgs = 1\n"), 100);
    assert.equal(largestArray(""), 1000);
  });
});
