import { relative } from "node:path";
import { StageError } from "../stage/runner.ts";
import { RunFiles, type RunRecord } from "../store/run-record.ts";
import { writeSpeeds } from "../store/speed-record.ts";
import type { Workspace } from "../store/workspace.ts";
import { lockWorkspace } from "../store/workspace-lock.ts";
import type { EngineEvent, PlanEvent } from "./events.ts";
import type { LoadedExperiment } from "./load-experiment.ts";
import { planEvent, planExperiment } from "./plan-experiment.ts";
import { runGraph, type RunSurroundings } from "./run-graph.ts";
import type { StageGraph } from "../experiment/graph.ts";

/**
 * Runs what is missing of an experiment and keeps a record of it in the workspace. A finished experiment runs nothing.
 * Resolves to the graph, whose stages are then all complete. Rejects with a StageError when stages failed or another
 * process works in this workspace, and with the signal's reason when cancelled.
 */
export async function runExperiment(
  loaded: LoadedExperiment,
  workspace: Workspace,
  world: RunSurroundings,
): Promise<StageGraph> {
  const lock = await lockWorkspace(workspace, world.now());
  try {
    const plan = await planExperiment(loaded, workspace, world, false);
    const planned = planEvent(loaded, workspace, plan, world.timeEstimate);
    const record = new RunJournal(workspace, loaded, world, planned);
    await record.begin();
    try {
      await runGraph(plan.graph, plan.pending, {
        ...world,
        emit: (event) => {
          record.tell(event);
        },
      });
      await record.end("done");
    } catch (error) {
      const outcome = world.signal.aborted ? "cancelled" : "failed";
      // Where not even the record can be written, it is for the reason that the run failed for, or for a lesser one.
      await record.end(outcome, error instanceof StageError ? error.message : undefined).catch(() => undefined);
      throw error;
    } finally {
      await writeSpeeds(workspace, world.timeEstimate.measured);
    }
    return plan.graph;
  } finally {
    await lock.release();
  }
}

/** Writes a run's record and events to the workspace, and passes the events on. */
class RunJournal {
  private readonly files: RunFiles;
  private readonly world: RunSurroundings;
  private readonly planned: PlanEvent;
  private record: RunRecord;
  private writes: Promise<void> = Promise.resolve();
  private writeFailure: Error | undefined;

  constructor(workspace: Workspace, loaded: LoadedExperiment, world: RunSurroundings, planned: PlanEvent) {
    this.files = new RunFiles(workspace, loaded.file);
    this.world = world;
    this.planned = planned;
    this.record = {
      file: relative(workspace.root, loaded.file),
      pid: process.pid,
      startedAt: world.now().toISOString(),
      outcome: "running",
      stages: planned.stages.map((stage) => ({ ...stage })),
      armRuns: planned.armRuns.map((armRun) => ({ ...armRun })),
    };
  }

  async begin(): Promise<void> {
    await this.files.clearEvents();
    await this.files.writeRecord(this.record);
    this.tell(this.planned);
  }

  tell(event: EngineEvent): void {
    this.world.emit(event);
    // One after the other, so that the file has the events in their order.
    this.writes = this.writes
      .then(() => this.files.appendEvent(event))
      .catch((error: unknown) => {
        this.writeFailure ??= error instanceof Error ? error : new Error(String(error));
      });
  }

  async end(outcome: RunRecord["outcome"], message?: string): Promise<void> {
    await this.writes;
    if (this.writeFailure !== undefined && outcome === "done") throw this.writeFailure;
    const endedAt = this.world.now().toISOString();
    this.record = { ...this.record, outcome, endedAt, ...(message === undefined ? {} : { message }) };
    await this.files.writeRecord(this.record);
  }
}
