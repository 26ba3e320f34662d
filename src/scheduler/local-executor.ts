import type { StageWork } from "../stage/runner.ts";
import type { Stage } from "../stage/stage.ts";
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
}

/** Runs packs in this process, one in each slot at a time. */
export class LocalExecutor implements Executor {
  readonly name = "this machine";
  readonly ordersPacks = false;
  private readonly world: LocalSurroundings;
  private readonly busy = new Set<string>();

  constructor(world: LocalSurroundings) {
    this.world = world;
  }

  get sideBySide(): number {
    return this.world.slots.length;
  }

  take(ready: readonly Stage[]): Promise<readonly TakenPack[]> {
    const [first] = ready;
    if (first === undefined) return Promise.resolve([]);
    const { slots, cores } = this.world;
    const free = slotsFor(first.kind, slots, cores).filter(({ name }) => !this.busy.has(name));
    const size = Math.ceil(ready.length / Math.max(1, free.length));
    const packs = free
      .map((slot, index) => ({ slot, stages: ready.slice(index * size, (index + 1) * size) }))
      .filter(({ stages }) => stages.length > 0);
    for (const { slot } of packs) this.busy.add(slot.name);
    return Promise.resolve(
      packs.map(({ slot, stages }) => ({
        stages,
        run: (works, _unfinished, listener, signal) => this.run(works, slot, listener, signal),
      })),
    );
  }

  private async run(
    works: readonly StageWork[],
    { device, threads, name }: DeviceSlot,
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
      this.busy.delete(name);
    }
  }
}
