import { setTimeout as sleep } from "node:timers/promises";
import { processState } from "../store/process-identity.ts";
import type { RunFiles, RunRecord, RunRequest } from "../store/run-record.ts";

const pollMilliseconds = 100;

/** How a run has ended; `interrupted`: its process died; `replaced`: a later run of the file has begun. */
export type AskedEnd = Exclude<RunRecord["outcome"], "running"> | "interrupted" | "replaced";

/**
 * Asks a run to end. Resolves with how it has ended, once it has; undefined where it has not within `patience`. Rejects with the
 * signal's reason when that aborts.
 */
export async function askToEnd(
  record: RunRecord,
  files: RunFiles,
  request: RunRequest["request"],
  patienceMilliseconds: number,
  signal: AbortSignal,
): Promise<AskedEnd | undefined> {
  await files.writeRequest({ run: record.id, request });
  for (let waited = 0; waited < patienceMilliseconds; waited += pollMilliseconds) {
    signal.throwIfAborted();
    const now = await files.readRecord();
    if (now?.id !== record.id) return "replaced";
    if (now.outcome !== "running") return now.outcome;
    const state = await processState(record.process);
    if (state === "dead" || state === "rebooted") return "interrupted";
    await sleep(pollMilliseconds, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

/**
 * Kills a run's process, where it is alive on this machine, and with a detached one all of its group; another shares its group with
 * a terminal, which is left alone. Trainers end with the process that started them.
 */
export async function killRun({ process: identity, detached }: RunRecord): Promise<void> {
  if ((await processState(identity)) === "alive") process.kill(detached ? -identity.pid : identity.pid, "SIGKILL");
}
