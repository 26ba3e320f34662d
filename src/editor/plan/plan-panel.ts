import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { parsePlanMessage, type PlanFacts, type PlanMessage, type PlanState } from "../../../webview/protocol.ts";
import { parseExperiment } from "../experiments/experiment-view.ts";
import { declaredFile } from "../files/declared-files.ts";
import { fileText } from "../files/file-text.ts";
import { Command } from "../identifiers.ts";
import { panelPage } from "../results/panel-page.ts";
import { type EngineRun, type EngineRuns, nameOf } from "../runs/engine-runs.ts";
import { warningLines } from "./warning-lines.ts";

export interface PlanPanelSurroundings {
  readonly runs: EngineRuns;
  readonly log: vscode.LogOutputChannel;
  /** Fires when an ablation or corpus file was written. */
  readonly changes: readonly vscode.Event<unknown>[];
  /** The folder of the webview bundles. */
  readonly webviewFolder: vscode.Uri;
}

/** What an engine has found: a plan, or why there is none. */
type Found = Pick<PlanState, "plan" | "warningLines" | "problems" | "failure">;

const nothing: Found = { warningLines: [], problems: [] };

/** The page of an experiment's plan. `ablate plan` works it out, anew whenever a file is saved or a run has ended. */
export class PlanPanel implements vscode.Disposable {
  readonly uri: vscode.Uri;
  private readonly panel: vscode.WebviewPanel;
  private readonly world: PlanPanelSurroundings;
  private readonly subscriptions: readonly vscode.Disposable[];
  private found: Found = nothing;
  private doing = "";
  private engine: EngineRun | undefined;
  private told: PlanFacts | undefined;
  private ready = false;
  private isStale = true;
  private round = 0;

  constructor(uri: vscode.Uri, panel: vscode.WebviewPanel, world: PlanPanelSurroundings) {
    this.uri = uri;
    this.panel = panel;
    this.world = world;
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [world.webviewFolder] };
    const bundle = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(world.webviewFolder, name)).toString();
    webview.html = panelPage({
      title: panel.title,
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString("base64url"),
      scriptUri: bundle("plan.js"),
      styleUri: bundle("plan.css"),
    });
    const refresh = (): void => {
      this.isStale = true;
      this.planIfStale();
    };
    this.subscriptions = [
      webview.onDidReceiveMessage((data: unknown) => {
        const message = parsePlanMessage(data);
        if (message === undefined) world.log.warn(`the plan of ${nameOf(uri)} sent what is no message`);
        else this.obey(message);
      }),
      panel.onDidChangeViewState(() => {
        // A page that was hidden has forgotten all, and says `ready` again.
        if (panel.visible) this.planIfStale();
        else this.ready = false;
      }),
      world.runs.onDidTell(({ run, event }) => {
        if (run !== this.engine) return;
        if (event.event === "plan") this.told = event;
        if (event.event === "log") this.doing = event.line;
        if (event.event === "log") this.send();
      }),
      world.runs.onDidStartOrEnd(({ task, uri: file, model }) => {
        if (task !== "run" && task !== "curate") return;
        if (model.status.state !== "running") refresh();
        else if (file.toString() === uri.toString()) this.send();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(refresh),
      ...world.changes.map((change) => change(refresh)),
    ];
  }

  /** What the page shows. */
  get state(): PlanState {
    return {
      name: declaredFile(this.uri)?.name ?? nameOf(this.uri),
      file: vscode.workspace.asRelativePath(this.uri),
      restore: this.uri.toString(),
      computing: this.engine !== undefined,
      doing: this.doing,
      ...this.found,
      problems: this.found.problems.map((problem) => ({
        ...problem,
        file: vscode.workspace.asRelativePath(vscode.Uri.file(problem.file)),
      })),
      canRun: vscode.workspace.isTrusted && this.world.runs.activeOf(this.uri) === undefined,
    };
  }

  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  /** Does what the page asks for. Exposed for tests: nothing else can press its buttons. */
  obey(message: PlanMessage): void {
    switch (message.type) {
      case "ready":
        this.ready = true;
        this.send();
        this.planIfStale();
        return;
      case "refresh":
        void this.plan();
        return;
      case "cancel":
        void this.engine?.stop();
        return;
      case "run":
        void vscode.commands.executeCommand(Command.run, this.uri);
        return;
      case "openFile":
        void open(this.uri, message.line);
        return;
      case "openProblem": {
        const problem = this.found.problems[message.index];
        if (problem !== undefined) void open(vscode.Uri.file(problem.file), problem.line);
      }
    }
  }

  dispose(): void {
    this.round += 1;
    this.ready = false;
    for (const subscription of this.subscriptions) subscription.dispose();
    void this.engine?.stop();
  }

  private planIfStale(): void {
    if (this.isStale && this.ready && this.panel.visible) void this.plan();
  }

  /** Asks an engine, and ends the one that was asked before. The page keeps what it shows until there is an answer. */
  private async plan(): Promise<void> {
    const round = (this.round += 1);
    this.isStale = false;
    await this.engine?.stop();
    if (round !== this.round) return;
    this.told = undefined;
    this.doing = "";
    try {
      const engine = this.world.runs.start("plan", this.uri);
      this.engine = engine;
      this.send();
      await engine.finished;
      const found = await this.foundBy(engine);
      if (round === this.round) this.found = found;
    } catch (error) {
      if (round === this.round) this.found = { ...nothing, failure: messageOf(error) };
    }
    if (round !== this.round) return;
    this.engine = undefined;
    this.doing = "";
    this.send();
  }

  private async foundBy({ model }: EngineRun): Promise<Found> {
    const { state, message } = model.status;
    const plan = this.told;
    if (state === "stopped") {
      this.isStale = true;
      return this.found.plan === undefined
        ? { ...nothing, failure: vscode.l10n.t("Planning was stopped.") }
        : this.found;
    }
    if (plan === undefined || state !== "done") {
      const problems = model.problems.map(({ file, line, severity, message: text }) => ({
        ...{ file, line, severity },
        message: text,
      }));
      const failure = problems.length > 0 ? undefined : (message ?? vscode.l10n.t("The engine told no plan."));
      return { ...nothing, problems, ...(failure === undefined ? {} : { failure }) };
    }
    const text = (await fileText(this.uri)) ?? "";
    const experiment = parseExperiment(this.uri.fsPath, text).value;
    const { stages, packs, armRuns, secondsLeft, details } = plan;
    return {
      ...nothing,
      plan: { stages, packs, armRuns, secondsLeft, ...(details === undefined ? {} : { details }) },
      warningLines: [...warningLines(details?.warnings ?? [], text, experiment)],
    };
  }

  private send(): void {
    if (this.ready) void this.panel.webview.postMessage(this.state);
  }
}

/** Where it is seen already, else beside the page. Unlike showTextDocument, it tells people when the file is gone. */
async function open(uri: vscode.Uri, line = 1): Promise<void> {
  const seen = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  const options: vscode.TextDocumentShowOptions = {
    viewColumn: seen?.viewColumn ?? vscode.ViewColumn.Beside,
    selection: new vscode.Range(line - 1, 0, line - 1, 0),
  };
  await vscode.commands.executeCommand("vscode.open", uri, options);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
