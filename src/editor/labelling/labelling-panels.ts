import { dirname, join } from "node:path";
import * as vscode from "vscode";
import { labellingPanelType } from "../identifiers.ts";
import { LabellingPanel, type LabellingSurroundings } from "./labelling-panel.ts";
import { labelWithModel } from "./model-labels.ts";

/** The pages on which documents are labelled: one for each corpus, because their labels go to one file. */
export class LabellingPanels implements vscode.Disposable {
  private readonly world: LabellingSurroundings;
  private readonly panels = new Map<string, LabellingPanel>();

  constructor(world: LabellingSurroundings) {
    this.world = world;
  }

  /** Asks how a corpus's documents are to be labelled, and opens the page for it. Throws a StageError in an untrusted workspace. */
  async label(corpus: vscode.Uri): Promise<void> {
    const choices = [
      { label: vscode.l10n.t("Score documents from 0 to 5"), by: "score" },
      { label: vscode.l10n.t("Compare two documents"), by: "pairs" },
      { label: vscode.l10n.t("Have a language model of the editor score them"), by: "model" },
    ] as const;
    const chosen = await vscode.window.showQuickPick(choices, { placeHolder: vscode.l10n.t("How do you label?") });
    const labelFile = join(dirname(corpus.fsPath), "labels", "quality.labels.jsonl");
    if (chosen?.by === "model") await labelWithModel(corpus, labelFile, this.world.runs);
    else if (chosen !== undefined) this.open(corpus, labelFile, chosen.by === "pairs");
  }

  /** The page of a corpus; undefined where none is open. */
  of(corpus: vscode.Uri): LabellingPanel | undefined {
    return this.panels.get(corpus.toString());
  }

  dispose(): void {
    for (const panel of this.panels.values()) panel.close();
  }

  private open(corpus: vscode.Uri, labelFile: string, pairs: boolean): void {
    const open = this.of(corpus);
    if (open?.task.pairs === pairs) {
      open.reveal();
      return;
    }
    open?.close();
    const panel = vscode.window.createWebviewPanel(
      labellingPanelType,
      vscode.l10n.t("Label Documents"),
      vscode.ViewColumn.Active,
      { retainContextWhenHidden: true },
    );
    const shown = new LabellingPanel({ corpus, labelFile, pairs }, panel, this.world);
    this.panels.set(corpus.toString(), shown);
    panel.onDidDispose(() => {
      shown.dispose();
      if (this.of(corpus) === shown) this.panels.delete(corpus.toString());
    });
  }
}
