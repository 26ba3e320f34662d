import { basename, join } from "node:path";
import * as vscode from "vscode";
import type { PanelMessage } from "../../../webview/protocol.ts";

type Export = Extract<PanelMessage, { type: "export" }>;

/** Asks where to save what a panel made of its data, and writes it there or says why not. The dialog begins in `folder`. */
export async function saveExport({ format, fileName, content }: Export, folder: string): Promise<void> {
  const defaultUri = vscode.Uri.file(join(folder, basename(fileName)));
  const target = await vscode.window.showSaveDialog({ defaultUri, filters: { [format.toUpperCase()]: [format] } });
  if (target === undefined) return;
  try {
    await vscode.workspace.fs.writeFile(target, Buffer.from(content, format === "png" ? "base64" : "utf8"));
  } catch (error) {
    void vscode.window.showErrorMessage(vscode.l10n.t("{0} cannot be written: {1}", target.fsPath, String(error)));
  }
}
