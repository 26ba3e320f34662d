import * as vscode from "vscode";
import { declaredFile } from "../files/declared-files.ts";
import { FilePanels } from "../files/file-panels.ts";
import { explorerPanelType } from "../identifiers.ts";
import { CorpusExplorer, type CorpusExplorerSurroundings } from "./corpus-explorer.ts";

/** The corpus explorers: one for each corpus file. */
export class CorpusExplorers extends FilePanels<CorpusExplorer> {
  constructor(world: CorpusExplorerSurroundings, icon: vscode.Uri) {
    super({
      type: explorerPanelType,
      files: "corpus",
      icon,
      fill: (uri, panel) => new CorpusExplorer(uri, panel, world),
      title: (uri) => vscode.l10n.t("{0}: Explorer", declaredFile(uri)?.name ?? vscode.workspace.asRelativePath(uri)),
      place: () => vscode.ViewColumn.Active,
    });
  }
}
