import * as vscode from "vscode";
import type { ArmState } from "../experiments/arm-state.ts";
import type { ExperimentState } from "../experiments/experiment-state.ts";

/** The icon of a state, the same in all trees. */
export function stateIcon(state: ArmState | ExperimentState): vscode.ThemeIcon {
  switch (state) {
    case "running":
      return new vscode.ThemeIcon("sync~spin", new vscode.ThemeColor("charts.blue"));
    case "waiting":
      return new vscode.ThemeIcon("clock");
    case "done":
      return new vscode.ThemeIcon("pass-filled", new vscode.ThemeColor("charts.green"));
    case "partly":
      return new vscode.ThemeIcon("circle-large-outline", new vscode.ThemeColor("charts.green"));
    case "stopped":
      return new vscode.ThemeIcon("debug-pause");
    case "failed":
      return new vscode.ThemeIcon("error", new vscode.ThemeColor("charts.red"));
    case "wrong":
      return new vscode.ThemeIcon("warning", new vscode.ThemeColor("charts.yellow"));
    case "notRun":
      return new vscode.ThemeIcon("circle-outline");
  }
}
