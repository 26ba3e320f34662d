import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import { StageError } from "../../stage/runner.ts";
import { RunFiles } from "../../store/run-record.ts";
import { workspaceOf } from "../files/workspace-of.ts";
import { reportPanelType } from "../identifiers.ts";
import { type EngineRuns, nameOf } from "../runs/engine-runs.ts";

/**
 * Has the engine write an experiment's HTML report and opens it: in the browser, or in a panel where the browser is on
 * another machine than the file. Throws a StageError where there is nothing to report.
 */
export async function openReport(uri: vscode.Uri, runs: EngineRuns): Promise<void> {
  const { report } = new RunFiles(workspaceOf(uri), uri.fsPath);
  const run = runs.start("results", uri, { report });
  const title = vscode.l10n.t("Writing the report of {0}", nameOf(uri));
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => run.finished);
  const { state, message } = run.model.status;
  if (state !== "done") throw new StageError(message ?? vscode.l10n.t("The report was not written."));
  const isLocal = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  if (isLocal) await vscode.env.openExternal(vscode.Uri.file(report));
  else await showInPanel(report, nameOf(uri));
}

/** The report brings its own policy: it loads nothing, and its script is its own. */
async function showInPanel(report: string, name: string): Promise<void> {
  const title = vscode.l10n.t("Report of {0}", name);
  const options = { enableScripts: true, localResourceRoots: [] };
  const panel = vscode.window.createWebviewPanel(reportPanelType, title, vscode.ViewColumn.Active, options);
  panel.webview.html = await readFile(report, "utf8");
}
