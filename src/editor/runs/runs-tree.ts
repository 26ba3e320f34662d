import { existsSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import type { Workspace } from "../../store/workspace.ts";
import type { DeclaredFile, DeclaredFiles } from "../files/declared-files.ts";
import { workspaceOf } from "../files/workspace-of.ts";
import { ItemKind } from "../identifiers.ts";
import { durationText } from "../quantities.ts";
import { fileItem } from "../trees/file-node.ts";
import { stateIcon } from "../trees/state-icon.ts";
import { plainMarkdown, type TreeNode } from "../trees/tree-source.ts";
import type { ActiveRunLines } from "./active-run-lines.ts";
import type { EngineRuns } from "./engine-runs.ts";
import { type LastRun, lastRun } from "./last-run.ts";
import { stageLogNode } from "./stage-log-node.ts";

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

function endedNode(
  { file, outcome, startedAt, seconds, message, stages }: LastRun,
  all: readonly DeclaredFile[],
): TreeNode {
  const { icon, word } = {
    done: {
      icon: stateIcon("done"),
      word: vscode.l10n.t("done"),
    },
    failed: { icon: stateIcon("failed"), word: vscode.l10n.t("failed") },
    stopped: { icon: stateIcon("stopped"), word: vscode.l10n.t("stopped") },
    paused: { icon: stateIcon("stopped"), word: vscode.l10n.t("paused") },
    elsewhere: { icon: new vscode.ThemeIcon("sync"), word: vscode.l10n.t("running elsewhere") },
    rebooted: {
      icon: new vscode.ThemeIcon("debug-disconnect"),
      word: vscode.l10n.t("interrupted by a restart of the machine"),
    },
    interrupted: { icon: new vscode.ThemeIcon("debug-disconnect"), word: vscode.l10n.t("interrupted") },
  }[outcome];
  const item = fileItem(file, all, icon, stages.length > 0);
  const took = seconds === undefined ? [] : [durationText(seconds)];
  item.description = [word, ...took, new Date(startedAt).toLocaleString()].join(" · ");
  item.tooltip = plainMarkdown(...(message === undefined ? [] : [message]), item.description);
  item.contextValue = endedKind(file.kind === "ablation", outcome);
  return { item, uri: file.uri, children: () => stages.map((stage) => endedStage(stage, workspaceOf(file.uri))) };
}

function endedKind(isRun: boolean, outcome: LastRun["outcome"]): string {
  if (outcome === "failed") return isRun ? ItemKind.runFailed : ItemKind.curationFailed;
  const isOver = outcome === "done" || outcome === "elsewhere";
  if (isOver) return isRun ? ItemKind.runEnded : ItemKind.curationEnded;
  return isRun ? ItemKind.runResumable : ItemKind.curationResumable;
}

function endedStage(stage: LastRun["stages"][number], workspace: Workspace): TreeNode {
  const isThere = existsSync(join(workspace.stages, `${stage.kind}-${stage.key}`));
  return isThere
    ? stageLogNode(stage, vscode.l10n.t("done"), "pass", workspace)
    : stageLogNode(stage, vscode.l10n.t("not done"), "circle-outline", workspace);
}
