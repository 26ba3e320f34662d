import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Results } from "../../src/analysis/results.ts";
import { type EngineEvent, engineEventSchema } from "../../src/scheduler/events.ts";

const engine = join(import.meta.dirname, "../../src/cli.ts");
const fixture = join(import.meta.dirname, "../fixtures/tiny");

interface Run {
  readonly code: number | null;
  readonly events: readonly EngineEvent[];
  /** What was written on stderr. */
  readonly text: string;
}

describe("the command ablate run", function () {
  this.timeout(120_000);
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ablate-command-"));
    await cp(fixture, folder, { recursive: true });
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Runs `ablate` on a file of the workspace; `watch` sees every event as it comes. */
  async function ablate(
    parameters: readonly string[],
    watch: (event: EngineEvent, child: ChildProcess) => void = () => undefined,
  ): Promise<Run> {
    const child = spawn(process.execPath, [engine, "--json", ...parameters], { cwd: folder });
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

  function resultsOf({ events }: Run): Results | undefined {
    return events.find((event) => event.event === "results")?.results;
  }

  it("ends with the same numbers however often it was killed, in every phase", async () => {
    const undisturbed = await ablate(["run", "tiny.ablation.json"]);
    assert.equal(undisturbed.code, 0, undisturbed.text);
    await rm(join(folder, ".ablate"), { recursive: true });

    const killed: string[] = [];
    for (;;) {
      const kinds = new Map<string, string>();
      const run = await ablate(["run", "tiny.ablation.json"], (event, child) => {
        if (event.event === "plan") for (const { key, kind } of event.stages) kinds.set(key, kind);
        // Training is killed in its midst, every other kind as soon as it has begun.
        const inMidst = event.event === "progress" && event.done > event.total / 3;
        const begun = event.event === "stage" && event.state === "running";
        if (!inMidst && !begun) return;
        const kind = kinds.get(event.keys[0] ?? "") ?? "";
        if (killed.includes(kind) || (kind === "train" && begun)) return;
        killed.push(kind);
        child.kill("SIGKILL");
      });
      if (run.code === 0) {
        assert.deepEqual(resultsOf(run), resultsOf(undisturbed));
        break;
      }
    }
    assert.deepEqual(killed, ["measure", "curate", "contamination", "tokenizer", "tokenize", "train", "evaluate"]);

    const again = await ablate(["run", "tiny.ablation.json"]);
    assert.deepEqual(
      again.events.filter(({ event }) => event === "stage"),
      [],
    );
    assert.deepEqual(resultsOf(again), resultsOf(undisturbed));
  });

  it("stops cleanly when asked to, and says that it was cancelled", async () => {
    const run = await ablate(["run", "long.ablation.json"], (event, child) => {
      if (event.event === "progress" && event.curves !== undefined) child.kill("SIGINT");
    });
    assert.equal(run.code, 130);
    assert.deepEqual(run.events.at(-1)?.event === "end" && run.events.at(-1), {
      ...run.events.at(-1),
      outcome: "cancelled",
    });
  });

  it("reports a wrong file at line and column, with exit code 2, and writes nothing", async () => {
    const run = await ablate(["run", "wrong.ablation.json"]);
    assert.equal(run.code, 2);
    const problems = run.events.flatMap((event) => (event.event === "problem" ? [event] : []));
    assert.ok(problems.length > 0);
    for (const { line, column } of problems) assert.ok(line > 1 && column > 1);
    assert.equal(run.text, "");
    await assert.rejects(rm(join(folder, ".ablate"), { recursive: true }));
  });
});
