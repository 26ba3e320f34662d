import { StageError } from "../../stage/runner.ts";
import type { Stage } from "../../stage/stage.ts";
import type { Workspace } from "../../store/workspace.ts";
import type { Executor, TakenPack } from "../executor.ts";
import { findQueued, findUnended } from "./queued-stages.ts";
import type { SlurmCommand } from "./slurm-commands.ts";

/** Says why a stage is not to be run here; undefined where nothing speaks against it. */
type Objection = (stage: Stage) => string | undefined;

/** An executor that refuses stages which jobs of Slurm are going to make, or are making: both would work in one folder. */
export class NotWhileQueued implements Executor {
  private readonly inner: Executor;
  private readonly workspace: Workspace;
  private readonly slurm: SlurmCommand;
  private objection: Promise<Objection> | undefined;

  constructor(inner: Executor, workspace: Workspace, slurm: SlurmCommand) {
    this.inner = inner;
    this.workspace = workspace;
    this.slurm = slurm;
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
    // Asked once something is to be run.
    this.objection ??= objections(this.workspace, this.slurm);
    const object = await this.objection;
    for (const stage of ready) {
      const reason = object(stage);
      if (reason !== undefined) throw new StageError(reason);
    }
    return this.inner.take(ready);
  }
}

async function objections(workspace: Workspace, slurm: SlurmCommand): Promise<Objection> {
  let queued;
  try {
    queued = await findQueued({ workspace, slurm });
  } catch (error) {
    return objectionsUnasked(workspace, error instanceof Error ? error.message : String(error));
  }
  return ({ key, label }) => {
    const id = queued.get(key)?.[0]?.id;
    if (id === undefined) return undefined;
    return `Slurm job ${id} is to make: ${label}. Follow the jobs with --executor slurm, or cancel them with: scancel --me`;
  };
}

/** Where Slurm cannot be asked, every job of whose end nothing is known may be there still. */
async function objectionsUnasked(workspace: Workspace, why: string): Promise<Objection> {
  const unended = await findUnended(workspace);
  return ({ key, label }) => {
    const files = unended.get(key);
    if (files === undefined) return undefined;
    return (
      `A Slurm job may still be going to make: ${label}, and Slurm cannot be asked from here (${why}) ` +
      `Start the run where squeue is. If you know that its jobs are no more, delete ${files.folder}`
    );
  };
}
