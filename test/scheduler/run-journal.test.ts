import assert from "node:assert/strict";
import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineEvent } from "../../src/scheduler/events.ts";
import { askToEnd } from "../../src/scheduler/end-run.ts";
import { followRun } from "../../src/scheduler/follow-run.ts";
import { RunJournal, RunStopped } from "../../src/scheduler/run-journal.ts";
import { readRecords, RunFiles, type RunRecord, runState } from "../../src/store/run-record.ts";
import { Workspace } from "../../src/store/workspace.ts";

describe("a run that is kept in its workspace", () => {
  let workspace: Workspace;
  let file: string;
  let files: RunFiles;
  let seconds: number;
  const never = new AbortController().signal;

  beforeEach(async () => {
    workspace = new Workspace(await mkdtemp(join(tmpdir(), "ablate-journal-")));
    file = join(workspace.root, "studies", "a b.ablation.json");
    files = new RunFiles(workspace, file);
    seconds = 0;
  });

  afterEach(() => rm(workspace.root, { recursive: true }));

  function begin(): Promise<RunJournal> {
    const now = (): Date => new Date(seconds * 1000);
    return RunJournal.begin({ workspace, file, task: "run", options: { devices: "cpu" }, detached: false, now });
  }

  async function recorded(): Promise<RunRecord> {
    const record = await files.readRecord();
    assert.ok(record);
    return record;
  }

  function progress(done: number): EngineEvent {
    const counts = { done, total: 9, unit: "bytes", perSecond: 1, packSecondsLeft: 1, secondsLeft: 1 } as const;
    return { event: "progress", keys: ["k"], ...counts };
  }

  it("is followed from its first event to its last, by whoever begins when", async () => {
    const journal = await begin();
    const early: EngineEvent[] = [];
    const followed = followRun(await recorded(), files, (event) => early.push(event), never);
    journal.tell({ event: "stage", keys: ["k"], state: "running" });
    for (let done = 0; done < 9; done++) journal.tell(progress(done));
    seconds = 5;
    journal.tell(progress(9));
    await journal.end("failed", "the disk is full");
    assert.equal(await followed, "failed");
    const late: EngineEvent[] = [];
    assert.equal(await followRun(await recorded(), files, (event) => late.push(event), never), "failed");
    assert.deepEqual(late, early);
    assert.deepEqual(
      late.map((event) => (event.event === "progress" ? event.done : event.event)),
      // Of the progress that comes within a second, the first is kept.
      ["run", "stage", 0, 9, "error", "end"],
    );
    const { outcome, message } = await recorded();
    assert.deepEqual([outcome, message], ["failed", "the disk is full"]);
  });

  it("goes on to be followed when the file of its events is another run's", async () => {
    const first = await begin();
    const record = await recorded();
    const heard: EngineEvent["event"][] = [];
    const followed = followRun(record, files, ({ event }) => heard.push(event), never);
    await first.end("done");
    seconds = 1;
    const second = await begin();
    assert.equal(await followed, "done");
    assert.deepEqual(heard, ["run", "end"]);
    await second.end("done");
    assert.equal((await readFile(files.events, "utf8")).trim().split("\n").length, 2);
  });

  it("is begun once at a time, and told apart from one of a corpus of its name", async () => {
    const journal = await begin();
    await assert.rejects(begin(), /a b\.ablation\.json is running already: process \d+ since 1970.*ablate attach/);
    const corpus = join(workspace.root, "studies", "a b.corpus.json");
    const other = await RunJournal.begin({
      ...{ workspace, file: corpus, task: "curate", options: {}, detached: false },
      now: () => new Date(1000),
    });
    assert.deepEqual(
      (await readRecords(workspace)).map((record) => record.file),
      ["studies/a b.corpus.json", "studies/a b.ablation.json"],
    );
    await Promise.all([journal.end("done"), other.end("done")]);
  });

  it("is asked to pause by its name, which an earlier run's request does not have", async () => {
    await files.writeRequest({ run: "an earlier run", request: "stop" });
    const journal = await begin();
    const asked = askToEnd(await recorded(), files, "pause", 20_000, never);
    await new Promise((resolve) => {
      journal.signal.addEventListener("abort", resolve);
    });
    assert.ok(journal.signal.reason instanceof RunStopped && journal.signal.reason.request === "pause");
    await journal.end("paused");
    assert.equal(await asked, "paused");
  });

  it("is interrupted when its process has died, or the machine was restarted", async () => {
    const journal = await begin();
    const record = await recorded();
    assert.equal(await runState(record), "running");
    const died = { ...record, process: { ...record.process, startTime: "of a process before" } };
    assert.equal(await runState(died), "interrupted");
    assert.equal(await runState({ ...record, process: { ...record.process, boot: "before" } }), "rebooted");
    await appendFile(files.events, '{"event":"log","line":"half a line');
    const heard: EngineEvent["event"][] = [];
    assert.equal(await followRun(died, files, ({ event }) => heard.push(event), never), "interrupted");
    assert.deepEqual(heard, ["run"]);
    await journal.end("done");
  });
});
