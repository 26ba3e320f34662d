import { SLURM_FILE } from "../../experiment/slurm-file.ts";
import type { StageKind } from "../../stage/stage.ts";
import { MOST_FRUITLESS } from "./attempts.ts";
import { taskPhase } from "./job-queue.ts";

/** A task that Slurm has ended without a result and without a reason of its own. */
export interface LostTask {
  /** Slurm's word for how it ended; undefined where Slurm knows nothing of it any more. */
  readonly state: string | undefined;
  readonly kind: StageKind;
  /** Whether the next attempt goes on where it was, rather than from its beginning. */
  readonly resumes: boolean;
  /** How often it has been submitted. */
  readonly submissions: number;
  /** As `Attempts` has it. */
  readonly fruitless: number;
  /** Whether what it waited for is being made again. */
  readonly isInputMadeAgain: boolean;
  /** How often it may be submitted again. */
  readonly restarts: number;
}

/** Ends that may have to do with what ran: where they repeat themselves, it is not tried again for ever. */
const suspicious: ReadonlySet<string> = new Set(["TIMEOUT", "NODE_FAIL", "BOOT_FAIL"]);

/**
 * What follows: `again` where it is to be submitted again; else why not, as a sentence with the way out.
 * What ends by itself (FAILED, OUT_OF_MEMORY, DEADLINE) would do so again.
 */
export function afterLoss(task: LostTask): "again" | { readonly why: string } {
  const { state, kind, resumes, submissions, fruitless, isInputMadeAgain, restarts } = task;
  const raise = (setting: string): string => `raise "${setting}" of ${kind} in ${SLURM_FILE}`;
  if (state === "OUT_OF_MEMORY") return { why: `it needs more memory than its job has: ${raise("memory")}` };
  if (state === "DEADLINE") return { why: "it could not end before the deadline that its options state" };
  const phase = state === undefined ? "cancelled" : taskPhase(state);
  const isInterrupted = phase === "interrupted" || (phase === "cancelled" && isInputMadeAgain);
  if (!isInterrupted) {
    return { why: phase === "cancelled" ? "its job was cancelled, or Slurm has forgotten it" : "its job failed" };
  }
  if (state === "TIMEOUT" && !resumes) return { why: `it takes longer than its job may: ${raise("time")}` };
  if (state !== undefined && suspicious.has(state) && fruitless >= MOST_FRUITLESS) {
    const wayOut = state === "TIMEOUT" ? raise("time") : "see what the machine has against it";
    return { why: `${String(fruitless)} jobs in a row ended as ${state} before it got any further: ${wayOut}` };
  }
  if (submissions <= restarts) return "again";
  return { why: `it was submitted again ${String(submissions - 1)} times, as "restarts" in ${SLURM_FILE} allows` };
}
