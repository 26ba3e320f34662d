import * as vscode from "vscode";
import { View } from "../identifiers.ts";
import { percentText } from "../quantities.ts";
import { type EngineRuns, nameOf } from "./engine-runs.ts";
import { runProgressText, runShareDone } from "./run-text.ts";

/** The one status bar item: there while the engine runs, with the experiment and how much of it is over. */
export class RunStatusItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("ablate.run", vscode.StatusBarAlignment.Left, 10);
  private readonly subscription: vscode.Disposable;

  constructor(runs: EngineRuns) {
    this.item.name = "Ablate";
    this.item.command = { command: `${View.runs}.focus`, title: vscode.l10n.t("Show Runs") };
    this.subscription = runs.onDidChange(() => {
      this.show(runs);
    });
  }

  dispose(): void {
    this.subscription.dispose();
    this.item.dispose();
  }

  private show({ active }: EngineRuns): void {
    const run = active[0];
    if (run === undefined) {
      this.item.hide();
      return;
    }
    const others = active.length > 1 ? ` +${String(active.length - 1)}` : "";
    const share = percentText(Math.round(100 * runShareDone(run.model, Date.now())) / 100);
    this.item.text = `$(sync~spin) ${nameOf(run.uri)} ${share}${others}`;
    this.item.tooltip = runProgressText(run.model);
    this.item.show();
  }
}
