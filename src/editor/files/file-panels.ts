import * as vscode from "vscode";
import { parsePanelState } from "../../../webview/protocol.ts";
import { type DeclaredFile, declaredFile } from "./declared-files.ts";

/** What shows one file in a panel. */
export interface FilePanel extends vscode.Disposable {
  readonly uri: vscode.Uri;
  reveal(): void;
}

export interface PanelKind<Shown extends FilePanel> {
  /** Type of the webview panel and of its serializer. */
  readonly type: string;
  /** Kind of the files that have such panels. */
  readonly files: DeclaredFile["kind"];
  readonly icon: vscode.Uri;
  /** Fills a panel. */
  fill(uri: vscode.Uri, panel: vscode.WebviewPanel): Shown;
  /** The title of a new panel, beside those that are open. */
  title(uri: vscode.Uri, open: readonly Shown[]): string;
  /** Where a new panel goes. */
  place(): vscode.ViewColumn | { readonly viewColumn: vscode.ViewColumn; readonly preserveFocus?: boolean };
}

/** The panels of one kind: one for each file, brought back when the window is opened again. */
export class FilePanels<Shown extends FilePanel> implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly kind: PanelKind<Shown>;
  private readonly panels = new Map<string, Shown>();
  private readonly serializer: vscode.Disposable;

  constructor(kind: PanelKind<Shown>) {
    this.kind = kind;
    this.serializer = vscode.window.registerWebviewPanelSerializer(kind.type, this);
  }

  /** Shows the panel of a file. */
  show(uri: vscode.Uri): Shown {
    const known = this.panels.get(uri.toString());
    if (known !== undefined) {
      known.reveal();
      return known;
    }
    const title = this.kind.title(uri, [...this.panels.values()]);
    return this.adopt(uri, vscode.window.createWebviewPanel(this.kind.type, title, this.kind.place()));
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const uri = addressOf(parsePanelState(state)?.restore);
    if (uri === undefined || declaredFile(uri)?.kind !== this.kind.files || this.panels.has(uri.toString()))
      panel.dispose();
    else this.adopt(uri, panel);
    await Promise.resolve();
  }

  dispose(): void {
    this.serializer.dispose();
    for (const panel of this.panels.values()) panel.dispose();
  }

  private adopt(uri: vscode.Uri, panel: vscode.WebviewPanel): Shown {
    panel.iconPath = this.kind.icon;
    const shown = this.kind.fill(uri, panel);
    this.panels.set(uri.toString(), shown);
    panel.onDidDispose(() => {
      shown.dispose();
      this.panels.delete(uri.toString());
    });
    return shown;
  }
}

/** What a panel kept may be of another version, or no address at all. */
function addressOf(text: string | undefined): vscode.Uri | undefined {
  try {
    return text === undefined ? undefined : vscode.Uri.parse(text, true);
  } catch {
    return undefined;
  }
}
