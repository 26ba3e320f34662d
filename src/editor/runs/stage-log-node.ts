import { existsSync } from "node:fs";
import * as vscode from "vscode";
import type { Workspace } from "../../store/workspace.ts";
import { Command } from "../identifiers.ts";
import { detailNode, type TreeNode } from "../trees/tree-source.ts";

/** The line of a stage in the Runs tree: a click opens its log, where it has one. */
export function stageLogNode(
  stage: { readonly kind: string; readonly key: string; readonly label: string },
  state: string,
  icon: string,
  workspace: Workspace,
): TreeNode {
  const node = detailNode(stage.label, state, icon);
  const log = workspace.stageLog(stage);
  if (!existsSync(log)) return node;
  node.item.command = {
    command: Command.openStageLog,
    title: vscode.l10n.t("Open the Stage's Log"),
    arguments: [vscode.Uri.file(log)],
  };
  return node;
}
