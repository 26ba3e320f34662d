import { dirname } from "node:path";
import * as vscode from "vscode";
import type { DeclaredCorpus } from "../../corpus/explain/corpus-of-file.ts";
import { resolveCorpusFile } from "../../experiment/corpus-file.ts";
import { parseCorpus } from "../corpora/corpus-view.ts";
import type { DeclaredFiles } from "../files/declared-files.ts";
import { fileText } from "../files/file-text.ts";

/** The valid corpora of the open folders, as their files stand on disk or in an editor. */
export class DeclaredCorpora implements vscode.Disposable {
  private readonly files: DeclaredFiles;
  private readonly subscription: vscode.Disposable;
  private read: Promise<readonly DeclaredCorpus[]> | undefined;

  constructor(files: DeclaredFiles) {
    this.files = files;
    this.subscription = files.onDidChange(() => {
      this.read = undefined;
    });
  }

  list(): Promise<readonly DeclaredCorpus[]> {
    this.read ??= this.readAll();
    return this.read;
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private async readAll(): Promise<readonly DeclaredCorpus[]> {
    const files = (await this.files.list()).filter(({ kind }) => kind === "corpus");
    const corpora = await Promise.all(
      files.map(async ({ uri }): Promise<readonly DeclaredCorpus[]> => {
        const corpus = parseCorpus(uri.fsPath, (await fileText(uri)) ?? "").value;
        return corpus === undefined
          ? []
          : [{ file: uri.fsPath, corpus: resolveCorpusFile(corpus, dirname(uri.fsPath)) }];
      }),
    );
    return corpora.flat();
  }
}
