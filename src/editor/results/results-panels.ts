import * as vscode from "vscode";
import { parsePanelState } from "../../../webview/protocol.ts";
import { declaredFile } from "../files/declared-files.ts";
import { resultsPanelType } from "../identifiers.ts";
import { ResultsPanel, type ResultsPanelSurroundings } from "./results-panel.ts";

/** The experiment panels: one for each ablation file, brought back when the window is opened again. */
export class ResultsPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly panels = new Map<string, ResultsPanel>();
  private readonly world: ResultsPanelSurroundings;
  private readonly icon: vscode.Uri;
  private readonly serializer: vscode.Disposable;

  constructor(world: ResultsPanelSurroundings, icon: vscode.Uri) {
    this.world = world;
    this.icon = icon;
    this.serializer = vscode.window.registerWebviewPanelSerializer(resultsPanelType, this);
  }

  /** Shows the panel of an ablation file, beside its text where that is open in front. The focus stays where it is. */
  show(uri: vscode.Uri): void {
    const known = this.panels.get(uri.toString());
    if (known !== undefined) {
      known.reveal();
      return;
    }
    const viewColumn =
      vscode.window.activeTextEditor === undefined ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
    const title = this.titleOf(uri);
    const panel = vscode.window.createWebviewPanel(resultsPanelType, title, { viewColumn, preserveFocus: true });
    this.adopt(uri, panel);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const uri = addressOf(parsePanelState(state)?.restore);
    if (uri === undefined || declaredFile(uri)?.kind !== "ablation" || this.panels.has(uri.toString())) {
      panel.dispose();
      return;
    }
    this.adopt(uri, panel);
    await Promise.resolve();
  }

  dispose(): void {
    this.serializer.dispose();
    for (const panel of this.panels.values()) panel.dispose();
  }

  /** The experiment's name; its path where the panel of another experiment of that name is open. */
  private titleOf(uri: vscode.Uri): string {
    const name = declaredFile(uri)?.name;
    const namesake = [...this.panels.values()].some((panel) => declaredFile(panel.uri)?.name === name);
    return name === undefined || namesake ? vscode.workspace.asRelativePath(uri) : name;
  }

  private adopt(uri: vscode.Uri, panel: vscode.WebviewPanel): void {
    panel.iconPath = this.icon;
    const shown = new ResultsPanel(uri, panel, this.world);
    this.panels.set(uri.toString(), shown);
    panel.onDidDispose(() => {
      shown.dispose();
      this.panels.delete(uri.toString());
    });
  }
}

function addressOf(text: string | undefined): vscode.Uri | undefined {
  try {
    return text === undefined ? undefined : vscode.Uri.parse(text, true);
  } catch {
    return undefined;
  }
}
