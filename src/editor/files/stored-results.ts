import * as vscode from "vscode";

const quietMilliseconds = 300;

/** Tells when something under an `.ablate/` changed that trees and panels show: runs, results and finished stages. */
export class StoredResults implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** Fires once changes have settled. */
  readonly onDidChange = this.changed.event;
  private readonly disposables: vscode.Disposable[] = [this.changed];
  private timer: NodeJS.Timeout | undefined;

  constructor() {
    const announce = (): void => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        this.changed.fire();
      }, quietMilliseconds);
    };
    for (const pattern of ["**/.ablate/runs/*.json", "**/.ablate/stages/*"]) {
      const watcher = vscode.workspace.createFileSystemWatcher(pattern);
      this.disposables.push(
        watcher,
        watcher.onDidCreate(announce),
        watcher.onDidChange(announce),
        watcher.onDidDelete(announce),
      );
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const disposable of this.disposables) disposable.dispose();
  }
}
