import * as vscode from "vscode";
import { problemCountText } from "../trees/problem-text.ts";
import type { ArmState } from "./arm-state.ts";
import type { ExperimentView } from "./experiment-view.ts";

/** How far an experiment has come; `wrong`: its file has errors; `stopped`: its last run was not completed. */
export type ExperimentState = Exclude<ArmState, "waiting"> | "wrong" | "stopped";

/** The state of an experiment as a whole; `live` where the engine runs for it. */
export function experimentState(view: ExperimentView, live: boolean): ExperimentState {
  if (live || view.runsElsewhere) return "running";
  if (view.experiment === undefined) return "wrong";
  const arms = Object.values(view.arms);
  if (arms.length > 0 && arms.every(({ state }) => state === "done")) return "done";
  if (view.record?.outcome === "failed") return "failed";
  if (view.record?.outcome === "cancelled" || view.record?.outcome === "running") return "stopped";
  return arms.some(({ state }) => state === "done" || state === "partly") ? "partly" : "notRun";
}

/** The state in words: "done · 5 arms". */
export function stateText(view: ExperimentView, state: ExperimentState): string {
  const arms = Object.values(view.arms);
  const armCount = arms.length === 1 ? vscode.l10n.t("1 arm") : vscode.l10n.t("{0} arms", arms.length);
  const done = arms.filter((arm) => arm.state === "done").length;
  const edited = view.editedSince && state === "done" ? ` · ${vscode.l10n.t("edited since")}` : "";
  switch (state) {
    case "wrong":
      return problemCountText(view.problems);
    case "running":
      return vscode.l10n.t("running · {0} of {1} arms done", done, arms.length);
    case "done":
      return vscode.l10n.t("done · {0}", armCount) + edited;
    case "failed":
      return vscode.l10n.t("failed · {0} of {1} arms done", done, arms.length);
    case "stopped":
      return vscode.l10n.t("stopped · {0} of {1} arms done", done, arms.length);
    case "partly":
      return vscode.l10n.t("{0} of {1} arms done", done, arms.length);
    case "notRun":
      return vscode.l10n.t("not run · {0}", armCount);
  }
}
