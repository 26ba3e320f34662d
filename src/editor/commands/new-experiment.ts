import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { FileEnding } from "../identifiers.ts";
import { nameProblem, proportionStudy } from "./proportion-study.ts";

/** Asks for a name and writes a study of that name into a folder of its own; opens its files. Never overwrites one. */
export async function newExperiment(): Promise<void> {
  const folder = await chooseFolder();
  if (folder === undefined) return;
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t("New Experiment"),
    prompt: vscode.l10n.t(
      "A study of what share of code is best: two corpora, five arms. Its files go to a folder of this name.",
    ),
    placeHolder: "code-share",
    validateInput: (value) => nameProblem(value) ?? existsProblem(join(folder.uri.fsPath, value)),
  });
  if (name === undefined) return;
  const target = join(folder.uri.fsPath, name);
  try {
    await mkdir(target);
  } catch (error) {
    void vscode.window.showErrorMessage(vscode.l10n.t("{0} cannot be made: {1}", target, String(error)));
    return;
  }
  const files = proportionStudy(name);
  for (const [file, text] of Object.entries(files)) await writeFile(join(target, file), text, { flag: "wx" });
  for (const file of Object.keys(files)) {
    const preserveFocus = !file.endsWith(FileEnding.ablation);
    await vscode.window.showTextDocument(vscode.Uri.file(join(target, file)), { preview: false, preserveFocus });
  }
}

async function chooseFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t("Open a folder first: an experiment lives in one."));
  }
  return folders.length > 1 ? await vscode.window.showWorkspaceFolderPick() : folders[0];
}

function existsProblem(path: string): string | undefined {
  return existsSync(path) ? vscode.l10n.t("There is a file or folder of this name already.") : undefined;
}
