import * as vscode from "vscode";
import type { ArmDeclaration } from "../../experiment/ablation-file.ts";
import type { DeclaredFile, DeclaredFiles } from "../files/declared-files.ts";
import { fileText } from "../files/file-text.ts";
import { workspaceOf } from "../files/workspace-of.ts";
import { ItemKind } from "../identifiers.ts";
import { countText, mixtureText } from "../quantities.ts";
import type { EngineRuns } from "../runs/engine-runs.ts";
import { fileItem } from "../trees/file-node.ts";
import { problemsTooltip } from "../trees/problem-text.ts";
import { stateIcon } from "../trees/state-icon.ts";
import { detailNode, plainMarkdown, type TreeNode } from "../trees/tree-source.ts";
import { armMixture, armTokens } from "../../experiment/budgets/amounts.ts";
import { experimentState, stateText } from "./experiment-state.ts";
import { type ExperimentView, readExperiment } from "./experiment-view.ts";

/** The lines of the Experiments tree: ablation files, their arms, and the phases of arms that have several. */
export async function experimentsTree(files: DeclaredFiles, runs: EngineRuns): Promise<readonly TreeNode[]> {
  const all = await files.list();
  return Promise.all(all.filter(({ kind }) => kind === "ablation").map((file) => experimentNode(file, all, runs)));
}

async function experimentNode(file: DeclaredFile, all: readonly DeclaredFile[], runs: EngineRuns): Promise<TreeNode> {
  const text = (await fileText(file.uri)) ?? "";
  const live = runs.active.find(({ uri }) => uri.toString() === file.uri.toString())?.model;
  const view = await readExperiment(file.uri.fsPath, text, workspaceOf(file.uri), live);
  const state = experimentState(view, live !== undefined);
  const item = fileItem(file, all, stateIcon(state), view.experiment !== undefined);
  item.description = stateText(view, state);
  item.tooltip = experimentTooltip(view);
  item.contextValue = live === undefined ? ItemKind.experiment : ItemKind.experimentRunning;
  return { item, uri: file.uri, children: () => [...contaminationNodes(view), ...armNodes(view, file.uri)] };
}

function experimentTooltip({ experiment, problems, results, contamination }: ExperimentView): vscode.MarkdownString {
  if (experiment === undefined) return problemsTooltip(problems);
  const found = [experiment.description, results?.headline ?? "", ...contamination];
  return plainMarkdown(...found.filter((text) => text !== ""));
}

function contaminationNodes({ contamination }: ExperimentView): readonly TreeNode[] {
  return contamination.map((sentence) => detailNode(vscode.l10n.t("Contamination"), sentence, "warning", sentence));
}

function armNodes({ experiment, arms }: ExperimentView, uri: vscode.Uri): readonly TreeNode[] {
  return (experiment?.arms ?? []).map((arm) => {
    const several = arm.phases.length > 1;
    const collapsed = several ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None;
    const item = new vscode.TreeItem(arm.name, collapsed);
    const progress = arms[arm.name];
    const seeds = experiment?.seeds.length ?? 0;
    const baseline = arm.name === experiment?.baseline ? [vscode.l10n.t("baseline")] : [];
    item.iconPath = stateIcon(progress?.state ?? "notRun");
    item.description = [mixtureText(armMixture(arm)), ...baseline].join(" · ");
    item.tooltip = plainMarkdown(
      vscode.l10n.t("{0} tokens, {1} of {2} seeds done", countText(armTokens(arm)), progress?.seedsDone ?? 0, seeds),
    );
    item.contextValue = ItemKind.arm;
    return { item, uri, children: () => (several ? phaseNodes(arm) : []) };
  });
}

function phaseNodes(arm: ArmDeclaration): readonly TreeNode[] {
  return arm.phases.map(({ tokens, mixture }, index) => {
    const label = vscode.l10n.t("Phase {0}", index + 1);
    return detailNode(label, `${countText(tokens)} · ${mixtureText(mixture)}`, "milestone");
  });
}
