import { resolve } from "node:path";
import * as vscode from "vscode";
import { readRecords, runState } from "../../store/run-record.ts";
import type { Workspace } from "../../store/workspace.ts";
import type { DeclaredFiles } from "../files/declared-files.ts";
import { workspaceOf } from "../files/workspace-of.ts";
import type { EngineRun, EngineRuns } from "./engine-runs.ts";
import { type RunActions, tellEnd, tellEndWhileAway } from "./run-notifications.ts";

/** Names of the runs that went on when the window was last seen. */
const followedKey = "ablate.followedRuns";

/**
 * Follows the runs that go on in the open folders, whoever started them: those of before the window was opened, those of
 * terminals and of other windows. Tells how they end, those too that ended while no window was open.
 */
export class LiveRuns implements vscode.Disposable {
  private readonly runs: EngineRuns;
  private readonly files: DeclaredFiles;
  private readonly memory: vscode.Memento;
  private readonly actions: RunActions;
  private readonly subscriptions: readonly vscode.Disposable[];
  private looking: Promise<void> = Promise.resolve();
  private isFirstLook = true;

  /** `changes` fire when a record may have changed. */
  constructor(
    runs: EngineRuns,
    files: DeclaredFiles,
    memory: vscode.Memento,
    changes: readonly vscode.Event<unknown>[],
    actions: RunActions,
  ) {
    this.runs = runs;
    this.files = files;
    this.memory = memory;
    this.actions = actions;
    this.subscriptions = changes.map((change) => change(() => void this.look()));
    void this.look();
  }

  /** Looks for runs now. Resolves when those that go on are followed. */
  look(): Promise<void> {
    // One after the other, so that what one has found the next knows.
    this.looking = this.looking.then(() => this.lookNow()).catch(() => undefined);
    return this.looking;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async lookNow(): Promise<void> {
    const known = new Set(this.memory.get<readonly string[]>(followedKey, []));
    const live: string[] = [];
    for (const workspace of await this.workspaces()) {
      for (const record of await readRecords(workspace)) {
        const uri = vscode.Uri.file(resolve(workspace.root, record.file));
        const state = await runState(record);
        if (state === "running") {
          live.push(record.id);
          const run = this.runs.attach(record, uri);
          if (run !== undefined) void this.tellWhenEnded(run);
        } else if (this.isFirstLook && known.has(record.id)) {
          void tellEndWhileAway(uri, record, state, this.actions);
        }
      }
    }
    this.isFirstLook = false;
    if (live.length !== known.size || live.some((id) => !known.has(id))) await this.memory.update(followedKey, live);
  }

  private async tellWhenEnded(run: EngineRun): Promise<void> {
    const { failure, stopped } = await run.finished;
    if (stopped && failure !== undefined) return;
    await tellEnd(run, this.actions);
  }

  private async workspaces(): Promise<readonly Workspace[]> {
    const files = await this.files.list();
    return [...new Map(files.map(({ uri }) => [workspaceOf(uri).root, workspaceOf(uri)])).values()];
  }
}
