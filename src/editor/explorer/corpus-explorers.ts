import * as vscode from "vscode";
import { parsePanelState } from "../../../webview/protocol.ts";
import { declaredFile } from "../files/declared-files.ts";
import { explorerPanelType } from "../identifiers.ts";
import { CorpusExplorer, type CorpusExplorerSurroundings } from "./corpus-explorer.ts";

/** The corpus explorers: one for each corpus file, brought back when the window is opened again. */
export class CorpusExplorers implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly explorers = new Map<string, CorpusExplorer>();
  private readonly world: CorpusExplorerSurroundings;
  private readonly icon: vscode.Uri;
  private readonly serializer: vscode.Disposable;

  constructor(world: CorpusExplorerSurroundings, icon: vscode.Uri) {
    this.world = world;
    this.icon = icon;
    this.serializer = vscode.window.registerWebviewPanelSerializer(explorerPanelType, this);
  }

  /** Shows the explorer of a corpus file. */
  show(uri: vscode.Uri): CorpusExplorer {
    const known = this.explorers.get(uri.toString());
    if (known !== undefined) {
      known.reveal();
      return known;
    }
    const title = vscode.l10n.t("{0}: Explorer", declaredFile(uri)?.name ?? vscode.workspace.asRelativePath(uri));
    const panel = vscode.window.createWebviewPanel(explorerPanelType, title, vscode.ViewColumn.Active);
    return this.adopt(uri, panel);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const address = parsePanelState(state)?.restore;
    const uri = address === undefined ? undefined : vscode.Uri.parse(address);
    if (uri === undefined || declaredFile(uri)?.kind !== "corpus" || this.explorers.has(uri.toString()))
      panel.dispose();
    else this.adopt(uri, panel);
    await Promise.resolve();
  }

  dispose(): void {
    this.serializer.dispose();
    for (const explorer of this.explorers.values()) explorer.dispose();
  }

  private adopt(uri: vscode.Uri, panel: vscode.WebviewPanel): CorpusExplorer {
    panel.iconPath = this.icon;
    const explorer = new CorpusExplorer(uri, panel, this.world);
    this.explorers.set(uri.toString(), explorer);
    panel.onDidDispose(() => {
      explorer.dispose();
      this.explorers.delete(uri.toString());
    });
    return explorer;
  }
}
