import type { StageWork } from "../stage/runner.ts";
import type { Stage } from "../stage/stage.ts";
import { type HeldLock, holderText, isHeld } from "../store/lock-file.ts";
import type { StageStore } from "../store/stage-store.ts";
import { type DeviceSlot, slotsFor } from "./devices.ts";
import type { Executor, PackListener, StageEnd, TakenPack } from "./executor.ts";
import type { Runners } from "./packs.ts";
import { runPackHere } from "./run-pack.ts";

/** What stages are run with on this machine. */
export interface LocalSurroundings {
  readonly runners: Runners;
  readonly store: StageStore;
  readonly slots: readonly DeviceSlot[];
  /** Of the machine. */
  readonly cores: number;
  /** Most bytes of memory that a process may take; left out, what the device has available. */
  readonly memoryLimit?: number;
  /** The clock. */
  now(): Date;
  /** A line for the log, for people. */
  log(line: string): void;
}

interface TakenSlot {
  readonly slot: DeviceSlot;
  readonly claim: HeldLock;
}

/** Runs packs in this process, one in each slot at a time, whatever other runs of the workspace there are. */
export class LocalExecutor implements Executor {
  readonly name = "this machine";
  readonly ordersPacks = false;
  private readonly world: LocalSurroundings;
  private readonly busy = new Set<string>();
  /** Slots of which it was told that another run has them. */
  private readonly told = new Set<string>();

  constructor(world: LocalSurroundings) {
    this.world = world;
  }

  get sideBySide(): number {
    return this.world.slots.length;
  }

  async take(ready: readonly Stage[]): Promise<readonly TakenPack[]> {
    const [first] = ready;
    if (first === undefined) return [];
    const { slots, cores } = this.world;
    const taken: TakenSlot[] = [];
    for (const slot of slotsFor(first.kind, slots, cores)) {
      if (taken.length === ready.length) break;
      const claim = await this.claim(slot);
      if (claim !== undefined) taken.push({ slot, claim });
    }
    return taken.map((each, index) => ({
      stages: evenPart(ready, index, taken.length),
      run: (works, _unfinished, listener, signal) => this.run(works, each, listener, signal),
    }));
  }

  private async claim({ name }: DeviceSlot): Promise<HeldLock | undefined> {
    if (this.busy.has(name)) return undefined;
    const claim = await this.world.store.claimDevice(name, this.world.now());
    if (isHeld(claim)) {
      this.busy.add(name);
      this.told.delete(name);
      return claim;
    }
    if (!this.told.has(name))
      this.world.log(`${name} is in use by another run, which is waited for: ${holderText(claim)}`);
    this.told.add(name);
    return undefined;
  }

  private async run(
    works: readonly StageWork[],
    { slot: { device, threads, name }, claim }: TakenSlot,
    listener: PackListener,
    signal: AbortSignal,
  ): Promise<readonly StageEnd[]> {
    const { runners, store, memoryLimit } = this.world;
    const [first] = works;
    try {
      if (first === undefined) return [];
      listener.state("running");
      const context = {
        signal,
        device,
        threads,
        ...(memoryLimit === undefined ? {} : { memoryLimit }),
        report: listener.progress.bind(listener),
        log: listener.log.bind(listener),
      };
      return await runPackHere(works, runners[first.stage.kind], store, context, () => this.world.now());
    } finally {
      await claim.release();
      this.busy.delete(name);
    }
  }
}

/** The `index`-th of `count` parts of a list whose sizes differ by one at most. */
function evenPart<T>(list: readonly T[], index: number, count: number): readonly T[] {
  return list.slice(Math.round((index * list.length) / count), Math.round(((index + 1) * list.length) / count));
}
