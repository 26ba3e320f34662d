import { join } from "node:path";
import * as vscode from "vscode";
import { sizeText } from "../../provenance/size-text.ts";
import type { EngineEvent } from "../../scheduler/events.ts";
import { StageError } from "../../stage/runner.ts";
import { findWorkspace } from "../../store/workspace.ts";
import { durationText } from "../quantities.ts";
import { type EngineRuns, requireTrust } from "../runs/engine-runs.ts";

type Garbage = Extract<EngineEvent, { event: "garbage" }>["garbage"][number];

/** Lists what no experiment and no corpus of a workspace needs any more, and frees what the user chooses and confirms. */
export async function freeSpace(runs: EngineRuns): Promise<void> {
  requireTrust();
  const folders = vscode.workspace.workspaceFolders ?? [];
  const folder = folders.length > 1 ? await vscode.window.showWorkspaceFolderPick() : folders[0];
  if (folder === undefined) return;
  const { root } = findWorkspace(join(folder.uri.fsPath, "any"), folder.uri.fsPath);
  const found = await ask(runs, root, ["--dry-run"], vscode.l10n.t("Looking for what is needed no more"));
  const garbage = found.flatMap((event) => (event.event === "garbage" ? event.garbage : []));
  if (garbage.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t("There is nothing to free: every stage is needed."));
    return;
  }
  const chosen = await vscode.window.showQuickPick(garbage.map(choiceOf), {
    canPickMany: true,
    title: vscode.l10n.t("Free Space in {0}", root),
    placeHolder: vscode.l10n.t("What no ablation or corpus file needs as it is now"),
  });
  if (chosen === undefined || chosen.length === 0) return;
  const size = sizeText(chosen.reduce((sum, { garbage: each }) => sum + each.bytes, 0));
  const [remove, aside] = [vscode.l10n.t("Delete"), vscode.l10n.t("Put Aside")];
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      "Delete {0} folders ({1}) for good? Put aside, they can be moved back from .ablate/trash.",
      chosen.length,
      size,
    ),
    { modal: true },
    remove,
    aside,
  );
  if (answer === undefined) return;
  const names = chosen.map(({ garbage: each }) => each.name);
  const options = ["--yes", ...(answer === aside ? ["--trash"] : []), "--", ...names];
  await ask(runs, root, options, vscode.l10n.t("Freeing {0}", size));
  void vscode.window.showInformationMessage(
    answer === aside ? vscode.l10n.t("{0} put aside in .ablate/trash.", size) : vscode.l10n.t("{0} freed.", size),
  );
}

function choiceOf(garbage: Garbage): vscode.QuickPickItem & { readonly garbage: Garbage } {
  const { label, name, bytes, startedAt, seconds } = garbage;
  const cost =
    seconds === undefined
      ? ""
      : vscode.l10n.t(" · made {0} in {1}", startedAt?.slice(0, 10) ?? "", durationText(seconds));
  return { label, description: `${sizeText(bytes)}${cost}`, detail: name, picked: true, garbage };
}

/** What `ablate gc` tells in a workspace. Throws a StageError where it fails. */
async function ask(
  runs: EngineRuns,
  root: string,
  options: readonly string[],
  title: string,
): Promise<readonly EngineEvent[]> {
  const events: EngineEvent[] = [];
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (_progress, cancelled) => {
      const engine = runs.serve(["--json", "gc", `--workspace=${root}`, ...options], root, {
        event: (event) => events.push(event),
        log: () => undefined,
      });
      const listening = cancelled.onCancellationRequested(() => void engine.stop());
      const { code, stopped, failure } = await engine.finished;
      listening.dispose();
      if (stopped || code === 0) return;
      const message = events.find((event) => event.event === "error")?.message;
      throw new StageError(message ?? failure ?? vscode.l10n.t("Nothing was freed."));
    },
  );
  return events;
}
