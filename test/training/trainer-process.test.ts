import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmod, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { packConfiguration } from "../../src/training/train-configuration.ts";
import { devicesEventSchema, trainEventSchema } from "../../src/training/protocol.ts";
import { trainParametersSchema } from "../../src/training/train-parameters.ts";
import { runTrainer, type TrainerRun } from "../../src/training/trainer-process.ts";
import { StageError } from "../../src/stage/runner.ts";
import { TinyTraining, trainer, trainParameters } from "./tiny-training.ts";

describe("the trainer's process", () => {
  let training: TinyTraining;
  beforeEach(async () => (training = await TinyTraining.create()));
  afterEach(() => training.remove());

  /** The configuration of a run that does not end by itself in time. */
  async function endlessRun(): Promise<string> {
    const declared = trainParameters(100_000_000, 1, { text: 1 });
    const work = await training.work("endless", declared);
    const parameters = trainParametersSchema.parse(declared);
    const configuration = packConfiguration({ work, parameters }, [{ work, parameters }], {
      device: "cpu",
      threads: 1,
      endOfText: 0,
    });
    const file = join(training.folder, "configuration.json");
    await writeFile(file, JSON.stringify({ ...configuration, logEvery: 10 }));
    return file;
  }

  async function run(changes: Partial<TrainerRun<unknown>>): Promise<unknown> {
    return runTrainer<unknown>({
      trainer,
      command: "devices",
      events: devicesEventSchema,
      signal: new AbortController().signal,
      onEvent: () => undefined,
      ...changes,
    });
  }

  /** A program that does what a shell script says, in the trainer's place. */
  async function program(script: string): Promise<string> {
    const file = join(training.folder, "program");
    await writeFile(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
    return file;
  }

  it("gives what the trainer says", async () => {
    const event = devicesEventSchema.parse(await run({}));
    assert.ok(event.event === "devices");
    assert.equal(event.devices[0]?.kind, "cpu");
    assert.ok(event.devices[0].memoryBytes > 0 && event.devices[0].threads > 0);
  });

  it("says what the trainer says is wrong", async () => {
    const configuration = join(training.folder, "wrong.json");
    await writeFile(configuration, '{ "device": "cpu", "threads": 0 }');
    await assert.rejects(
      run({ command: "train", configuration }),
      new StageError("threads must be an integer from 1 to 4096"),
    );
  });

  it("says how the trainer died, with its last words", async () => {
    const dies = await program("echo of a broken heart >&2; kill -9 $$");
    await assert.rejects(run({ trainer: dies }), /ended by SIGKILL.*too little memory.*\nof a broken heart/);
    const babbles = await program("echo hello");
    await assert.rejects(run({ trainer: babbles }), /not JSON: hello/);
    const outdated = await program(`echo '{"event":"device"}'`);
    await assert.rejects(run({ trainer: outdated }), /another version of the protocol/);
    await assert.rejects(run({ trainer: "/nowhere/trainer" }), /\/nowhere\/trainer cannot be started: .*ENOENT/);
  });

  it("ends the trainer after a checkpoint when cancelled", async () => {
    const cancel = new AbortController();
    const events: string[] = [];
    const cancelled = run({
      command: "train",
      configuration: await endlessRun(),
      events: trainEventSchema,
      signal: cancel.signal,
      onEvent: (value) => {
        const { event } = trainEventSchema.parse(value);
        events.push(event);
        if (event === "step") cancel.abort(new Error("cancelled by the test"));
      },
    });
    await assert.rejects(cancelled, /cancelled by the test/);
    assert.equal(events[0], "start");
    assert.equal(events.at(-1), "checkpoint");
  });

  it("kills what does not end when asked to, with its children", async () => {
    const cancel = new AbortController();
    // Both ignore SIGTERM; the child's stdout keeps the pipe open until it is dead.
    const stubborn = await program(
      `trap '' TERM; sleep 1000 & echo '{"event":"error","code":"data","message":""}'; wait`,
    );
    const killed = run({
      trainer: stubborn,
      signal: cancel.signal,
      graceMilliseconds: 10,
      onLine: () => undefined,
    });
    setTimeout(() => cancel.abort(new Error("cancelled by the test")), 100);
    await assert.rejects(killed, /cancelled by the test/);
  });

  it("leaves no trainer behind when its own process is killed", async () => {
    const source = join(import.meta.dirname, "..", "..", "src", "training");
    const script = `
      import { runTrainer } from "${source}/trainer-process.ts";
      import { trainEventSchema } from "${source}/protocol.ts";
      const signal = new AbortController().signal;
      const onEvent = ({ event }) => console.log(event);
      const configuration = ${JSON.stringify(await endlessRun())};
      await runTrainer({ trainer: ${JSON.stringify(trainer)}, command: "train", configuration, events: trainEventSchema, signal, onEvent });`;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((resolve) => parent.stdout.once("data", resolve));
    const [child] = await childrenOf(parent.pid ?? 0);
    assert.ok(child !== undefined);
    parent.kill("SIGKILL");
    while (await isRunning(child)) await sleep(20);
  });
});

/** Process ids of the children of a process, from /proc. */
async function childrenOf(parent: number): Promise<number[]> {
  const processes = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = await Promise.all(processes.map(async (id) => [id, (await statOf(id))?.parent] as const));
  return parents.filter(([, ofProcess]) => ofProcess === parent).map(([id]) => id);
}

/** A process that has ended but that nobody has waited for does not run. */
async function isRunning(id: number): Promise<boolean> {
  const state = (await statOf(id))?.state;
  return state !== undefined && state !== "Z";
}

async function statOf(id: number): Promise<{ state: string | undefined; parent: number } | undefined> {
  const text = await readFile(`/proc/${id}/stat`, "utf8").catch(() => undefined);
  const [state, parent] = text?.slice(text.lastIndexOf(")") + 2).split(" ") ?? [];
  return text === undefined ? undefined : { state, parent: Number(parent) };
}
