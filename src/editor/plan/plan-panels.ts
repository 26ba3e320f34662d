import * as vscode from "vscode";
import { declaredFile } from "../files/declared-files.ts";
import { FilePanels } from "../files/file-panels.ts";
import { planPanelType } from "../identifiers.ts";
import { PlanPanel, type PlanPanelSurroundings } from "./plan-panel.ts";

/** The pages of plans: one for each ablation file, beside its text where that is open in front. */
export class PlanPanels extends FilePanels<PlanPanel> {
  constructor(world: PlanPanelSurroundings, icon: vscode.Uri) {
    super({
      type: planPanelType,
      files: "ablation",
      icon,
      fill: (uri, panel) => new PlanPanel(uri, panel, world),
      title: (uri) => vscode.l10n.t("{0}: Plan", declaredFile(uri)?.name ?? vscode.workspace.asRelativePath(uri)),
      place: () => ({
        viewColumn: vscode.window.activeTextEditor === undefined ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside,
        preserveFocus: true,
      }),
    });
  }
}
