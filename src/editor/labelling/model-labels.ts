import { dirname } from "node:path";
import * as vscode from "vscode";
import type { EngineEvent } from "../../scheduler/events.ts";
import { workspaceOf } from "../files/workspace-of.ts";
import type { EngineRuns } from "../runs/engine-runs.ts";
import { type AskModel, ModelRefusal, serveModel } from "./model-endpoint.ts";

const USUAL_COUNT = "200";
const REQUESTS_AT_A_TIME = "2";

/**
 * Has a language model of the editor score a sample of a corpus's documents: asks which model and how many, shows how far it is, and
 * may be cancelled; asked again, it goes on. The editor itself asks the person whether the model may be used.
 */
export async function labelWithModel(corpus: vscode.Uri, labelFile: string, runs: EngineRuns): Promise<void> {
  const model = await chooseModel();
  if (model === undefined) return;
  const count = await vscode.window.showInputBox({
    prompt: vscode.l10n.t("How many documents is {0} to score?", model.name),
    value: USUAL_COUNT,
    validateInput: (text) => (/^[1-9]\d{0,6}$/.test(text) ? undefined : vscode.l10n.t("A whole number from 1")),
  });
  if (count === undefined) return;
  const endpoint = await serveModel(asking(model));
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true };
  const title = vscode.l10n.t("{0} scores documents", model.name);
  try {
    await vscode.window.withProgress({ ...options, title }, async (progress, token) => {
      let last = "";
      let failure: string | undefined;
      const listener = {
        event: (event: EngineEvent): void => {
          if (event.event === "log") progress.report({ message: (last = event.line) });
          else if (event.event === "error") failure = event.message;
          else if (event.event === "problem") failure = `${event.file}:${String(event.line)}: ${event.message}`;
        },
        log: (line: string): void => {
          last = line;
        },
      };
      const engine = runs.serve(
        [
          ...["--json", "label", "ask", "--workspace", workspaceOf(corpus).root, "--labels", labelFile],
          ...["--endpoint", endpoint.url, "--model", `${model.vendor}/${model.id}`],
          ...["--count", count, "--concurrency", REQUESTS_AT_A_TIME, "--", corpus.fsPath],
        ],
        dirname(corpus.fsPath),
        listener,
        { ABLATE_ENDPOINT_KEY: endpoint.key },
      );
      token.onCancellationRequested(() => void engine.stop());
      const { code, stopped } = await engine.finished;
      if (stopped) return;
      if (code === 0) void vscode.window.showInformationMessage(last);
      else void vscode.window.showErrorMessage(failure ?? last);
    });
  } finally {
    endpoint.close();
  }
}

async function chooseModel(): Promise<vscode.LanguageModelChat | undefined> {
  const models = await vscode.lm.selectChatModels();
  if (models.length === 0) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t(
        "The editor has no language model. Install an extension that brings one, or ask an endpoint: ablate label ask --endpoint URL --model NAME.",
      ),
    );
    return undefined;
  }
  const choices = models.map((model) => ({ label: model.name, description: `${model.vendor} · ${model.id}`, model }));
  const chosen = await vscode.window.showQuickPick(choices, { placeHolder: vscode.l10n.t("Which model scores?") });
  return chosen?.model;
}

function asking(model: vscode.LanguageModelChat): AskModel {
  return async (messages, signal) => {
    const source = new vscode.CancellationTokenSource();
    signal.addEventListener("abort", () => {
      source.cancel();
    });
    try {
      // The editor's models know no role "system".
      const said = messages.map(({ content }) => vscode.LanguageModelChatMessage.User(content));
      const justification = vscode.l10n.t("Ablate asks it how much there is to learn from documents of a corpus.");
      const response = await model.sendRequest(said, { justification }, source.token);
      let text = "";
      for await (const piece of response.text) text += piece;
      return text;
    } catch (error) {
      if (isRefusal(error)) throw new ModelRefusal(error.message);
      throw error;
    } finally {
      source.dispose();
    }
  };
}

/** Codes of `vscode.LanguageModelError` that asking again does not change. */
const REFUSALS: readonly string[] = ["NoPermissions", "NotFound"];

function isRefusal(error: unknown): error is vscode.LanguageModelError {
  return error instanceof vscode.LanguageModelError && REFUSALS.includes(error.code);
}
