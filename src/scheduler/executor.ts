import type { StageError, StageProgress, StageWork } from "../stage/runner.ts";
import type { Stage, StageKey } from "../stage/stage.ts";

/** What an executor tells of a pack while it has it. */
export interface PackListener {
  /**
   * `running` when its work begins; `queued` when it waits for its turn outside of this process, at first or again after it
   * was interrupted there. `detail` says more of it, for people.
   */
  state(state: "queued" | "running", detail?: string): void;
  progress(progress: StageProgress): void;
  log(line: string): void;
}

/** How a stage of a pack ended. `skipped`: an input that another pack was making has failed. */
export type StageEnd =
  | { readonly state: "done"; readonly seconds: number }
  | { readonly state: "failed"; readonly error: StageError }
  | { readonly state: "skipped" };

/** Stages that are run together: what an executor has taken on. Each is run, once. */
export interface TakenPack {
  readonly stages: readonly Stage[];
  /**
   * Runs the pack: `works` are its stages with their folders, which are there; `unfinished` are the inputs that other packs of
   * this executor are still making. Resolves with the end of every work, in their order, when the pack is over: stages that
   * are `done` are then complete in the store. Rejects with the signal's reason when cancelled, after its work has ended;
   * with a StageError when the pack failed as a whole.
   */
  run(
    works: readonly StageWork[],
    unfinished: ReadonlySet<StageKey>,
    listener: PackListener,
    signal: AbortSignal,
  ): Promise<readonly StageEnd[]>;
}

/**
 * Where stages are run: on this machine (`local-executor.ts`) or by a cluster's scheduler. It is given stages that are ready,
 * and reports how they fare. Results do not depend on the executor.
 */
export interface Executor {
  /** For people: "this machine". */
  readonly name: string;
  /**
   * Whether it takes packs whose inputs other packs are still making, and sees to their order itself. Where not, a stage is
   * ready when its inputs are complete.
   */
  readonly ordersPacks: boolean;
  /** How many packs it works on side by side, for the estimate of the time left. */
  readonly sideBySide: number;
  /**
   * Takes as many of these stages as it has room for now, divided into packs. They are ready, of one kind, and may all be run
   * together. What it leaves out it is asked again when a pack has ended.
   */
  take(ready: readonly Stage[]): Promise<readonly TakenPack[]>;
}
