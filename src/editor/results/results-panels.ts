import * as vscode from "vscode";
import { declaredFile } from "../files/declared-files.ts";
import { FilePanels } from "../files/file-panels.ts";
import { resultsPanelType } from "../identifiers.ts";
import { ResultsPanel, type ResultsPanelSurroundings } from "./results-panel.ts";

/** The experiment panels: one for each ablation file, beside its text where that is open in front. The focus stays where it is. */
export class ResultsPanels extends FilePanels<ResultsPanel> {
  constructor(world: ResultsPanelSurroundings, icon: vscode.Uri) {
    super({
      type: resultsPanelType,
      files: "ablation",
      icon,
      fill: (uri, panel) => new ResultsPanel(uri, panel, world),
      title: titleOf,
      place: () => ({
        viewColumn: vscode.window.activeTextEditor === undefined ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside,
        preserveFocus: true,
      }),
    });
  }
}

/** The experiment's name; its path where the panel of another experiment of that name is open. */
function titleOf(uri: vscode.Uri, open: readonly ResultsPanel[]): string {
  const name = declaredFile(uri)?.name;
  const namesake = open.some((panel) => declaredFile(panel.uri)?.name === name);
  return name === undefined || namesake ? vscode.workspace.asRelativePath(uri) : name;
}
