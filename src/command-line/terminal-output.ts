import { formatProblem } from "../experiment/problem.ts";
import type { EngineEvent, PlanEvent, ProgressEvent } from "../scheduler/events.ts";
import { formatDuration } from "./duration.ts";
import type { Output } from "./output.ts";

/** The terminal, or what stands in for it. */
export interface Terminal {
  /** Answers go to stdout, everything else to stderr, so that an answer can be piped. */
  out(text: string): void;
  error(text: string): void;
  /** Columns of a terminal that can redraw a line; undefined where it is a file or a pipe. */
  columns(): number | undefined;
  /** Milliseconds. */
  now(): number;
}

const redrawMilliseconds = 100;
const lineMilliseconds = 10_000;
const barWidth = 24;
const fileWidth = 110;

/** Events as text, with one line of progress that is redrawn in place, or repeated now and then where it cannot be. */
export class TerminalOutput implements Output {
  private readonly terminal: Terminal;
  private readonly labels = new Map<string, string>();
  private drawn = false;
  private lastProgress = 0;

  constructor(terminal: Terminal) {
    this.terminal = terminal;
  }

  emit(event: EngineEvent): void {
    if (event.event === "progress") {
      this.progress(event);
      return;
    }
    const text = this.textOf(event);
    if (text !== undefined) this.line(text);
  }

  get width(): number {
    return this.terminal.columns() ?? fileWidth;
  }

  print(text: string): void {
    this.clear();
    this.terminal.out(text.endsWith("\n") ? text : `${text}\n`);
  }

  close(): void {
    this.clear();
  }

  private textOf(event: Exclude<EngineEvent, ProgressEvent>): string | undefined {
    switch (event.event) {
      case "plan":
        return this.plan(event);
      case "stage":
        return this.stage(event.keys, event.state, event.seconds);
      case "log":
        return `  ${event.line}`;
      case "problem":
        return formatProblem(event);
      case "error":
        return `ablate: ${event.message}`;
      case "check":
        return `${event.ok ? "ok     " : "missing"}  ${event.name}: ${event.detail}`;
      case "file":
        return `${event.kind}: ${event.path}`;
      case "end":
        if (event.outcome === "paused") return "Paused. Go on from here with: ablate resume";
        return event.outcome === "cancelled" ? "Stopped. Run the same command again to go on from here." : undefined;
      default:
        return undefined;
    }
  }

  private plan({ stages, secondsLeft }: PlanEvent): string {
    for (const { key, label } of stages) this.labels.set(key, label);
    const waiting = stages.filter(({ cached }) => !cached).length;
    const total = String(stages.length);
    if (waiting === 0) return `All ${total} stages are there already; nothing to run.`;
    const there = stages.length - waiting;
    const already = there > 0 ? ` (${String(there)} are there already)` : "";
    return `${String(waiting)} of ${total} stages to run${already}, about ${formatDuration(secondsLeft)}.`;
  }

  private stage(keys: readonly string[], state: string, seconds: number | undefined): string | undefined {
    if (state !== "done" && state !== "failed") return undefined;
    const mark = state === "done" ? "✓" : "✗";
    return `${mark} ${this.nameOf(keys)}${seconds === undefined ? "" : `  ${formatDuration(seconds)}`}`;
  }

  private nameOf(keys: readonly string[]): string {
    const [first, ...others] = keys;
    const label = this.labels.get(first ?? "") ?? first ?? "";
    const verb = label.split(" ")[0] ?? "";
    return others.length === 0 ? label : `${verb} ${String(keys.length)} arms and seeds together`;
  }

  private progress(event: ProgressEvent): void {
    const columns = this.terminal.columns();
    const now = this.terminal.now();
    const interval = columns === undefined ? lineMilliseconds : redrawMilliseconds;
    if (now - this.lastProgress < interval && event.done < event.total) return;
    this.lastProgress = now;
    const share = event.total > 0 ? event.done / event.total : 0;
    const filled = Math.round(share * barWidth);
    const bar = "█".repeat(filled) + "░".repeat(barWidth - filled);
    const losses = (event.curves ?? []).flatMap(({ loss }) => (loss === null ? [] : [loss]));
    const text = [
      `${bar} ${String(Math.round(share * 100)).padStart(3)} %`,
      this.nameOf(event.keys),
      ...(event.phase === undefined ? [] : [`${event.phase.name} (${event.phase.number} of ${event.phase.of})`]),
      `${count(event.done)} of ${count(event.total)} ${event.unit}`,
      ...(event.perSecond > 0 ? [`${count(event.perSecond)}/s`] : []),
      ...(event.documents === undefined ? [] : [documentsText(event.documents)]),
      ...(losses.length > 0 ? [`loss ${Math.min(...losses).toFixed(2)}–${Math.max(...losses).toFixed(2)}`] : []),
      `${formatDuration(event.secondsLeft)} left`,
    ].join("  ");
    if (columns === undefined) this.terminal.error(`${text}\n`);
    else {
      this.terminal.error(`\r\u001b[2K${text.slice(0, Math.max(1, columns - 1))}`);
      this.drawn = true;
    }
  }

  private line(text: string): void {
    this.clear();
    this.terminal.error(`${text}\n`);
  }

  private clear(): void {
    if (this.drawn) this.terminal.error("\r\u001b[2K");
    this.drawn = false;
  }
}

function documentsText({ done, total, perSecond }: NonNullable<ProgressEvent["documents"]>): string {
  const of = total === undefined ? "" : ` of ${count(total)}`;
  return `${count(done)}${of} documents${perSecond > 0 ? `  ${count(perSecond)}/s` : ""}`;
}

function count(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)}M`;
  return value >= 1e4 ? `${(value / 1e3).toFixed(0)}k` : String(Math.round(value));
}
