import * as vscode from "vscode";
import { type DeclaredFiles, type FileKind, fileKind } from "../files/declared-files.ts";

/** The file that a menu, a lens or a tree's line gives to a command; undefined from the palette. */
export function givenFile(argument: unknown): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) return argument;
  if (typeof argument !== "object" || argument === null || !("uri" in argument)) return undefined;
  return argument.uri instanceof vscode.Uri ? argument.uri : undefined;
}

/**
 * The file that a command acts on: the one given, else that of the editor in front, else the only one there is, else
 * the one that the user picks. Undefined where there is none or the user picks none.
 */
export async function targetFile(
  argument: unknown,
  kind: FileKind,
  files: DeclaredFiles,
): Promise<vscode.Uri | undefined> {
  const given = givenFile(argument) ?? vscode.window.activeTextEditor?.document.uri;
  if (given !== undefined && fileKind(given) === kind) return given;
  const candidates = (await files.list()).filter((file) => file.kind === kind);
  if (candidates.length === 0) {
    void vscode.window.showInformationMessage(
      kind === "corpus"
        ? vscode.l10n.t("There is no corpus file (NAME.corpus.json) in this workspace.")
        : vscode.l10n.t("There is no ablation file (NAME.ablation.json) in this workspace. New Experiment makes one."),
    );
    return undefined;
  }
  if (candidates.length === 1) return candidates[0]?.uri;
  const picked = await vscode.window.showQuickPick(
    candidates.map(({ name, uri }) => ({ label: name, description: vscode.workspace.asRelativePath(uri), uri })),
    { placeHolder: kind === "corpus" ? vscode.l10n.t("Which corpus?") : vscode.l10n.t("Which experiment?") },
  );
  return picked?.uri;
}
