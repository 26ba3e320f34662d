import * as vscode from "vscode";
import type { DeclaredFile } from "../files/declared-files.ts";

/** The line of a corpus or ablation file: opens it. Its folder is told where another file has the same name. */
export function fileItem(
  file: DeclaredFile,
  all: readonly DeclaredFile[],
  icon: vscode.ThemeIcon,
  hasChildren: boolean,
): vscode.TreeItem {
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(file.name, hasChildren ? Collapsed : None);
  item.id = file.uri.toString();
  item.iconPath = icon;
  item.command = { command: "vscode.open", title: vscode.l10n.t("Open"), arguments: [file.uri] };
  const namesakes = all.filter(({ kind, name }) => kind === file.kind && name === file.name);
  if (namesakes.length > 1) item.label = `${file.name} (${folderOf(file.uri)})`;
  return item;
}

function folderOf(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(vscode.Uri.joinPath(uri, ".."));
}
