import * as vscode from "vscode";
import { isOutside } from "../../corpus/explain/thresholds.ts";
import type { Inspection } from "../../corpus/inspection.ts";
import { numberText, rangeText } from "../../corpus/inspection-text.ts";

/** What a signal's value is measured against, in words: "the corpus keeps ≤ 0.5", "best ≤ 0.05 (StarCoder2)". */
export function thresholdWords(signal: string, { signals, thresholds }: Inspection): readonly string[] {
  const { bounds, presets, ideal, source } = thresholds[signal] ?? {};
  const value = signals[signal];
  const dropping = Object.entries(presets ?? {})
    .filter(([, range]) => value !== undefined && isOutside(value, range))
    .map(([preset, range]) => `${preset} ${rangeText(range)}`);
  return [
    ...(bounds === undefined ? [] : [vscode.l10n.t("the corpus keeps {0}", rangeText(bounds))]),
    ...(ideal === undefined ? [] : [vscode.l10n.t("best {0} ({1})", rangeText(ideal), source ?? "")]),
    ...(dropping.length === 0 ? [] : [vscode.l10n.t("presets that would drop it keep {0}", dropping.join(", "))]),
  ];
}

/** A signal with its value and thresholds: "encodedDataShare 0.62: best ≤ 0.05 (StarCoder2)". */
export function signalWords(signal: string, inspection: Inspection): string {
  const value = inspection.signals[signal];
  const measured = value === undefined ? signal : `${signal} ${numberText(value)}`;
  const thresholds = thresholdWords(signal, inspection);
  return thresholds.length === 0 ? measured : `${measured}: ${thresholds.join("; ")}`;
}

/** The signal that a rule bounds: a filter of a preset has the preset's name before it. */
export function signalOf(rule: string): string {
  return rule.slice(rule.lastIndexOf("/") + 1);
}

/** How much a signal takes off the quality, as a whole percentage; undefined where that is less than one. */
export function costWords(signal: string, { contributions }: Inspection): string | undefined {
  const percent = Math.round(100 * (1 - Math.exp(contributions[signal] ?? 0)));
  return percent < 1 ? undefined : vscode.l10n.t("It takes {0} % off the quality.", percent);
}

/** Whether the file would be kept, and why. */
export function verdictWords({ kept, reason }: Inspection): string {
  return kept ? vscode.l10n.t("Would be kept: {0}", reason) : vscode.l10n.t("Would be dropped: {0}", reason);
}
