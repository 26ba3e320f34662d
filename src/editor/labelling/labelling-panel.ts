import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname } from "node:path";
import * as vscode from "vscode";
import { type LabellingMessage, type LabellingState, parseLabellingMessage } from "../../../webview/protocol.ts";
import type { EngineEvent } from "../../scheduler/events.ts";
import type { EngineProcess } from "../engine/engine-process.ts";
import { workspaceOf } from "../files/workspace-of.ts";
import { panelPage } from "../results/panel-page.ts";
import type { EngineRuns } from "../runs/engine-runs.ts";
import { LabelClassifier } from "./label-classifier.ts";
import { LabellingSession } from "./labelling-session.ts";

export interface LabellingSurroundings {
  readonly runs: EngineRuns;
  readonly log: vscode.LogOutputChannel;
  /** The folder of the webview bundles. */
  readonly webviewFolder: vscode.Uri;
}

/** What is labelled, and how. */
export interface LabellingTask {
  readonly corpus: vscode.Uri;
  readonly labelFile: string;
  /** Whether two documents are compared, in place of one scored. */
  readonly pairs: boolean;
}

const BATCHES = "40";

/** The page on which a corpus's documents are labelled, from a queue that the engine fills, and a classifier is trained on the labels. */
export class LabellingPanel implements vscode.Disposable {
  readonly task: LabellingTask;
  private readonly panel: vscode.WebviewPanel;
  private readonly world: LabellingSurroundings;
  private readonly session: LabellingSession;
  private readonly classifier: LabelClassifier;
  private queue: EngineProcess;
  private obeyed = Promise.resolve();
  private isTraining = false;
  private isClosed = false;

  constructor(task: LabellingTask, panel: vscode.WebviewPanel, world: LabellingSurroundings) {
    this.task = task;
    this.panel = panel;
    this.world = world;
    this.session = new LabellingSession({
      labelFile: task.labelFile,
      by: userInfo().username,
      now: () => new Date(),
    });
    this.classifier = new LabelClassifier(task.corpus, task.labelFile, world.runs, world.log);
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [world.webviewFolder] };
    const bundle = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(world.webviewFolder, name)).toString();
    webview.html = panelPage({
      title: panel.title,
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString("base64url"),
      scriptUri: bundle("labelling.js"),
      styleUri: bundle("labelling.css"),
    });
    webview.onDidReceiveMessage((data: unknown) => {
      const message = parseLabellingMessage(data);
      if (message !== undefined) void this.obey(message);
    });
    this.queue = this.fillQueue();
  }

  get state(): LabellingState {
    return { ...this.session.state, training: this.isTraining, classifier: this.classifier.state };
  }

  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  /** Closes the page. */
  close(): void {
    this.panel.dispose();
  }

  /** Does what the page asks for: labels one after the other, also while it trains. Exposed for tests: nothing else can press its buttons. */
  obey(message: LabellingMessage): Promise<void> {
    if (message.type === "train") return this.told(this.train());
    this.obeyed = this.told(this.obeyed.then(() => this.session.obey(message)));
    return this.obeyed;
  }

  /** Ends what runs for the page; it is closed. */
  dispose(): void {
    this.isClosed = true;
    void this.queue.stop();
    void this.classifier.stop();
  }

  /** Trains on all labels, and asks from now on for those that the new classifier is uncertain of. */
  private async train(): Promise<void> {
    if (this.isTraining) return;
    this.isTraining = true;
    try {
      this.send();
      // An engine has the workspace to itself.
      await this.queue.finished;
      if (this.isClosed) return;
      this.session.message = vscode.l10n.t("Training a classifier on the labels…");
      this.send();
      await this.classifier.train();
      this.session.forgetQueue();
      this.queue = this.fillQueue();
    } finally {
      this.isTraining = false;
    }
  }

  /** Tells the page when something is done, or why it is not. */
  private async told(deed: Promise<void>): Promise<void> {
    try {
      await deed;
    } catch (error) {
      if (this.isClosed) return;
      this.session.message = error instanceof Error ? error.message : String(error);
      this.world.log.error(this.session.message);
    }
    this.send();
  }

  private fillQueue(): EngineProcess {
    const { corpus, labelFile, pairs } = this.task;
    const { runs, log } = this.world;
    this.session.message = vscode.l10n.t("Looking for documents that are worth a label…");
    const listener = {
      event: (event: EngineEvent): void => {
        if (event.event === "labelQueue") this.session.add(event.documents);
        else if (event.event === "error") this.session.message = event.message;
        else if (event.event === "problem")
          this.session.message = `${event.file}:${String(event.line)}: ${event.message}`;
        else return;
        this.send();
      },
      log: (line: string): void => {
        log.info(`[label] ${line}`);
      },
    };
    const engine = runs.serve(
      [
        ...["--json", "label", "queue", "--workspace", workspaceOf(corpus).root, "--labels", labelFile],
        ...["--count", BATCHES],
        ...(pairs ? ["--pairs"] : []),
        ...(existsSync(this.classifier.file) ? ["--classifier", this.classifier.file] : []),
        ...["--", corpus.fsPath],
      ],
      dirname(corpus.fsPath),
      listener,
    );
    void engine.finished.then(({ code }) => {
      if (code === 0) this.session.message = "";
      this.send();
    });
    return engine;
  }

  private send(): void {
    if (this.isClosed) return;
    void this.panel.webview.postMessage(this.state);
  }
}
