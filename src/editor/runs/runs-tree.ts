import * as vscode from "vscode";
import type { DeclaredFile, DeclaredFiles } from "../files/declared-files.ts";
import { ItemKind } from "../identifiers.ts";
import { durationText } from "../quantities.ts";
import { fileItem } from "../trees/file-node.ts";
import { stateIcon } from "../trees/state-icon.ts";
import { plainMarkdown, type TreeNode } from "../trees/tree-source.ts";
import type { ActiveRunLines } from "./active-run-lines.ts";
import type { EngineRuns } from "./engine-runs.ts";
import { type LastRun, lastRun } from "./last-run.ts";

/** The lines of the Runs tree: what runs now, then the last run of every other file, the newest first. */
export async function runsTree(
  files: DeclaredFiles,
  runs: EngineRuns,
  activeRuns: ActiveRunLines,
): Promise<readonly TreeNode[]> {
  const all = await files.list();
  const ended = await Promise.all(all.map((file) => lastRun(file, runs)));
  const newestFirst = ended.flatMap((run) => run ?? []).sort((a, b) => b.startedAt - a.startedAt);
  return [...runs.active.map((run) => activeRuns.lineOf(run)), ...newestFirst.map((run) => endedNode(run, all))];
}

function endedNode({ file, outcome, startedAt, seconds, message }: LastRun, all: readonly DeclaredFile[]): TreeNode {
  const { icon, word } = {
    done: {
      icon: stateIcon("done"),
      word: vscode.l10n.t("done"),
    },
    failed: { icon: stateIcon("failed"), word: vscode.l10n.t("failed") },
    stopped: { icon: stateIcon("stopped"), word: vscode.l10n.t("stopped") },
    paused: { icon: stateIcon("stopped"), word: vscode.l10n.t("paused") },
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
