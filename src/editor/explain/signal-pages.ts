import { readFileSync } from "node:fs";
import * as vscode from "vscode";

/** Where the documentation of each signal stands in `docs/corpus.md`, which comes with the extension. */
export class SignalPages {
  private readonly page: vscode.Uri;
  private lines: readonly string[] | undefined;

  constructor(page: vscode.Uri) {
    this.page = page;
  }

  /** The page at the line that explains a signal; its top where no line names the signal. */
  of(signal: string): vscode.Uri {
    this.lines ??= linesOf(this.page.fsPath);
    const line = this.lines.findIndex((text) => text.includes(`\`${signal}\``));
    return line === -1 ? this.page : this.page.with({ fragment: `L${String(line + 1)}` });
  }
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
}
