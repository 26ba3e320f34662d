import * as vscode from "vscode";
import type { EngineRun, EngineRuns } from "../runs/engine-runs.ts";
import { runProgressText } from "../runs/run-text.ts";
import { taskLine } from "./task-lines.ts";

const progressMilliseconds = 10_000;

/** The terminal of a task: tells what its run tells, and ends with it. Ending the task stops the run. */
export class RunTerminal implements vscode.Pseudoterminal {
  private readonly written = new vscode.EventEmitter<string>();
  readonly onDidWrite = this.written.event;
  private readonly closed = new vscode.EventEmitter<number>();
  readonly onDidClose = this.closed.event;
  private readonly runs: EngineRuns;
  private readonly begin: () => Promise<EngineRun>;
  private run: EngineRun | undefined;
  private isClosed = false;
  private subscriptions: vscode.Disposable[] = [];
  private lastProgress = 0;

  /** `begin` starts the run; what it throws is shown. */
  constructor(runs: EngineRuns, begin: () => Promise<EngineRun>) {
    this.runs = runs;
    this.begin = begin;
  }

  open(): void {
    void this.show();
  }

  /** The task was ended. Its run of this window is stopped; at the window's end nobody is asked, and runs go on. */
  close(): void {
    this.isClosed = true;
    if (this.run?.model.status.state === "running") void this.run.stop();
    this.end();
  }

  handleInput(data: string): void {
    const interrupt = "\u0003";
    if (!data.includes(interrupt) || this.run?.model.status.state !== "running") return;
    this.line(vscode.l10n.t("stopping…"));
    void this.run.stop();
  }

  private async show(): Promise<void> {
    try {
      const run = await this.begin();
      this.run = run;
      // What was told before this moment is told in the next: nothing is read before the event loop turns.
      this.subscriptions.push(
        this.runs.onDidTell((told) => {
          if (told.run !== run) return;
          const line = taskLine(told.event, (keys) => run.model.labelOf(keys));
          if (line !== undefined) this.line(line);
        }),
        this.runs.onDidChange((changed) => {
          if (changed === run) this.progress(run);
        }),
      );
      if (this.isClosed) void run.stop();
      const { code } = await run.finished;
      const { state, message } = run.model.status;
      this.line(message === undefined ? state : `${state}: ${message}`);
      this.end();
      this.closed.fire(state === "done" ? 0 : (code ?? 1));
    } catch (error) {
      this.line(error instanceof Error ? error.message : String(error));
      this.end();
      this.closed.fire(1);
    }
  }

  private progress(run: EngineRun): void {
    const now = Date.now();
    if (run.model.status.progress === undefined || now - this.lastProgress < progressMilliseconds) return;
    this.lastProgress = now;
    this.line(`  ${runProgressText(run.model)}`);
  }

  private line(text: string): void {
    this.written.fire(`${text.replaceAll("\n", "\r\n")}\r\n`);
  }

  private end(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.subscriptions = [];
  }
}
