import { basename } from "node:path";
import * as vscode from "vscode";
import { FileEnding } from "../identifiers.ts";

export type FileKind = keyof typeof FileEnding;

/** A corpus or ablation file of the open folders. */
export interface DeclaredFile {
  readonly kind: FileKind;
  readonly uri: vscode.Uri;
  /** The file's name without its ending: `text` for `text.corpus.json`. */
  readonly name: string;
}

const pattern = "**/*.{corpus,ablation}.json";
const ignored = "**/{node_modules,.ablate,.git}/**";
const quietMilliseconds = 150;

/** What a file declares, by its name; undefined for other files. */
export function fileKind(uri: vscode.Uri): FileKind | undefined {
  if (uri.scheme !== "file") return undefined;
  if (uri.path.endsWith(FileEnding.corpus)) return "corpus";
  return uri.path.endsWith(FileEnding.ablation) ? "ablation" : undefined;
}

/** The corpus or ablation file at `uri`; undefined for other files. */
export function declaredFile(uri: vscode.Uri): DeclaredFile | undefined {
  const kind = fileKind(uri);
  return kind === undefined ? undefined : { kind, uri, name: basename(uri.fsPath).slice(0, -FileEnding[kind].length) };
}

/** The corpus and ablation files of all open folders, kept up to date. Changes are reported once they have settled. */
export class DeclaredFiles implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** Fires when a file came, went or was written, and when the open folders changed. */
  readonly onDidChange = this.changed.event;
  private readonly disposables: vscode.Disposable[] = [this.changed];
  private found: Promise<readonly DeclaredFile[]> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor() {
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const refresh = (): void => {
      this.refreshSoon();
    };
    this.disposables.push(
      watcher,
      watcher.onDidCreate(refresh),
      watcher.onDidChange(refresh),
      watcher.onDidDelete(refresh),
      vscode.workspace.onDidChangeWorkspaceFolders(refresh),
    );
  }

  /** All files, sorted by path. */
  list(): Promise<readonly DeclaredFile[]> {
    this.found ??= findFiles();
    return this.found;
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const disposable of this.disposables) disposable.dispose();
  }

  private refreshSoon(): void {
    this.found = undefined;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.found = undefined;
      this.changed.fire();
    }, quietMilliseconds);
  }
}

async function findFiles(): Promise<readonly DeclaredFile[]> {
  const uris = await vscode.workspace.findFiles(pattern, ignored);
  return uris
    .flatMap((uri) => declaredFile(uri) ?? [])
    .sort((a, b) => (a.uri.fsPath < b.uri.fsPath ? -1 : a.uri.fsPath > b.uri.fsPath ? 1 : 0));
}
