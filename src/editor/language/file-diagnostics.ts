import * as vscode from "vscode";
import type { Problem } from "../../experiment/problem.ts";
import { parseCorpus } from "../corpora/corpus-view.ts";
import { parseExperiment } from "../experiments/experiment-view.ts";
import { type DeclaredFile, declaredFile, type DeclaredFiles } from "../files/declared-files.ts";
import { fileText } from "../files/file-text.ts";

const typingMilliseconds = 300;

/**
 * Marks what is wrong in every corpus and ablation file of the open folders, and in those that are open from elsewhere.
 * All are checked anew after any of them changed, because an ablation file depends on its corpora.
 */
export class FileDiagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection("ablate");
  private readonly files: DeclaredFiles;
  private readonly disposables: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;
  private round = 0;

  constructor(files: DeclaredFiles) {
    this.files = files;
    const checkIfDeclared = (document: vscode.TextDocument): void => {
      if (declaredFile(document.uri) !== undefined) this.checkSoon();
    };
    this.disposables = [
      this.collection,
      files.onDidChange(() => {
        this.checkSoon();
      }),
      vscode.workspace.onDidOpenTextDocument(checkIfDeclared),
      vscode.workspace.onDidCloseTextDocument(checkIfDeclared),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        checkIfDeclared(document);
      }),
    ];
    this.checkSoon();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.round++;
    for (const disposable of this.disposables) disposable.dispose();
  }

  private checkSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      void this.check();
    }, typingMilliseconds);
  }

  private async check(): Promise<void> {
    const round = ++this.round;
    const opened = vscode.workspace.textDocuments.flatMap(({ uri }) => declaredFile(uri) ?? []);
    const all = new Map([...(await this.files.list()), ...opened].map((file) => [file.uri.toString(), file]));
    const found = await Promise.all(
      [...all.values()].map(async (file): Promise<[vscode.Uri, vscode.Diagnostic[]]> => [
        file.uri,
        (await problemsOf(file)).map(diagnosticOf),
      ]),
    );
    // A later round has begun: what this one found is out of date.
    if (round !== this.round) return;
    const gone: vscode.Uri[] = [];
    this.collection.forEach((uri) => {
      if (!all.has(uri.toString())) gone.push(uri);
    });
    for (const uri of gone) this.collection.delete(uri);
    this.collection.set(found);
  }
}

async function problemsOf(file: DeclaredFile): Promise<readonly Problem[]> {
  const text = await fileText(file.uri);
  if (text === undefined) return [];
  const parse = file.kind === "corpus" ? parseCorpus : parseExperiment;
  return parse(file.uri.fsPath, text).problems;
}

function diagnosticOf(problem: Problem): vscode.Diagnostic {
  const range = new vscode.Range(problem.line - 1, problem.column - 1, problem.endLine - 1, problem.endColumn - 1);
  const severity = problem.severity === "error" ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  const diagnostic = new vscode.Diagnostic(range, problem.message, severity);
  diagnostic.source = "Ablate";
  return diagnostic;
}
