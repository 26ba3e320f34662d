import assert from "node:assert/strict";
import { TerminalOutput } from "../../src/command-line/terminal-output.ts";
import type { EngineEvent, PlanEvent } from "../../src/scheduler/events.ts";

const plan: PlanEvent = {
  event: "plan",
  file: "/study/x.ablation.json",
  workspace: "/study",
  stages: [
    { key: "1", kind: "curate", label: "curate text", cached: true },
    { key: "2", kind: "train", label: "train a seed 1", cached: false },
    { key: "3", kind: "train", label: "train b seed 1", cached: false },
  ],
  packs: [],
  armRuns: [],
  secondsLeft: 200,
};

const halfWay: EngineEvent = {
  event: "progress",
  keys: ["2", "3"],
  done: 20_000,
  total: 40_000,
  unit: "tokens",
  perSecond: 1000,
  packSecondsLeft: 20,
  secondsLeft: 3725,
  curves: [2.5, null].map((loss) => ({ step: 1, tokens: 100, loss, gradientNorm: 1, rate: 0.1 })),
};

/** What a terminal of `columns` columns is sent, to stderr and to stdout. */
function shown(columns: number | undefined, events: readonly EngineEvent[]): { error: string; out: string } {
  const sent = { error: "", out: "" };
  const output = new TerminalOutput({
    out: (text) => (sent.out += text),
    error: (text) => (sent.error += text),
    columns: () => columns,
    now: () => 60_000,
  });
  for (const event of events) output.emit(event);
  output.print("the answer");
  output.close();
  return sent;
}

describe("what a terminal shows of a run", () => {
  it("is the plan, a line of progress redrawn in place, and what is done", () => {
    const done: EngineEvent = { event: "stage", keys: ["2", "3"], state: "done", seconds: 41 };
    const { error, out } = shown(200, [plan, halfWay, done]);
    const redraw = "\r\u001b[2K";
    assert.deepEqual(error.split(/\n|(?=\r)/), [
      "2 of 3 stages to run (1 are there already), about 3 min 20 s.",
      `${redraw}████████████░░░░░░░░░░░░  50 %  train 2 arms and seeds together  20k of 40k tokens  1000/s  loss 2.50–2.50  1 h 02 min left`,
      `${redraw}✓ train 2 arms and seeds together  41 s`,
      "",
    ]);
    assert.equal(out, "the answer\n");
  });

  it("has no control sequences in a file, and never passes a terminal's width", () => {
    assert.ok(!shown(undefined, [plan, halfWay]).error.includes("\u001b"));
    const narrow = shown(30, [halfWay]).error.replaceAll("\r\u001b[2K", "");
    assert.equal(Array.from(narrow).length, 29);
  });

  it("says an invalid file's problem in the form that terminals link", () => {
    const place = { line: 3, column: 7, endLine: 3, endColumn: 9 };
    const problem: EngineEvent = { event: "problem", file: "x.json", ...place, severity: "error", message: "no" };
    assert.equal(shown(80, [problem]).error, "x.json:3:7: error: no\n");
  });
});
