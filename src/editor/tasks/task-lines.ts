import { formatProblem } from "../../experiment/problem.ts";
import type { EngineEvent } from "../../scheduler/events.ts";

/** An event of a run as a task's terminal shows it; undefined where it shows nothing. `labelOf` names a pack of stages. */
export function taskLine(event: EngineEvent, labelOf: (keys: readonly string[]) => string): string | undefined {
  switch (event.event) {
    case "run":
      return `process ${String(event.pid)}, which goes on when the window is closed`;
    case "plan": {
      const waiting = event.stages.filter(({ cached }) => !cached).length;
      return waiting === 0
        ? `all ${String(event.stages.length)} stages are there already`
        : `${String(waiting)} of ${String(event.stages.length)} stages to run`;
    }
    case "stage":
      return stageLine(event.state, labelOf(event.keys), event.detail);
    case "log":
      return `  ${event.line}`;
    case "problem":
      return formatProblem(event);
    case "error":
      return `error: ${event.message}`;
    case "results":
      return event.results.headline;
    default:
      return undefined;
  }
}

function stageLine(state: string, label: string, detail: string | undefined): string {
  const mark = { queued: "…", running: "▶", done: "✓", failed: "✗", waiting: "■" }[state] ?? "";
  return `${mark} ${label}${detail === undefined ? "" : `: ${detail}`}`;
}
