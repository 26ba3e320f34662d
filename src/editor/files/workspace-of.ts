import { dirname } from "node:path";
import * as vscode from "vscode";
import { findWorkspace, type Workspace } from "../../store/workspace.ts";

/** Where the stages of a file lie: as the engine decides, with the file's open folder (else its own) as current folder. */
export function workspaceOf(uri: vscode.Uri): Workspace {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return findWorkspace(uri.fsPath, folder?.uri.fsPath ?? dirname(uri.fsPath));
}
