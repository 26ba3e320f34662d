import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { type HostMessage, type PanelMessage, parsePanelMessage } from "../../../webview/protocol.ts";
import { type ExperimentView, readExperiment } from "../experiments/experiment-view.ts";
import { declaredFile } from "../files/declared-files.ts";
import { fileText } from "../files/file-text.ts";
import { workspaceOf } from "../files/workspace-of.ts";
import { armCurves, curveFrom } from "../runs/arm-curves.ts";
import { type EngineRuns, nameOf } from "../runs/engine-runs.ts";
import type { RunModel } from "../runs/run-model.ts";
import { experimentSnapshot } from "./experiment-snapshot.ts";
import { panelPage } from "./panel-page.ts";
import { saveExport } from "./save-export.ts";
import type { TracedNumber } from "./trails.ts";

export interface ResultsPanelSurroundings {
  readonly runs: EngineRuns;
  readonly log: vscode.LogOutputChannel;
  /** The folder of the webview bundles. */
  readonly webviewFolder: vscode.Uri;
  /** Fires when something that the panel shows changed on disk. */
  readonly changes: readonly vscode.Event<unknown>[];
  /** Shows where a number of the results comes from. */
  showTrail(uri: vscode.Uri, number: TracedNumber): void;
  /** Does what a button of the panel asks for. */
  perform(request: "run" | "stop" | "openReport", uri: vscode.Uri): void;
}

/** The panel of one experiment: its curves while it trains, its results afterwards. */
export class ResultsPanel implements vscode.Disposable {
  readonly uri: vscode.Uri;
  private readonly panel: vscode.WebviewPanel;
  private readonly world: ResultsPanelSurroundings;
  private readonly disposables: vscode.Disposable[] = [];
  /** Points of each curve that the panel has. */
  private readonly sent = new Map<string, number>();
  private ready = false;
  /** The run that the last snapshot was of, which deltas go on from. */
  private shown: RunModel | undefined;
  private snapshots: Promise<void> = Promise.resolve();
  private snapshotWaits = false;

  constructor(uri: vscode.Uri, panel: vscode.WebviewPanel, world: ResultsPanelSurroundings) {
    this.uri = uri;
    this.panel = panel;
    this.world = world;
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [world.webviewFolder] };
    webview.html = panelPage({
      title: panel.title,
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString("base64url"),
      scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(world.webviewFolder, "experiment.js")).toString(),
      styleUri: webview.asWebviewUri(vscode.Uri.joinPath(world.webviewFolder, "experiment.css")).toString(),
    });
    const refresh = (): void => {
      // While its engine runs, the panel lives on deltas; what the engine writes to disk is no news then.
      if (this.shown?.status.state !== "running") this.sendSnapshot();
    };
    let visible = panel.visible;
    this.disposables.push(
      webview.onDidReceiveMessage((data: unknown) => {
        this.receive(data);
      }),
      panel.onDidChangeViewState(() => {
        if (panel.visible && !visible) this.sendSnapshot();
        visible = panel.visible;
      }),
      world.runs.onDidChange((run) => {
        if (run.uri.toString() === uri.toString()) this.follow();
      }),
      // Whether this experiment can be run depends on what else does.
      world.runs.onDidStartOrEnd(() => {
        this.sendSnapshot();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(refresh),
      ...world.changes.map((change) => change(refresh)),
    );
  }

  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  private receive(data: unknown): void {
    const message = parsePanelMessage(data);
    if (message === undefined) {
      this.world.log.warn(`the panel of ${nameOf(this.uri)} sent what is no message`);
      return;
    }
    this.obey(message);
  }

  private obey(message: PanelMessage): void {
    switch (message.type) {
      case "ready":
        this.ready = true;
        this.sendSnapshot();
        break;
      case "openFile":
        // Unlike showTextDocument, it tells people when the file is gone.
        void vscode.commands.executeCommand("vscode.open", this.uri, vscode.ViewColumn.Beside);
        break;
      case "trail":
        this.world.showTrail(this.uri, message);
        break;
      case "export":
        void saveExport(message, workspaceOf(this.uri).root);
        break;
      default:
        this.world.perform(message.type, this.uri);
    }
  }

  /** A run of this experiment told something: what is new is sent if it is the run that the panel shows, else the whole state. */
  private follow(): void {
    const model = this.world.runs.of(this.uri)?.model;
    if (model !== undefined && model === this.shown && model.status.state === "running") this.sendDelta(model);
    else this.sendSnapshot();
  }

  private sendDelta(model: RunModel): void {
    if (!this.ready || !this.panel.visible || this.snapshotWaits) return;
    const curves = armCurves(model.armRuns, (key) => model.curves.points(key)).flatMap((curve) => {
      const name = curveName(curve);
      const before = this.sent.get(name) ?? 0;
      const now = curve.points.tokens.length;
      this.sent.set(name, now);
      return now > before ? [curveFrom(curve, before)] : [];
    });
    if (curves.length > 0) this.post({ type: "curves", curves });
    this.post({ type: "progress", run: model.status });
  }

  /** One snapshot at a time; a request while one is being made asks for one more afterwards, not for many. */
  private sendSnapshot(): void {
    if (!this.ready || !this.panel.visible || this.snapshotWaits) return;
    this.snapshotWaits = true;
    this.snapshots = this.snapshots
      .then(() => {
        this.snapshotWaits = false;
        return this.makeSnapshot();
      })
      .catch((error: unknown) => {
        this.world.log.error(`the panel of ${nameOf(this.uri)}: ${String(error)}`);
      });
  }

  private async makeSnapshot(): Promise<void> {
    const { runs } = this.world;
    const workspace = workspaceOf(this.uri);
    const run = runs.of(this.uri);
    const live = run?.model.status.state === "running" ? run.model : undefined;
    const text = (await fileText(this.uri)) ?? "";
    const view = await readExperiment(this.uri.fsPath, text, workspace, live);
    const cannotRunBecause = this.whyNotRun(view);
    const snapshot = await experimentSnapshot({
      name: declaredFile(this.uri)?.name ?? nameOf(this.uri),
      address: this.uri.toString(),
      path: vscode.workspace.asRelativePath(this.uri),
      view,
      workspace,
      model: run?.model,
      cannotRunBecause,
    });
    // Posted without a pause after the counts are taken, so that no point falls between snapshot and delta.
    this.shown = run?.model;
    this.sent.clear();
    if (run !== undefined) {
      const { model } = run;
      for (const curve of armCurves(model.armRuns, (key) => model.curves.points(key))) {
        this.sent.set(curveName(curve), curve.points.tokens.length);
      }
    }
    this.post({ type: "snapshot", snapshot });
  }

  private whyNotRun({ problems, runsElsewhere }: ExperimentView): string | undefined {
    if (!vscode.workspace.isTrusted) return vscode.l10n.t("Training needs a trusted workspace.");
    const problem = problems.find(({ severity }) => severity === "error");
    if (problem !== undefined) return vscode.l10n.t("The file has a problem: {0}", problem.message);
    if (runsElsewhere) return vscode.l10n.t("It is running in another window or terminal.");
    return undefined;
  }

  private post(message: HostMessage): void {
    void this.panel.webview.postMessage(message);
  }
}

function curveName({ arm, seed }: { readonly arm: string; readonly seed: number }): string {
  return `${arm} ${String(seed)}`;
}
