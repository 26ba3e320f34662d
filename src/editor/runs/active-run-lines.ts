import * as vscode from "vscode";
import { workspaceOf } from "../files/workspace-of.ts";
import { ItemKind } from "../identifiers.ts";
import { stateIcon } from "../trees/state-icon.ts";
import { plainMarkdown, type TreeNode } from "../trees/tree-source.ts";
import { type EngineRun, type EngineRuns, nameOf } from "./engine-runs.ts";
import { runProgressText } from "./run-text.ts";
import { stageLogNode } from "./stage-log-node.ts";

/** The lines of running engines in the Runs tree, each kept up to date on its own: progress comes several times a second. */
export class ActiveRunLines implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<TreeNode>();
  /** Fires with a line whose text has changed. */
  readonly onDidChangeLine = this.changed.event;
  private readonly lines = new Map<EngineRun, TreeNode>();
  private readonly subscription: vscode.Disposable;

  constructor(runs: EngineRuns) {
    this.subscription = runs.onDidChange((run) => {
      const line = this.lines.get(run);
      if (line === undefined) return;
      if (run.model.status.state === "running") {
        describe(line.item, run);
        this.changed.fire(line);
      } else {
        this.lines.delete(run);
      }
    });
  }

  /** The line of a run, the same one every time. */
  lineOf(run: EngineRun): TreeNode {
    const known = this.lines.get(run);
    if (known !== undefined) return known;
    const item = new vscode.TreeItem(nameOf(run.uri), vscode.TreeItemCollapsibleState.Collapsed);
    item.id = run.uri.toString();
    item.iconPath = stateIcon("running");
    item.contextValue = run.task === "run" ? ItemKind.runActive : ItemKind.curationActive;
    describe(item, run);
    const line: TreeNode = { item, uri: run.uri, children: () => stageNodes(run) };
    this.lines.set(run, line);
    return line;
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }
}

function describe(item: vscode.TreeItem, { model }: EngineRun): void {
  const text = runProgressText(model);
  item.description = text;
  item.tooltip = plainMarkdown(text);
}

function stageNodes({ model, uri }: EngineRun): readonly TreeNode[] {
  const icons = { waiting: "clock", running: "sync~spin", done: "pass", cached: "history", failed: "error" };
  const words = {
    waiting: vscode.l10n.t("waiting"),
    running: vscode.l10n.t("running"),
    done: vscode.l10n.t("done"),
    cached: vscode.l10n.t("there already"),
    failed: vscode.l10n.t("failed"),
  };
  const workspace = workspaceOf(uri);
  return model.status.stages.map((stage) => {
    const detail = model.details.get(stage.key);
    const state = detail === undefined ? words[stage.state] : `${words[stage.state]} · ${detail}`;
    return stageLogNode(stage, state, icons[stage.state], workspace);
  });
}
