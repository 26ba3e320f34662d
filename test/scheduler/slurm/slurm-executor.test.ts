import assert from "node:assert/strict";
import { appendFile, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseSlurmFile } from "../../../src/experiment/slurm-file.ts";
import type { PackListener, StageEnd } from "../../../src/scheduler/executor.ts";
import { NotWhileQueued } from "../../../src/scheduler/slurm/not-while-queued.ts";
import { SlurmExecutor } from "../../../src/scheduler/slurm/slurm-executor.ts";
import { StageError, type StageRunner, type StageWork } from "../../../src/stage/runner.ts";
import type { Stage, StageKind } from "../../../src/stage/stage.ts";
import { StageStore } from "../../../src/store/stage-store.ts";
import { Workspace } from "../../../src/store/workspace.ts";

/** Answers as Slurm's commands do, and has jobs end as a test says. */
class ScriptedSlurm {
  /** By the task, `7_0`. */
  readonly states = new Map<string, string>();
  /** Where a task's submission lies. */
  readonly folders = new Map<string, string>();
  /** What sbatch says to the jobs of a kind. */
  readonly refused = new Map<StageKind, string>();
  isThere = true;
  private comments = new Map<string, string>();
  private jobs = 0;

  readonly command = async (name: string, parameters: readonly string[]): Promise<string> => {
    if (!this.isThere) throw new StageError(`There is no ${name} on PATH.`);
    if (name === "sbatch") return this.submit(parameters);
    if (name === "squeue") {
      return [...this.states].map(([id, state]) => `${id}|${state}|None|${this.comments.get(id) ?? ""}`).join("\n");
    }
    if (name === "scancel") {
      for (const id of parameters) if (!this.isOver(id)) this.states.set(id, "CANCELLED");
    }
    if (name === "sacct") throw new StageError("sacct: Slurm accounting storage is disabled");
    return "MaxArraySize = 1001\n";
  };

  private isOver(id: string): boolean {
    return !["PENDING", "RUNNING"].includes(this.states.get(id) ?? "");
  }

  private async submit(parameters: readonly string[]): Promise<string> {
    const scriptFile = parameters.at(-1) ?? "";
    const script = await readFile(scriptFile, "utf8");
    for (const [kind, reason] of this.refused) {
      if (script.includes(`--job-name=ablate-${kind}`)) throw new StageError(`sbatch: error: ${reason}`);
    }
    this.jobs += 1;
    const range = /--array=([\d-]+)/.exec(parameters.join(" "))?.[1] ?? "0";
    const [first = 0, last = first] = range.split("-").map(Number);
    for (let index = first; index <= last; index += 1) {
      const id = `${String(this.jobs)}_${String(index)}`;
      this.states.set(id, "PENDING");
      this.comments.set(id, /--comment=(.*)/.exec(script)?.[1] ?? "");
      this.folders.set(id, dirname(scriptFile));
    }
    return `${String(this.jobs)}\n`;
  }
}

describe("stages as jobs of Slurm", () => {
  let root: string;
  let workspace: Workspace;
  let store: StageStore;
  let slurm: ScriptedSlurm;
  let log: string[];

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "ablate-slurm-executor-"));
    workspace = new Workspace(root);
    store = new StageStore(workspace);
    slurm = new ScriptedSlurm();
    log = [];
  });
  afterEach(() => rm(root, { recursive: true }));

  const stage = (kind: StageKind, label: string, inputs: Record<string, string> = {}): Stage => ({
    ...{ kind, key: `${label}-key`, label, parameters: {}, inputs },
  });

  function executor(settings: object = {}): SlurmExecutor {
    const { value } = parseSlurmFile(JSON.stringify({ pollSeconds: 0.2, ...settings }), "ablate.slurm.json");
    assert.ok(value);
    const kinds = ["measure", "curate", "contamination", "tokenizer", "tokenize", "train", "evaluate"] as const;
    const runner = (kind: StageKind): StageRunner => ({ kind, version: 1, run: () => Promise.resolve([]) });
    const runners = Object.fromEntries(kinds.map((kind) => [kind, runner(kind)])) as Record<StageKind, StageRunner>;
    return new SlurmExecutor({
      ...{ workspace, settings: value, runners, store, slurm: slurm.command, engine: ["ablate"], command: ["run"] },
      now: () => new Date(),
      log: (line) => log.push(line),
      wait: () => new Promise((resolve) => setTimeout(resolve, 5)),
    });
  }

  const listener: PackListener = { state: () => undefined, progress: () => undefined, log: () => undefined };

  /** Gives stages to the executor, each as a pack of its own. */
  async function run(on: SlurmExecutor, ...stages: readonly Stage[]): Promise<readonly Promise<readonly StageEnd[]>[]> {
    const ends: Promise<readonly StageEnd[]>[] = [];
    const keys = new Set(stages.map(({ key }) => key));
    for (const each of stages) {
      await store.openWork(each);
      const work: StageWork = { stage: each, inputs: {}, folder: store.workFolder(each) };
      const after = new Set(Object.values(each.inputs).filter((key) => keys.has(key)));
      for (const pack of await on.take([each])) {
        const end = pack.run([work], after, listener, new AbortController().signal);
        end.catch(() => undefined);
        ends.push(end);
      }
    }
    return ends;
  }

  async function until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** What a task of a job tells while it runs. */
  async function tell(id: string, event: object): Promise<void> {
    await appendFile(join(slurm.folders.get(id) ?? "", "0.events.jsonl"), `${JSON.stringify(event)}\n`);
  }

  const progress = (done: number): object => ({
    ...{ event: "progress", keys: ["arm-key"], done, total: 100, unit: "tokens" },
    ...{ perSecond: 1, packSecondsLeft: 1, secondsLeft: 1 },
  });

  it("are submitted again after the end of their time as long as they get any further", async () => {
    const [end] = await run(executor(), stage("train", "arm"));
    const reached = [30, 60, 60, 60, 60];
    for (const [index, done] of reached.entries()) {
      const id = `${String(index + 1)}_0`;
      await until(() => slurm.states.has(id));
      await tell(id, progress(done));
      slurm.states.set(id, "TIMEOUT");
    }
    const [only] = (await end) ?? [];
    assert.equal(only?.state, "failed");
    assert.match(
      only.error.message,
      /^3 jobs in a row ended as TIMEOUT before it got any further: raise "time" of train in ablate\.slurm\.json\. Slurm job 5_0: TIMEOUT/,
    );
    assert.equal(slurm.states.size, reached.length);
  });

  it("say what memory they lack, and are not tried again", async () => {
    const [end] = await run(executor(), stage("train", "arm"));
    await until(() => slurm.states.has("1_0"));
    await tell("1_0", { event: "stage", keys: ["arm-key"], state: "failed", detail: "the trainer was killed" });
    slurm.states.set("1_0", "OUT_OF_MEMORY");
    const [only] = (await end) ?? [];
    assert.equal(only?.state, "failed");
    assert.match(only.error.message, /^it needs more memory than its job has: raise "memory" of train/);
    assert.equal(slurm.states.size, 1);
  });

  it("fail alone where sbatch refuses them: what needs them is not submitted, all else goes on", async () => {
    slurm.refused.set("train", "invalid partition specified: gpu");
    const arm = stage("train", "arm");
    const stages = [stage("measure", "text"), arm, stage("evaluate", "score", { model: arm.key })];
    const [measured, trained, evaluated] = await run(executor(), ...stages);
    await assert.rejects(trained ?? Promise.resolve(), /^StageError: sbatch: error: invalid partition specified: gpu$/);
    assert.deepEqual(await evaluated, [{ state: "skipped" }]);
    assert.deepEqual([...slurm.states], [["1_0", "PENDING"]]);
    const [text] = stages;
    assert.ok(text);
    const report = { version: 1, startedAt: new Date().toISOString(), seconds: 2, device: "cpu", report: {} };
    await store.complete(text, { ...report, pack: [text.key] });
    slurm.states.set("1_0", "COMPLETED");
    assert.deepEqual(await measured, [{ state: "done", seconds: 2 }]);
  });

  it("are not run elsewhere while they may be queued, whether Slurm can be asked or not", async () => {
    const arm = stage("train", "arm");
    const [end] = await run(executor(), arm);
    await until(() => slurm.states.has("1_0"));
    const inner = { name: "here", ordersPacks: false, sideBySide: 1, take: () => Promise.resolve([]) };
    const take = (): Promise<unknown> => new NotWhileQueued(inner, workspace, slurm.command).take([arm]);
    await assert.rejects(take(), /^StageError: Slurm job 1_0 is to make: arm\. Follow the jobs with --executor slurm/);
    slurm.isThere = false;
    await assert.rejects(
      take(),
      /may still be going to make: arm, and Slurm cannot be asked from here \(There is no squeue on PATH\.\).* delete \//,
    );
    slurm.isThere = true;
    slurm.states.set("1_0", "FAILED");
    assert.equal((await end)?.[0]?.state, "failed");
    // Its end was noted: nothing is queued any more, and nobody need ask.
    slurm.isThere = false;
    assert.deepEqual(await take(), []);
  });

  it("are left alone by files that are none of ours", async () => {
    await mkdir(join(workspace.slurm, "notes"), { recursive: true });
    slurm.isThere = false;
    const inner = { name: "here", ordersPacks: false, sideBySide: 1, take: () => Promise.resolve([]) };
    assert.deepEqual(await new NotWhileQueued(inner, workspace, slurm.command).take([stage("train", "arm")]), []);
  });
});
