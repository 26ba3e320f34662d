import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import * as vscode from "vscode";
import { parseLabellingMessage } from "../../../webview/protocol.ts";
import type { EngineEvent } from "../../scheduler/events.ts";
import { workspaceOf } from "../files/workspace-of.ts";
import { panelPage } from "../results/panel-page.ts";
import type { EngineRuns } from "../runs/engine-runs.ts";
import { LabellingSession } from "./labelling-session.ts";
import { labelWithModel } from "./model-labels.ts";

export interface LabellingSurroundings {
  readonly runs: EngineRuns;
  readonly log: vscode.LogOutputChannel;
  /** The folder of the webview bundles. */
  readonly webviewFolder: vscode.Uri;
}

const BATCHES = "40";

/** Opens the page on which a corpus's documents are labelled; asks how first. Throws a StageError in an untrusted workspace. */
export async function labelDocuments(corpus: vscode.Uri, world: LabellingSurroundings): Promise<void> {
  const choices = [
    { label: vscode.l10n.t("Score documents from 0 to 5"), by: "score" },
    { label: vscode.l10n.t("Compare two documents"), by: "pairs" },
    { label: vscode.l10n.t("Have a language model of the editor score them"), by: "model" },
  ] as const;
  const chosen = await vscode.window.showQuickPick(choices, { placeHolder: vscode.l10n.t("How do you label?") });
  if (chosen?.by === "model") await labelWithModel(corpus, labelFileOf(corpus), world.runs);
  else if (chosen !== undefined) openPanel(corpus, chosen.by === "pairs", world);
}

function labelFileOf(corpus: vscode.Uri): string {
  return join(dirname(corpus.fsPath), "labels", "quality.labels.jsonl");
}

function openPanel(corpus: vscode.Uri, pairs: boolean, { runs, log, webviewFolder }: LabellingSurroundings): void {
  const folder = dirname(corpus.fsPath);
  const labelFile = labelFileOf(corpus);
  const session = new LabellingSession({ labelFile, by: userInfo().username, now: () => new Date() });
  session.message = vscode.l10n.t("Looking for documents that are worth a label…");

  const panel = vscode.window.createWebviewPanel(
    "ablate.labelling",
    vscode.l10n.t("Label Documents"),
    vscode.ViewColumn.Active,
    { enableScripts: true, localResourceRoots: [webviewFolder], retainContextWhenHidden: true },
  );
  const { webview } = panel;
  const send = (): void => void webview.postMessage(session.state);
  const listener = {
    event: (event: EngineEvent): void => {
      if (event.event === "labelQueue") session.add(event.documents);
      else if (event.event === "error") session.message = event.message;
      else if (event.event === "problem") session.message = `${event.file}:${String(event.line)}: ${event.message}`;
      else return;
      send();
    },
    log: (line: string): void => {
      log.info(`[label] ${line}`);
    },
  };
  const classifier = join(folder, "quality.classifier.json");
  const engine = runs.serve(
    [
      ...["--json", "label", "queue", "--workspace", workspaceOf(corpus).root, "--labels", labelFile],
      ...["--count", BATCHES],
      ...(pairs ? ["--pairs"] : []),
      ...(existsSync(classifier) ? ["--classifier", classifier] : []),
      ...["--", corpus.fsPath],
    ],
    folder,
    listener,
  );
  void engine.finished.then(({ code }) => {
    if (code === 0) session.message = "";
    send();
  });
  let obeyed = Promise.resolve();
  webview.onDidReceiveMessage((data: unknown) => {
    const message = parseLabellingMessage(data);
    if (message === undefined) return;
    obeyed = obeyed
      .then(() => session.obey(message))
      .catch((error: unknown) => {
        session.message = error instanceof Error ? error.message : String(error);
        log.error(session.message);
      })
      .then(send);
  });
  panel.onDidDispose(() => void engine.stop());
  webview.html = panelPage({
    title: panel.title,
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString("base64url"),
    scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(webviewFolder, "labelling.js")).toString(),
    styleUri: webview.asWebviewUri(vscode.Uri.joinPath(webviewFolder, "labelling.css")).toString(),
  });
}
