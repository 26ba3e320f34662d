import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type EngineEvent, engineEventSchema } from "../../src/scheduler/events.ts";

const engine = join(import.meta.dirname, "../../src/cli.ts");
const fixture = join(import.meta.dirname, "../fixtures/tiny");

interface Ended {
  readonly code: number | null;
  readonly events: readonly EngineEvent[];
}

describe("a run without a terminal", function () {
  this.timeout(240_000);
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ablate-detached-"));
    await cp(fixture, folder, { recursive: true });
  });

  afterEach(async () => {
    for (const { state, file } of await runs()) if (state === "running") await ablate("stop", "--force", file);
    await rm(folder, { recursive: true, force: true });
  });

  async function ablate(...parameters: readonly string[]): Promise<Ended> {
    return watched(parameters, () => undefined);
  }

  async function watched(parameters: readonly string[], watch: (event: EngineEvent) => void): Promise<Ended> {
    const child = spawn(process.execPath, [engine, "--json", ...parameters], { cwd: folder });
    child.stderr.resume();
    const exit = once(child, "close");
    const events: EngineEvent[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      const event = engineEventSchema.parse(JSON.parse(line));
      events.push(event);
      watch(event);
    }
    await exit;
    return { code: child.exitCode, events };
  }

  async function runs(): Promise<Extract<EngineEvent, { event: "runs" }>["runs"]> {
    const { events } = await ablate("runs");
    return events.flatMap((event) => (event.event === "runs" ? event.runs : []));
  }

  function find<Name extends EngineEvent["event"]>(
    { events }: Ended,
    name: Name,
  ): Extract<EngineEvent, { event: Name }> | undefined {
    return events.find((event): event is Extract<EngineEvent, { event: Name }> => event.event === name);
  }

  it("that is killed is told as interrupted, and resumed; a second run of the workspace shares its stages", async () => {
    const started = find(await ablate("run", "--detach", "tiny.ablation.json"), "run");
    assert.ok(started?.detached);
    const followed = await watched(["attach", "tiny.ablation.json"], (event) => {
      if (event.event === "progress" && event.curves !== undefined) process.kill(-started.pid, "SIGKILL");
    });
    assert.equal(followed.code, 1);
    assert.match(find(followed, "error")?.message ?? "", /died before it was done; go on .* ablate resume/);
    assert.deepEqual(
      (await runs()).map(({ file, state }) => ({ file, state })),
      [{ file: "tiny.ablation.json", state: "interrupted" }],
    );

    await copyFile(join(folder, "tiny.ablation.json"), join(folder, "twin.ablation.json"));
    assert.equal((await ablate("resume")).code, 0);
    const [resumed, twin] = await Promise.all([
      ablate("attach", "tiny.ablation.json"),
      ablate("run", "twin.ablation.json"),
    ]);
    assert.deepEqual([resumed.code, twin.code], [0, 0]);
    assert.deepEqual(find(twin, "results")?.results.arms, find(resumed, "results")?.results.arms);
    const ran = [resumed, twin].flatMap(({ events }) =>
      events.flatMap((event) => (event.event === "stage" && event.state === "running" ? event.keys : [])),
    );
    assert.equal(new Set(ran).size, ran.length, "each stage was run once");
    assert.deepEqual(await readdir(join(folder, ".ablate", "claims")), []);
  });

  it("is paused by one process and resumed by another, then stopped", async () => {
    await ablate("run", "--detach", "--threads", "1", "long.ablation.json");
    assert.match(
      find(await ablate("run", "long.ablation.json"), "error")?.message ?? "",
      /is running already: process/,
    );
    let asked: Promise<Ended> | undefined;
    const followed = await watched(["attach"], (event) => {
      if (event.event === "progress" && event.curves !== undefined) asked ??= ablate("pause");
    });
    assert.equal((await asked)?.code, 0);
    assert.equal(followed.code, 130);
    const [paused] = await runs();
    assert.equal(paused?.state, "paused");

    await ablate("resume");
    let firstStep: number | undefined;
    await watched(["attach"], (event) => {
      if (event.event !== "progress" || event.unit !== "tokens" || firstStep !== undefined) return;
      firstStep = event.done;
      asked = ablate("stop");
    });
    assert.ok((firstStep ?? 0) > 0, "it went on from the checkpoint");
    assert.equal((await asked)?.code, 0);
    assert.equal((await runs())[0]?.state, "cancelled");
  });
});
