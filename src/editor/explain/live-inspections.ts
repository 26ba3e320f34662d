import * as vscode from "vscode";
import { corpusOfFile, type Taken } from "../../corpus/explain/corpus-of-file.ts";
import type { Inspection } from "../../corpus/inspection.ts";
import { StageError } from "../../stage/runner.ts";
import type { EngineService } from "../engine/engine-service.ts";
import { type DeclaredFiles, fileKind } from "../files/declared-files.ts";
import { Setting } from "../identifiers.ts";
import type { DeclaredCorpora } from "./declared-corpora.ts";

/** What the engine found in a document, and the version of its text that it looked at. */
export interface LiveInspection {
  readonly version: number;
  readonly inspection: Inspection;
  /** The corpus whose rules judged; undefined where no corpus takes the file. */
  readonly corpusFile: string | undefined;
}

/** Whose files are inspected while they are edited: those of a corpus, any code, or none. */
type InspectedFiles = "corpus" | "code" | "off";

const typingMilliseconds = 80;
/** After so long, an inspection of a text that has changed in the meantime is given up rather than waited for. */
const patienceMilliseconds = 1000;

interface Running {
  readonly version: number;
  readonly since: number;
  readonly abort: AbortController;
}

/**
 * Has the engine inspect what is open in an editor and to be seen, as it is typed: one request of a document at a time, the
 * next one with the newest text. Nothing is asked in an untrusted workspace.
 */
export class LiveInspections implements vscode.Disposable {
  private readonly service: EngineService;
  private readonly corpora: DeclaredCorpora;
  private readonly log: vscode.LogOutputChannel;
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  /** Fires when a document has another inspection, or none any more. */
  readonly onDidChange = this.changed.event;
  private readonly known = new Map<string, LiveInspection>();
  private readonly running = new Map<string, Running>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(service: EngineService, corpora: DeclaredCorpora, files: DeclaredFiles, log: vscode.LogOutputChannel) {
    this.service = service;
    this.corpora = corpora;
    this.log = log;
    const all = (): void => {
      this.inspectAllAnew();
    };
    this.subscriptions = [
      this.changed,
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.inspectSoon(document);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.forget(document.uri);
      }),
      vscode.window.onDidChangeVisibleTextEditors((editors) => {
        for (const { document } of editors) {
          if (this.known.get(document.uri.toString())?.version !== document.version) this.inspectSoon(document);
        }
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(all),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(`${Setting.section}.${Setting.explainFiles}`)) all();
      }),
      files.onDidChange(all),
    ];
    all();
  }

  /** What is known of a document as it stands now; undefined where it has changed since, or is not inspected. */
  of(document: vscode.TextDocument): LiveInspection | undefined {
    const known = this.latest(document);
    return known?.version === document.version ? known : undefined;
  }

  /** The last that is known of a document, of this version or an earlier one. */
  latest(document: vscode.TextDocument): LiveInspection | undefined {
    return this.known.get(document.uri.toString());
  }

  /** Inspects a document whether its kind of files is switched on or not. Rejects with a StageError where that fails. */
  async inspectNow(document: vscode.TextDocument): Promise<LiveInspection> {
    const taken = await this.takenBy(document.uri);
    return this.ask(document, taken, new AbortController().signal);
  }

  /** The corpus that takes a file, and as what; undefined where none does. */
  async takenBy(uri: vscode.Uri): Promise<Taken | undefined> {
    return corpusOfFile(uri.fsPath, await this.corpora.list());
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    for (const { abort } of this.running.values()) abort.abort(new Error("the window closes"));
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private inspectAllAnew(): void {
    for (const address of [...this.known.keys()]) this.forget(vscode.Uri.parse(address));
    for (const { document } of vscode.window.visibleTextEditors) this.inspectSoon(document);
  }

  private inspectSoon(document: vscode.TextDocument): void {
    if (!canBeInspected(document)) return;
    const address = document.uri.toString();
    clearTimeout(this.timers.get(address));
    this.timers.set(
      address,
      setTimeout(() => {
        this.timers.delete(address);
        void this.inspect(document);
      }, typingMilliseconds),
    );
  }

  private async inspect(document: vscode.TextDocument): Promise<void> {
    const address = document.uri.toString();
    const before = this.running.get(address);
    if (before !== undefined) {
      if (Date.now() - before.since > patienceMilliseconds) before.abort.abort(new Error("the text has changed"));
      // When it has ended, it is seen that the text has changed.
      return;
    }
    const run = { version: document.version, since: Date.now(), abort: new AbortController() };
    this.running.set(address, run);
    try {
      const taken = await this.takenBy(document.uri);
      const wanted = inspectedFiles(document.uri);
      if (taken === undefined && wanted !== "code") this.forget(document.uri);
      else {
        const found = await this.ask(document, taken, run.abort.signal);
        if (taken === undefined && found.inspection.class !== "code") this.forget(document.uri);
        else if (!document.isClosed) this.remember(document.uri, found);
      }
    } catch (error) {
      if (!run.abort.signal.aborted)
        this.log.warn(`${address}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      this.running.delete(address);
      if (!document.isClosed && document.version !== run.version && !this.timers.has(address)) {
        this.inspectSoon(document);
      }
    }
  }

  private async ask(
    document: vscode.TextDocument,
    taken: Taken | undefined,
    signal: AbortSignal,
  ): Promise<LiveInspection> {
    const { version } = document;
    const judged =
      taken === undefined
        ? { path: vscode.workspace.asRelativePath(document.uri, false) }
        : { corpus: taken.corpusFile, class: taken.class, path: taken.path };
    const place = document.uri.scheme === "file" ? { file: document.uri.fsPath } : {};
    const request = { request: "inspect", text: document.getText(), ...place, ...judged };
    const answer = await this.service.request(request, signal);
    if (answer.event !== "inspection") throw new StageError(vscode.l10n.t("The file could not be inspected."));
    return { version, inspection: answer.inspection, corpusFile: taken?.corpusFile };
  }

  private remember(uri: vscode.Uri, found: LiveInspection): void {
    this.known.set(uri.toString(), found);
    this.changed.fire(uri);
  }

  private forget(uri: vscode.Uri): void {
    const address = uri.toString();
    clearTimeout(this.timers.get(address));
    this.timers.delete(address);
    this.running.get(address)?.abort.abort(new Error("it is not inspected any more"));
    if (this.known.delete(address)) this.changed.fire(uri);
  }
}

function canBeInspected({ uri, isClosed }: vscode.TextDocument): boolean {
  if (isClosed || !vscode.workspace.isTrusted || uri.scheme !== "file" || fileKind(uri) !== undefined) return false;
  return inspectedFiles(uri) !== "off";
}

function inspectedFiles(uri: vscode.Uri): InspectedFiles {
  return vscode.workspace.getConfiguration(Setting.section, uri).get<InspectedFiles>(Setting.explainFiles, "corpus");
}
