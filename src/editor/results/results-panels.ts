import { basename, dirname } from "node:path";
import * as vscode from "vscode";
import { z } from "zod";
import { declaredFile } from "../files/declared-files.ts";
import { resultsPanelType } from "../identifiers.ts";
import { ResultsPanel, type ResultsPanelSurroundings } from "./results-panel.ts";

/** Where the window keeps which file a panel is of, by the panel's title. */
const mementoKey = "ablate.panels";
const rememberedPanels = z.record(z.string(), z.string()).catch({});

/** The experiment panels: one for each ablation file, brought back when the window is opened again. */
export class ResultsPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly panels = new Map<string, ResultsPanel>();
  private readonly world: ResultsPanelSurroundings;
  private readonly memento: vscode.Memento;
  private readonly icon: vscode.Uri;
  private readonly serializer: vscode.Disposable;

  constructor(world: ResultsPanelSurroundings, memento: vscode.Memento, icon: vscode.Uri) {
    this.world = world;
    this.memento = memento;
    this.icon = icon;
    this.serializer = vscode.window.registerWebviewPanelSerializer(resultsPanelType, this);
  }

  /** Shows the panel of an ablation file, beside its text where that is open in front. The focus stays where it is. */
  show(uri: vscode.Uri): void {
    const known = this.panels.get(uri.toString());
    if (known !== undefined) {
      known.reveal();
      return;
    }
    const viewColumn =
      vscode.window.activeTextEditor === undefined ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
    const title = this.titleOf(uri);
    const panel = vscode.window.createWebviewPanel(resultsPanelType, title, { viewColumn, preserveFocus: true });
    this.adopt(uri, panel);
    void this.memento.update(mementoKey, { ...this.remembered, [title]: uri.toString() });
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    const saved = this.remembered[panel.title];
    const uri = saved === undefined ? undefined : vscode.Uri.parse(saved);
    if (uri === undefined || declaredFile(uri)?.kind !== "ablation" || this.panels.has(uri.toString())) {
      panel.dispose();
      return;
    }
    this.adopt(uri, panel);
    await Promise.resolve();
  }

  dispose(): void {
    this.serializer.dispose();
    for (const panel of this.panels.values()) panel.dispose();
  }

  private get remembered(): Readonly<Record<string, string>> {
    return rememberedPanels.parse(this.memento.get(mementoKey) ?? {});
  }

  /** The experiment's name, with its folder where another experiment's panel has that name. */
  private titleOf(uri: vscode.Uri): string {
    const name = declaredFile(uri)?.name ?? basename(uri.fsPath);
    const namesake = this.remembered[name];
    return namesake === undefined || namesake === uri.toString() ? name : `${name} (${dirname(uri.fsPath)})`;
  }

  private adopt(uri: vscode.Uri, panel: vscode.WebviewPanel): void {
    panel.iconPath = this.icon;
    const shown = new ResultsPanel(uri, panel, this.world);
    this.panels.set(uri.toString(), shown);
    panel.onDidDispose(() => {
      shown.dispose();
      this.panels.delete(uri.toString());
    });
  }
}
