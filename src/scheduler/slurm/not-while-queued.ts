import { StageError } from "../../stage/runner.ts";
import type { Stage } from "../../stage/stage.ts";
import type { Executor, TakenPack } from "../executor.ts";
import type { QueuedStages } from "./queued-stages.ts";

/** An executor that refuses stages which jobs of Slurm are going to make, or are making: both would work in one folder. */
export class NotWhileQueued implements Executor {
  private readonly inner: Executor;
  private readonly findQueued: () => Promise<QueuedStages>;
  private queued: Promise<QueuedStages> | undefined;

  constructor(inner: Executor, findQueued: () => Promise<QueuedStages>) {
    this.inner = inner;
    this.findQueued = findQueued;
  }

  get name(): string {
    return this.inner.name;
  }

  get ordersPacks(): boolean {
    return this.inner.ordersPacks;
  }

  get sideBySide(): number {
    return this.inner.sideBySide;
  }

  async take(ready: readonly Stage[]): Promise<readonly TakenPack[]> {
    // Asked once something is to be run: a machine from which Slurm cannot be asked runs what it is told to.
    this.queued ??= this.findQueued().catch(() => new Map());
    const queued = await this.queued;
    for (const { key, label } of ready) {
      const job = queued.get(key);
      if (job === undefined) continue;
      throw new StageError(
        `Slurm job ${job.id} is to make: ${label}. Follow the jobs with --executor slurm, or cancel them with: scancel --me`,
      );
    }
    return this.inner.take(ready);
  }
}
