import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StageGraph } from "../../src/experiment/graph.ts";
import type { EngineEvent } from "../../src/scheduler/events.ts";
import { parseDevices } from "../../src/scheduler/devices.ts";
import { LocalExecutor } from "../../src/scheduler/local-executor.ts";
import type { Runners } from "../../src/scheduler/packs.ts";
import { pendingStages, runGraph, type RunSurroundings } from "../../src/scheduler/run-graph.ts";
import { TimeEstimate } from "../../src/scheduler/time-left.ts";
import {
  type RunContext,
  StageError,
  type StageOutcome,
  type StageRunner,
  type StageWork,
} from "../../src/stage/runner.ts";
import type { Stage, StageKind } from "../../src/stage/stage.ts";
import { StageStore } from "../../src/store/stage-store.ts";
import { Workspace } from "../../src/store/workspace.ts";

/** A runner that writes what it was given, and does what a test asks of it. */
class RecordingRunner implements StageRunner {
  readonly kind: StageKind;
  readonly version = 1;
  readonly packs: string[][] = [];
  behave: (work: StageWork, context: RunContext) => Promise<StageOutcome> = () => Promise.resolve({});

  constructor(kind: StageKind) {
    this.kind = kind;
  }

  packKey(stage: Stage): Promise<string> {
    return Promise.resolve(JSON.stringify(stage.parameters["shape"] ?? null));
  }

  async run(works: readonly StageWork[], context: RunContext): Promise<readonly StageOutcome[]> {
    this.packs.push(works.map(({ stage }) => stage.label));
    const outcomes: StageOutcome[] = [];
    for (const work of works) {
      await writeFile(join(work.folder, "inputs.json"), JSON.stringify(Object.keys(work.inputs)));
      outcomes.push(await this.behave(work, context));
    }
    return outcomes;
  }
}

function stage(kind: StageKind, label: string, inputs: Stage["inputs"] = {}, shape = "small"): Stage {
  return { kind, label, key: label, parameters: { shape }, inputs };
}

const documents = stage("curate", "documents");
const armA = stage("train", "a", { "tokens:text": "documents" });
const armB = stage("train", "b", { "tokens:text": "documents" });
const wide = stage("train", "wide", { "tokens:text": "documents" }, "large");
const scoreA = stage("evaluate", "score-a", { model: "a" });
const scoreB = stage("evaluate", "score-b", { model: "b" });

function graphOf(...stages: Stage[]): StageGraph {
  return { stages: new Map(stages.map((each) => [each.key, each])), armRuns: [], documents: {} };
}

describe("running a graph of stages", () => {
  let root: string;
  let runners: Record<StageKind, RecordingRunner>;
  let store: StageStore;
  let events: EngineEvent[];
  let abort: AbortController;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "ablate-scheduler-"));
    store = new StageStore(new Workspace(root));
    events = [];
    abort = new AbortController();
    const kinds = ["measure", "curate", "contamination", "tokenizer", "tokenize", "train", "evaluate"] as const;
    runners = Object.fromEntries(kinds.map((kind) => [kind, new RecordingRunner(kind)])) as Record<
      StageKind,
      RecordingRunner
    >;
  });

  afterEach(() => rm(root, { recursive: true }));

  async function run(graph: StageGraph, devices = "cpu"): Promise<void> {
    const slots = parseDevices(devices, 2);
    const now = (): Date => new Date(0);
    const world: RunSurroundings = {
      runners: runners satisfies Runners,
      executor: new LocalExecutor({ runners, store, slots, cores: 2, now, log: () => undefined }),
      store,
      timeEstimate: new TimeEstimate({}),
      signal: abort.signal,
      grammarsFolder: "/grammars",
      device: "cpu",
      log: () => undefined,
      threads: 2,
      now,
      emit: (event) => events.push(event),
    };
    await runGraph(graph, await pendingStages(graph, store), world);
  }

  it("packs ready stages of one shape, after their inputs and before those of later kinds", async () => {
    await run(graphOf(documents, armA, armB, wide, scoreA, scoreB));
    assert.deepEqual(runners.curate.packs, [["documents"]]);
    assert.deepEqual(runners.train.packs, [["a", "b"], ["wide"]]);
    assert.deepEqual(runners.evaluate.packs, [["score-a", "score-b"]]);
    assert.equal(await readFile(join(store.folder(scoreA), "inputs.json"), "utf8"), '["model"]');
    assert.deepEqual((await store.find(armA))?.pack, ["a", "b"]);
  });

  it("runs nothing the second time", async () => {
    await run(graphOf(documents, armA));
    await run(graphOf(documents, armA, armB));
    assert.deepEqual(runners.curate.packs, [["documents"]]);
    assert.deepEqual(runners.train.packs, [["a"], ["b"]]);
  });

  it("goes on with what does not need a failed stage, and names the failure", async () => {
    runners.train.behave = ({ stage: { label } }) =>
      Promise.resolve(label === "a" ? new StageError("the loss is not finite") : {});
    await assert.rejects(
      run(graphOf(documents, armA, armB, scoreA, scoreB)),
      new StageError("a: the loss is not finite"),
    );
    assert.deepEqual(runners.evaluate.packs, [["score-b"]]);
    assert.equal(await store.find(armA), undefined);
  });

  it("keeps the work folder of a stage that was cut off, for the next attempt", async () => {
    runners.train.behave = async ({ folder }) => {
      await writeFile(join(folder, "checkpoint"), "half way");
      abort.abort(new Error("stopped by the user"));
      throw new Error("killed");
    };
    await assert.rejects(run(graphOf(documents, armA)), /stopped by the user/);
    assert.equal(await store.find(armA), undefined);

    abort = new AbortController();
    runners.train.behave = async ({ folder }) => ({ found: await readFile(join(folder, "checkpoint"), "utf8") });
    await run(graphOf(documents, armA));
    assert.equal((await store.find(armA))?.report["found"], "half way");
  });

  it("gives each device a pack, and runs side by side what does not need each other", async () => {
    const devices = new Map<string, string>();
    const bothRun = new AbortController();
    runners.train.behave = async ({ stage: { label } }, { device }) => {
      devices.set(label, device);
      if (devices.size === 2) bothRun.abort();
      if (devices.size < 2) await once(bothRun.signal, "abort");
      return {};
    };
    await run(graphOf(documents, armA, armB, wide), "cuda:0,cuda:1");
    assert.deepEqual(runners.train.packs.toSorted(), [["a"], ["b"], ["wide"]]);
    assert.deepEqual([devices.get("a"), devices.get("b")], ["cuda:0", "cuda:1"]);
    assert.equal((await store.find(documents))?.device, "cpu");
  });

  it("ends what runs beside a pack in which something unforeseen happens", async () => {
    const begun = new AbortController();
    runners.train.behave = async ({ stage: { label } }, { signal }) => {
      if (label === "a") {
        if (!begun.signal.aborted) await once(begun.signal, "abort");
        throw new Error("the disk is gone");
      }
      begun.abort();
      await once(signal, "abort");
      throw new Error("ended");
    };
    await assert.rejects(run(graphOf(documents, armA, armB), "cpu=1,cpu=1"), /the disk is gone/);
  });

  it("tells speed and time left from the progress that runners report", async () => {
    runners.curate.behave = (_work, context) => {
      context.report({ done: 25, total: 100, unit: "documents" });
      return Promise.resolve({});
    };
    await run(graphOf(documents));
    const progress = events.find((event) => event.event === "progress");
    assert.deepEqual(progress && [progress.keys, progress.done, progress.total], [["documents"], 25, 100]);
    assert.deepEqual(
      events.filter((event) => event.event === "stage").map(({ state }) => state),
      ["running", "done"],
    );
  });
});
