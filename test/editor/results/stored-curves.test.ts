import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import { storedCurve } from "../../../src/editor/results/stored-curves.ts";
import { Workspace } from "../../../src/store/workspace.ts";

const first = { step: 10, tokens: 1280, loss: 7.5, gradientNorm: 1.2, rate: 0.001 };
const second = { step: 20, tokens: 2560, loss: null, gradientNorm: null, rate: 0.002 };

describe("a stored training curve", () => {
  let workspace: Workspace;

  beforeEach(() => {
    workspace = new Workspace(mkdtempSync(join(tmpdir(), "ablate-curve-")));
  });

  afterEach(() => {
    rmSync(workspace.root, { recursive: true });
  });

  function write(folder: string, text: string): void {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "metrics.jsonl"), text);
  }

  it("is read from the finished stage", async () => {
    write(workspace.stageFolder({ kind: "train", key: "k" }), `${JSON.stringify(first)}\n${JSON.stringify(second)}\n`);
    assert.deepEqual(await storedCurve(workspace, "k"), [first, second]);
  });

  it("is read from a stage in the making, without the line that is being written", async () => {
    write(workspace.workFolder({ kind: "train", key: "k" }), `${JSON.stringify(first)}\n{"step":20,"tok`);
    assert.deepEqual(await storedCurve(workspace, "k"), [first]);
  });

  it("is empty before training began", async () => {
    assert.deepEqual(await storedCurve(workspace, "k"), []);
  });
});
