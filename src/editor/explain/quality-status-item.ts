import * as vscode from "vscode";
import type { Inspection } from "../../corpus/inspection.ts";
import { Command, Setting } from "../identifiers.ts";
import { plainMarkdown } from "../trees/tree-source.ts";
import { isSwitchedOn } from "./explain-settings.ts";
import { costWords, signalWords, verdictWords } from "./inspection-words.ts";
import type { LiveInspections } from "./live-inspections.ts";

const mostReasons = 3;

/** The quality of the file in front, in the status bar; a click opens its explanation. */
export class QualityStatusItem implements vscode.Disposable {
  /** Exposed for tests: nothing else can read a status bar. */
  readonly item = vscode.window.createStatusBarItem("ablate.quality", vscode.StatusBarAlignment.Right, 100);
  private readonly inspections: LiveInspections;
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(inspections: LiveInspections) {
    this.inspections = inspections;
    this.item.name = vscode.l10n.t("Ablate: Quality");
    this.item.command = { command: Command.inspectFile, title: vscode.l10n.t("Explain Quality") };
    const refresh = (): void => {
      this.show();
    };
    this.subscriptions = [
      this.item,
      inspections.onDidChange(refresh),
      vscode.window.onDidChangeActiveTextEditor(refresh),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(`${Setting.section}.${Setting.explainStatusBar}`)) refresh();
      }),
    ];
    refresh();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private show(): void {
    const document = vscode.window.activeTextEditor?.document;
    // While the engine looks at a text that has just changed, the last score stays rather than flicker.
    const known = document && this.inspections.latest(document);
    if (document === undefined || known === undefined || !isSwitchedOn(Setting.explainStatusBar, document.uri)) {
      this.item.hide();
      return;
    }
    const { inspection } = known;
    const score = inspection.quality === null ? "–" : inspection.quality.toFixed(2);
    this.item.text = `${inspection.kept ? "$(verified)" : "$(circle-slash)"} ${score}`;
    this.item.accessibilityInformation = {
      label: vscode.l10n.t("Quality {0}. {1}", score, verdictWords(inspection)),
    };
    this.item.tooltip = plainMarkdown(
      vscode.l10n.t("Quality {0}", score),
      verdictWords(inspection),
      ...costliest(inspection),
    );
    this.item.show();
  }
}

function costliest(inspection: Inspection): readonly string[] {
  return Object.entries(inspection.contributions)
    .sort(([, a], [, b]) => a - b)
    .slice(0, mostReasons)
    .flatMap(([signal]) => {
      const cost = costWords(signal, inspection);
      return cost === undefined ? [] : [`${signalWords(signal, inspection)}. ${cost}`];
    });
}
