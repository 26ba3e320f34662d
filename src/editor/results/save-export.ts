import { basename, join } from "node:path";
import * as vscode from "vscode";
import type { PanelMessage } from "../../../webview/protocol.ts";

type Export = Extract<PanelMessage, { type: "export" }>;

/** Asks where to save what a panel made of its data, and writes it there. `folder` is where the dialog begins. */
export async function saveExport({ format, fileName, content }: Export, folder: string): Promise<void> {
  const defaultUri = vscode.Uri.file(join(folder, basename(fileName)));
  const target = await vscode.window.showSaveDialog({ defaultUri, filters: { [format.toUpperCase()]: [format] } });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, Buffer.from(content, format === "png" ? "base64" : "utf8"));
}
