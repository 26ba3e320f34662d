import * as vscode from "vscode";
import { Setting } from "../identifiers.ts";

/** Whether one of the ways in which files are explained is switched on where a file lies. */
export function isSwitchedOn(
  setting: typeof Setting.explainDiagnostics | typeof Setting.explainHovers | typeof Setting.explainStatusBar,
  uri: vscode.Uri,
): boolean {
  return vscode.workspace.getConfiguration(Setting.section, uri).get(setting, true);
}
