import * as vscode from "vscode";
import { durationText, percentText } from "../quantities.ts";
import type { RunModel } from "./run-model.ts";

/** What a run does now, in one line: "45 % · 2 min left · loss 3.21 · train code-25 seed 1". */
export function runProgressText(model: RunModel): string {
  const { progress, stages } = model.status;
  if (progress === undefined) {
    const running = stages.find(({ state }) => state === "running");
    return running?.label ?? vscode.l10n.t("starting…");
  }
  const { label, done, total, secondsLeft } = progress;
  return [
    ...(total > 0 ? [percentText(Math.floor((100 * done) / total) / 100)] : []),
    ...(secondsLeft === undefined ? [] : [vscode.l10n.t("{0} left", durationText(secondsLeft))]),
    ...(model.loss === undefined ? [] : [vscode.l10n.t("loss {0}", model.loss.toFixed(2))]),
    label,
  ].join(" · ");
}

/** How much of a run is over, 0 to 1, by the time that it takes. */
export function runShareDone(model: RunModel, now: number): number {
  const secondsLeft = model.status.progress?.secondsLeft;
  if (secondsLeft === undefined) return 0;
  const elapsed = (now - model.startedAt) / 1000;
  return elapsed / Math.max(elapsed + secondsLeft, 1e-3);
}
