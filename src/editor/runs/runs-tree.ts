import * as vscode from "vscode";
import type { DeclaredFile, DeclaredFiles } from "../files/declared-files.ts";
import { ItemKind } from "../identifiers.ts";
import { durationText } from "../quantities.ts";
import { fileItem } from "../trees/file-node.ts";
import { stateIcon } from "../trees/state-icon.ts";
import { detailNode, plainMarkdown, type TreeNode } from "../trees/tree-source.ts";
import { type EngineRun, type EngineRuns, nameOf } from "./engine-runs.ts";
import { type LastRun, lastRun } from "./last-run.ts";
import { runProgressText } from "./run-text.ts";

/** The lines of the Runs tree: what runs now, then the last run of every other file, the newest first. */
export async function runsTree(files: DeclaredFiles, runs: EngineRuns): Promise<readonly TreeNode[]> {
  const all = await files.list();
  const ended = await Promise.all(all.map((file) => lastRun(file, runs)));
  const newestFirst = ended.flatMap((run) => run ?? []).sort((a, b) => b.startedAt - a.startedAt);
  return [...runs.active.map(activeNode), ...newestFirst.map((run) => endedNode(run, all))];
}

function activeNode(run: EngineRun): TreeNode {
  const item = new vscode.TreeItem(nameOf(run.uri), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = run.uri.toString();
  item.iconPath = stateIcon("running");
  item.description = runProgressText(run.model);
  item.tooltip = plainMarkdown(runProgressText(run.model));
  item.contextValue = run.task === "run" ? ItemKind.runActive : ItemKind.curationActive;
  return { item, uri: run.uri, children: () => stageNodes(run) };
}

function stageNodes({ model }: EngineRun): readonly TreeNode[] {
  const icons = { waiting: "clock", running: "sync~spin", done: "pass", cached: "history", failed: "error" };
  const words = {
    waiting: vscode.l10n.t("waiting"),
    running: vscode.l10n.t("running"),
    done: vscode.l10n.t("done"),
    cached: vscode.l10n.t("there already"),
    failed: vscode.l10n.t("failed"),
  };
  return model.status.stages.map(({ label, state }) => detailNode(label, words[state], icons[state]));
}

function endedNode({ file, outcome, startedAt, seconds, message }: LastRun, all: readonly DeclaredFile[]): TreeNode {
  const { icon, word } = {
    done: {
      icon: stateIcon("done"),
      word: vscode.l10n.t("done"),
    },
    failed: { icon: stateIcon("failed"), word: vscode.l10n.t("failed") },
    stopped: { icon: new vscode.ThemeIcon("debug-stop"), word: vscode.l10n.t("stopped") },
    elsewhere: { icon: new vscode.ThemeIcon("sync"), word: vscode.l10n.t("running in another window or terminal") },
    interrupted: { icon: new vscode.ThemeIcon("debug-disconnect"), word: vscode.l10n.t("interrupted") },
  }[outcome];
  const item = fileItem(file, all, icon, false);
  const took = seconds === undefined ? [] : [durationText(seconds)];
  item.description = [word, ...took, new Date(startedAt).toLocaleString()].join(" · ");
  item.tooltip = plainMarkdown(...(message === undefined ? [] : [message]), item.description);
  item.contextValue = file.kind === "ablation" ? ItemKind.runEnded : ItemKind.curationEnded;
  return { item, uri: file.uri };
}
