import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "mocha";
import { EngineProcess, type EngineProgram } from "../../../src/editor/engine/engine-process.ts";
import type { EngineEvent } from "../../../src/scheduler/events.ts";

/** An engine that is this script. */
function engineOf(script: string): EngineProgram {
  return { executable: process.execPath, prefix: ["-e", script], environment: process.env };
}

/** Starts a script as the engine and keeps what the listener is told; `firstLog` settles with the first line for people. */
function start(script: string, graceMilliseconds?: number) {
  const events: EngineEvent[] = [];
  const lines: string[] = [];
  const first = Promise.withResolvers<string>();
  const listener = {
    event: (event: EngineEvent) => events.push(event),
    log: (line: string) => {
      lines.push(line);
      first.resolve(line);
    },
  };
  const engine = new EngineProcess(engineOf(script), [], process.cwd(), listener, graceMilliseconds);
  return { engine, events, lines, firstLog: first.promise };
}

function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return !stat.slice(stat.lastIndexOf(")") + 2).startsWith("Z");
  } catch {
    return false;
  }
}

/** A script that starts `sleeper` as its child, tells both process ids on stderr and waits. */
function parentOf(sleeper: string, options = "{}"): string {
  return `const c = require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(sleeper)}],
      { stdio: ["ignore", "pipe", "ignore"], ...${options} });
    c.stdout.once("data", () => console.error(process.pid + " " + c.pid));
    setInterval(() => {}, 1000);`;
}

describe("an engine process", () => {
  it("gives events to the listener, and every other line as a log line", async () => {
    const { engine, events, lines } = start(`
      console.log(JSON.stringify({ event: "log", line: "a line" }));
      console.log("not an event");
      console.log('{"event":"unheard of"}');`);
    assert.deepEqual(await engine.finished, { code: 0, stopped: false });
    assert.deepEqual(events, [{ event: "log", line: "a line" }]);
    assert.deepEqual(lines, ["not an event", '{"event":"unheard of"}']);
  });

  it("tells the exit code", async () => {
    assert.deepEqual(await start("process.exit(2)").engine.finished, { code: 2, stopped: false });
  });

  it("tells why it could not start", async () => {
    const program = { executable: "/nowhere/engine", prefix: [], environment: {} };
    const engine = new EngineProcess(program, [], process.cwd(), { event: () => undefined, log: () => undefined });
    const exit = await engine.finished;
    assert.equal(exit.code, null);
    assert.match(exit.failure ?? "", /ENOENT/);
    assert.deepEqual(await engine.stop(), exit);
  });

  it("lets an engine that heeds SIGTERM end by itself", async () => {
    const { engine, firstLog, lines } = start(`
      process.on("SIGTERM", () => { console.error("checkpoint written"); process.exit(130); });
      console.error("ready"); setInterval(() => {}, 1000);`);
    await firstLog;
    assert.deepEqual(await engine.stop(), { code: 130, stopped: true });
    assert.deepEqual(lines, ["ready", "checkpoint written"]);
  });

  for (const [what, options] of [
    ["of its group", "{}"],
    ["in a group of its own", "{ detached: true }"],
  ] as const) {
    it(`kills a child ${what} that ignores SIGTERM`, async () => {
      const deaf = `process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1000);`;
      const { engine, firstLog } = start(parentOf(deaf, options), 200);
      const pids = (await firstLog).split(" ").map(Number);
      assert.deepEqual(pids.map(isAlive), [true, true]);
      await engine.stop();
      assert.deepEqual(pids.map(isAlive), [false, false]);
    });
  }
});
