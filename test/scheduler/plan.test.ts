import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mkdir } from "node:fs/promises";
import { analyse } from "../../src/analysis/analyse.ts";
import type { StageGraph } from "../../src/experiment/graph.ts";
import { repetitionSchema } from "../../src/experiment/repetition.ts";
import { planWarnings } from "../../src/scheduler/plan/plan-warnings.ts";
import { noisiest, seedPower } from "../../src/scheduler/plan/seed-noise.ts";
import type { ArmUse } from "../../src/scheduler/plan/source-use.ts";
import { stageChanges } from "../../src/scheduler/plan/stage-changes.ts";
import type { Stage } from "../../src/stage/stage.ts";
import { StageStore } from "../../src/store/stage-store.ts";
import { Workspace } from "../../src/store/workspace.ts";
import { exampleExperiment, exampleRecords } from "../analysis/example.ts";

describe("a plan", () => {
  let workspace: Workspace;
  beforeEach(async () => (workspace = new Workspace(await mkdtemp(join(tmpdir(), "ablate-plan-")))));
  afterEach(() => rm(workspace.root, { recursive: true }));

  const stage = (key: string, parameters: Stage["parameters"], inputs: Stage["inputs"] = {}): Stage => ({
    ...{ kind: "train", label: "train a seed 1" },
    ...{ key, parameters, inputs },
  });

  it("says of a pending stage what differs from the one that was made before", async () => {
    const store = new StageStore(workspace);
    const made = stage("1", { steps: 10, schedule: { peak: 0.003 } }, { tokens: "t1" });
    await store.openWork(made);
    await store.complete(made, {
      ...{ version: 3, startedAt: new Date(0).toISOString(), seconds: 1, device: "cpu", pack: [], report: {} },
    });
    const pending = [stage("2", { steps: 10, schedule: { peak: 0.004 } }, { tokens: "t2" })];
    const tokens: Stage = { kind: "tokenize", key: "t2", label: "tokenize text", parameters: {}, inputs: {} };
    const graph: StageGraph = { stages: new Map([["t2", tokens]]), armRuns: [], documents: {} };
    assert.deepEqual((await stageChanges(graph, pending, { train: 3 }, workspace)).get("2"), [
      "schedule.peak: 0.003 → 0.004",
      "input changed: tokenize text",
    ]);
    const other: Stage = { ...stage("3", {}), label: "train b seed 1" };
    assert.deepEqual((await stageChanges(graph, [other], { train: 3 }, workspace)).get("3"), ["not made yet"]);
  });

  const uses: readonly ArmUse[] = [0.5, 3].map((epochs, index) => ({
    arm: `arm-${String(index)}`,
    tokens: 1000 * epochs,
    sources: [
      { source: "code", tokens: 1000 * epochs, share: 1, epochs, unique: { tokens: 1000, bytes: 3000, exact: true } },
    ],
  }));
  const budgets = {
    ...{ arms: [], changes: [], violations: [], unmeasured: [], tokenized: {} },
    comparison: { matched: "nothing", label: "Not matched." } as const,
  };

  it("warns of repetition, of arms that differ in epochs, of budgets that are not matched, of too few seeds and a full disk", () => {
    const power = {
      metric: "bitsPerByte",
      difference: 0.01,
      deviation: 0.005,
      alpha: 0.05,
      wanted: 0.8,
      seeds: 2,
      seedsNeeded: 5,
    };
    const disk = { bytes: 2e9, temporaryBytes: 1e9, freeBytes: 1e9 };
    const limits = repetitionSchema.parse({ maxEpochs: 2 });
    const warnings = planWarnings({ budgets }, uses, limits, { disk, power }, ["item 1 is touched"]);
    assert.deepEqual(
      warnings.map(({ kind, arm, source }) => [kind, arm, source].filter((each) => each !== undefined)),
      [["matching"], ["repetition", "arm-1", "code"], ["epochs", "code"], ["contamination"], ["seeds"], ["disk"]],
    );
    assert.equal(
      warnings[2]?.message,
      'arms differ in how often they see "code": from 0.50 (arm-0) to 3.00 epochs (arm-1)',
    );
  });

  it("takes the noise of seeds from earlier results", async () => {
    const results = analyse(exampleExperiment, exampleRecords());
    const found = noisiest([results], "proportion", "bitsPerByte/code");
    // By hand: with two seeds, an arm's deviation is |d1 − d2| / √2 of its differences to the baseline; pooled over arms.
    const { arms } = results.metrics.find(({ id }) => id === "bitsPerByte/code") ?? { arms: [] };
    const [base, ...others] = arms.map(({ seeds }) => seeds.map(({ value }) => value));
    const squares = others.map(
      ([first = 0, second = 0]) => (first - (base?.[0] ?? 0) - second + (base?.[1] ?? 0)) ** 2 / 2,
    );
    const pooled = Math.sqrt(squares.reduce((sum, each) => sum + each, 0) / squares.length);
    assert.ok(Math.abs((found?.deviation ?? 0) - pooled) < 1e-12);

    await mkdir(workspace.runs, { recursive: true });
    await writeFile(join(workspace.runs, "proportion.results.json"), JSON.stringify(results));
    await writeFile(join(workspace.runs, "broken.results.json"), "{");
    const effect = { metric: "bitsPerByte/code", difference: 10 * pooled, power: 0.8 };
    const asked = { name: "new", experiment: { effect, seeds: [1, 2, 3], arms: [] } };
    const power = await seedPower(asked, workspace);
    assert.equal(power?.origin, "bitsPerByte/code of proportion");
    assert.equal(power.seedsNeeded, 3);
  });
});
