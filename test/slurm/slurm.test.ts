import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { type EngineEvent, engineEventSchema } from "../../src/scheduler/events.ts";
import { PrivateCluster } from "./private-cluster.ts";

const engine = join(import.meta.dirname, "../../src/cli.ts");
const fixture = join(import.meta.dirname, "../fixtures/tiny");
/** What a stage's folder holds beside its result: when and where it was made. */
const manifest = "manifest.json";

interface Run {
  readonly code: number | null;
  readonly events: readonly EngineEvent[];
  readonly text: string;
}

describe("ablate run --executor slurm", function () {
  this.timeout(180_000);
  let folder: string;
  let cluster: PrivateCluster;
  let isRunning = false;
  /** Where the same experiment has run without Slurm. */
  let here: string;
  let local: Run;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ablate-slurm-"));
    cluster = await PrivateCluster.start(4);
    isRunning = true;
    here = await workspace("here");
    local = await ablate(here, ["run", "study.ablation.json", "--threads", "1"]);
    assert.equal(local.code, 0, local.text);
  });

  after(async () => {
    if (isRunning) await cluster.stop();
    await rm(folder, { recursive: true });
  });

  /** A workspace with the fixture's files, and an experiment of two arms with settings for the cluster. */
  async function workspace(name: string, experiment: object = {}): Promise<string> {
    const root = join(folder, name);
    await cp(fixture, root, { recursive: true });
    const arms = [
      { name: "stories", phases: [{ tokens: 12_800, mixture: { stories: 1 } }] },
      { name: "mixed", phases: [{ tokens: 12_800, mixture: { stories: 0.5, programs: 0.5 } }] },
    ];
    const study = {
      ...{ corpora: ["stories", "programs"], seeds: [1], baseline: "stories", arms },
      tokenizer: { vocabulary: 300, sampleBytes: 20_000, mixture: { stories: 0.5, programs: 0.5 } },
      model: { hidden: 16, layers: 1, heads: 2, feedForward: 32, context: 32 },
      training: { sequencesPerStep: 8 },
      evaluation: { suites: ["bitsPerByte"], items: 10 },
      ...experiment,
    };
    await writeFile(join(root, "study.ablation.json"), JSON.stringify(study));
    const divided = { measure: { shards: 2 }, curate: { shards: 2 }, tokenize: { shards: 2 } };
    const slurm = { cpus: 1, pollSeconds: 0.5, stages: divided };
    await writeFile(join(root, "ablate.slurm.json"), JSON.stringify(slurm));
    return root;
  }

  async function ablate(
    root: string,
    parameters: readonly string[],
    watch: (event: EngineEvent, child: ChildProcess) => void = () => undefined,
  ): Promise<Run> {
    const child = spawn(process.execPath, [engine, "--json", ...parameters], {
      cwd: root,
      env: { ...process.env, ...cluster.environment },
    });
    const exit = once(child, "close");
    let text = "";
    child.stderr.on("data", (chunk) => (text += String(chunk)));
    const events: EngineEvent[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      const event = engineEventSchema.parse(JSON.parse(line));
      events.push(event);
      watch(event, child);
    }
    await exit;
    return { code: child.exitCode, events, text };
  }

  const onSlurm = ["run", "study.ablation.json", "--executor", "slurm"];

  /** Every file of every stage but the manifests, by its path. */
  async function results(root: string): Promise<ReadonlyMap<string, string>> {
    const stages = join(root, ".ablate/stages");
    const found = await readdir(stages, { recursive: true, withFileTypes: true });
    const files = found.filter((entry) => entry.isFile() && entry.name !== manifest);
    const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
    const contents = await Promise.all(paths.map((path) => readFile(path, "base64")));
    return new Map(paths.map((path, index) => [path.slice(stages.length), contents[index] ?? ""]));
  }

  function stateOf({ events }: Run, label: string): readonly string[] {
    const plan = events.find((event) => event.event === "plan");
    const key = plan?.stages.find((stage) => stage.label === label)?.key ?? label;
    const states = events.flatMap((event) =>
      event.event === "stage" && event.keys.includes(key) ? [event.state] : [],
    );
    return states.filter((state, index) => state !== states[index - 1]);
  }

  /** The jobs of the cluster that have not ended. */
  async function jobs(format: string): Promise<readonly string[]> {
    const text = await cluster.run("squeue", ["-h", "--array", "--sort=t", `--format=${format}`]);
    return text.split("\n").filter((line) => line !== "");
  }

  async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!(await holds())) {
      assert.ok(Date.now() < deadline, `${what} did not come about`);
      await sleep(100);
    }
  }

  it("gives what a local run gives, key for key and byte for byte, and then has nothing to do", async () => {
    const there = await workspace("there");
    const run = await ablate(there, onSlurm);
    assert.equal(run.code, 0, JSON.stringify(run.events.at(-2)));
    assert.deepEqual(await results(there), await results(here));
    assert.deepEqual(
      run.events.find((event) => event.event === "results"),
      local.events.find((event) => event.event === "results"),
    );
    // Between its shards and the task that joins them it may wait once more.
    const states = stateOf(run, "measure stories");
    assert.deepEqual([states[0], states.at(-1)], ["queued", "done"]);

    const again = await ablate(there, onSlurm);
    assert.equal(again.code, 0);
    assert.deepEqual(
      again.events.filter(({ event }) => event === "stage"),
      [],
    );
  });

  /** A workspace in which only the training of one arm, and its evaluation, are to be done. */
  async function trainingOf(name: string, tokens: number): Promise<string> {
    const arms = [{ name: "stories", phases: [{ tokens, mixture: { stories: 1 } }] }];
    const root = await workspace(name, { arms });
    await cp(join(here, ".ablate/stages"), join(root, ".ablate/stages"), { recursive: true });
    return root;
  }

  it("goes on without the process that submitted it; the next one follows the same jobs, and stops them", async () => {
    const root = await trainingOf("followed", 4_000_000);
    await ablate(root, onSlurm, (event, child) => {
      if (event.event === "progress" && event.curves !== undefined) child.kill("SIGKILL");
    });
    const left = await jobs("%T %j");
    assert.match(left.join("\n"), /^RUNNING ablate-train-[\da-f]{20}$/m);
    assert.match(left.join("\n"), /^PENDING ablate-evaluate-[\da-f]{20}$/m);
    const submitted = await readdir(join(root, ".ablate/slurm"));
    const refused = await ablate(root, ["run", "study.ablation.json"]);
    assert.equal(refused.code, 1);
    assert.match(JSON.stringify(refused.events), /Slurm job \d+_\d+ is to make: /);

    const second = await ablate(root, onSlurm, (event, child) => {
      if (event.event === "progress" && event.curves !== undefined) child.kill("SIGINT");
    });
    assert.equal(second.code, 130);
    assert.deepEqual(await readdir(join(root, ".ablate/slurm")), submitted, "nothing was submitted a second time");
    await until("an empty queue", async () => (await jobs("%i")).length === 0);
  });

  it("is queued again when it is preempted or its time is over, and resumes from its checkpoint", async () => {
    const root = await trainingOf("preempted", 4_000_000);
    const training = async (): Promise<string> =>
      (await jobs("%i %T %j")).find((job) => job.includes("RUNNING ablate-train"))?.split(" ")[0] ?? "";
    const disturbances = [
      // What Slurm sends before a job's time is over.
      async () => cluster.run("scancel", ["--batch", "--signal=USR2", await training()]),
      async () =>
        cluster.run("sbatch", ["--partition=urgent", "--cpus-per-task=4", "--output=/dev/null", "--wrap=true"]),
    ];
    let steps = 0;
    const run = await ablate(root, onSlurm, (event) => {
      const curve = event.event === "progress" ? event.curves?.[0] : undefined;
      // Each time further than the time before: a checkpoint was gone on from.
      if (curve === undefined || curve.step <= steps) return;
      const disturb = disturbances.shift();
      if (disturb !== undefined) steps = curve.step;
      void disturb?.();
    });
    assert.equal(run.code, 0, JSON.stringify(run.events.at(-2)));
    assert.deepEqual(disturbances, []);
    const states = stateOf(run, "train stories seed 1");
    assert.deepEqual(states, ["queued", "running", "queued", "running", "queued", "running", "done"]);
  });
});
