import { InvalidInput, StageError } from "../stage/runner.ts";
import { CommandEnded, InvalidFile, type Outcome } from "./command.ts";
import type { Output } from "./output.ts";

/** How a command ends that has failed with `error`; tells why, where that has not been told yet. */
export function failure(error: unknown, output: Output, signal: AbortSignal): Outcome {
  if (error instanceof InvalidFile) return "invalid";
  if (error instanceof CommandEnded) return error.outcome;
  if (signal.aborted) return "cancelled";
  output.emit({ event: "error", message: failureMessage(error, output) });
  return error instanceof InvalidInput ? "invalid" : "failed";
}

/** What has failed, and the way out. A failure that we did not foresee has its trace in the log. */
export function failureMessage(error: unknown, output: Output): string {
  if (error instanceof StageError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? error.code : undefined;
  // DuckDB tells of a full disk in words alone.
  if (code === "ENOSPC" || /no space left on device/i.test(error.message))
    return "the disk is full; free some space and run the same command again to go on from here";
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return `no permission: ${error.message}`;
  if (code === "ENOTDIR" || code === "EISDIR") return `not the kind of path that is needed: ${error.message}`;
  // Not a failure that we foresaw: the trace helps whoever reports it, in the log rather than in the message.
  output.emit({ event: "log", line: error.stack ?? error.message });
  return `unexpected: ${error.message}`;
}
