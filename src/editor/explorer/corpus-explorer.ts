import { randomBytes } from "node:crypto";
import { posix } from "node:path";
import * as vscode from "vscode";
import { type ExplorerHostMessage, type ExplorerMessage, parseExplorerMessage } from "../../../webview/protocol.ts";
import { parseCorpus } from "../corpora/corpus-view.ts";
import type { LiveInspections } from "../explain/live-inspections.ts";
import { Command } from "../identifiers.ts";
import { panelPage } from "../results/panel-page.ts";
import { nameOf } from "../runs/engine-runs.ts";
import type { CorpusDocuments } from "./corpus-documents.ts";
import { type Curation, explorerView, plainFilters } from "./explorer-facts.ts";
import { filterChange } from "./filter-edits.ts";
import { openDocument } from "./open-document.ts";

export interface CorpusExplorerSurroundings {
  readonly documents: CorpusDocuments;
  readonly inspections: LiveInspections;
  readonly log: vscode.LogOutputChannel;
  /** Fires when something that the explorer shows changed on disk. */
  readonly changes: readonly vscode.Event<unknown>[];
  /** The folder of the webview bundles. */
  readonly webviewFolder: vscode.Uri;
}

/** The explorer of one corpus: hands its questions on to the engine, and shows documents in editors. */
export class CorpusExplorer implements vscode.Disposable {
  readonly uri: vscode.Uri;
  private readonly panel: vscode.WebviewPanel;
  private readonly world: CorpusExplorerSurroundings;
  private readonly subscriptions: readonly vscode.Disposable[];
  private readonly asked = new Map<number, AbortController>();
  private curation: Curation | undefined;
  private version = 0;
  private ready = false;
  private telling: Promise<void> = Promise.resolve();

  constructor(uri: vscode.Uri, panel: vscode.WebviewPanel, world: CorpusExplorerSurroundings) {
    this.uri = uri;
    this.panel = panel;
    this.world = world;
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [world.webviewFolder] };
    const bundle = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(world.webviewFolder, name)).toString();
    webview.html = panelPage({
      title: panel.title,
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString("base64url"),
      scriptUri: bundle("corpus-explorer.js"),
      styleUri: bundle("corpus-explorer.css"),
    });
    const refresh = (): void => {
      this.tell();
    };
    this.subscriptions = [
      webview.onDidReceiveMessage((data: unknown) => {
        const message = parseExplorerMessage(data);
        if (message === undefined) world.log.warn(`the explorer of ${nameOf(uri)} sent what is no message`);
        else void this.obey(message);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.toString() === uri.toString()) refresh();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(refresh),
      ...world.changes.map((change) => change(refresh)),
    ];
  }

  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  /** Does what the explorer asks for. Exposed for tests: nothing else can press its buttons. */
  async obey(message: ExplorerMessage): Promise<void> {
    try {
      await this.perform(message);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      void vscode.window.showErrorMessage(reason);
    }
  }

  dispose(): void {
    for (const controller of this.asked.values()) controller.abort(new Error("the explorer was closed"));
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async perform(message: ExplorerMessage): Promise<void> {
    switch (message.type) {
      case "ready":
        this.ready = true;
        this.tell();
        return;
      case "ask":
        return this.answer(message.id, message.query);
      case "cancel":
        this.asked.get(message.id)?.abort(new Error("cancelled"));
        return;
      case "openFile":
        await vscode.commands.executeCommand("vscode.open", this.uri, vscode.ViewColumn.Beside);
        return;
      case "curate":
        await vscode.commands.executeCommand(Command.curate, this.uri);
        return;
      case "openDocument": {
        const { folder, corpus } = await this.curated();
        return openDocument(message, folder, corpus, this.world.documents, this.world.inspections);
      }
      case "compare":
        return this.compare(message);
      case "writeFilters":
        return this.writeFilters(message.filters);
    }
  }

  private async answer(id: number, query: Extract<ExplorerMessage, { type: "ask" }>["query"]): Promise<void> {
    const controller = new AbortController();
    this.asked.set(id, controller);
    try {
      const { folder } = await this.curated();
      const answer = await this.world.documents.ask(folder, query, controller.signal);
      this.post({ type: "answer", id, answer });
    } catch (error) {
      this.post({ type: "refused", id, message: error instanceof Error ? error.message : String(error) });
    } finally {
      this.asked.delete(id);
    }
  }

  private async compare({ left, right }: Extract<ExplorerMessage, { type: "compare" }>): Promise<void> {
    const { folder } = await this.curated();
    const { documents } = this.world;
    await vscode.commands.executeCommand(
      "vscode.diff",
      documents.addressOf(folder, left),
      documents.addressOf(folder, right),
      diffTitle(left.path, right.path),
    );
  }

  /** Shows the file, so that what is written is seen and undone where it stands; saving it is left to the user. */
  private async writeFilters(filters: Extract<ExplorerMessage, { type: "writeFilters" }>["filters"]): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.uri);
    const declared = parseCorpus(this.uri.fsPath, document.getText()).value;
    if (declared === undefined) {
      void vscode.window.showErrorMessage(vscode.l10n.t("{0} has a problem: mend it first.", nameOf(this.uri)));
      return;
    }
    const change = filterChange(document.getText(), plainFilters(declared.filters), filters);
    if (change === undefined) return;
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
    const edit = new vscode.WorkspaceEdit();
    const start = document.positionAt(change.offset);
    const end = document.positionAt(change.offset + change.length);
    edit.replace(this.uri, new vscode.Range(start, end), change.text);
    await vscode.workspace.applyEdit(edit);
  }

  private async curated(): Promise<Curation> {
    await this.telling;
    if (this.curation === undefined) throw new Error(vscode.l10n.t("The corpus is not curated."));
    return this.curation;
  }

  /** One at a time, in order: the last that is told is the state that holds. */
  private tell(): void {
    if (!this.ready) return;
    this.telling = this.telling
      .then(async () => {
        const { facts, curation } = await explorerView(this.uri);
        if (curation?.folder !== this.curation?.folder) this.version += 1;
        this.curation = curation;
        const version = curation === undefined ? null : this.version;
        this.post({ type: "corpus", corpus: { ...facts, version } });
      })
      .catch((error: unknown) => {
        this.world.log.error(`the explorer of ${nameOf(this.uri)}: ${String(error)}`);
      });
  }

  private post(message: ExplorerHostMessage): void {
    void this.panel.webview.postMessage(message);
  }
}

/** File names tell most copies apart, and fit into a tab; whole paths where they do not. */
function diffTitle(left: string, right: string): string {
  const [first, second] = [posix.basename(left), posix.basename(right)];
  return first === second ? `${left} ↔ ${right}` : `${first} ↔ ${second}`;
}
