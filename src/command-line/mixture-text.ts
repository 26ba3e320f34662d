import type { MetricLaw, MixtureFinding } from "../analysis/mixture-law/mixture-finding.ts";
import { mixtureText as sharesText } from "../analysis/mixture-law/mixture-sentence.ts";
import { formatShare, formatValue } from "../analysis/number-format.ts";
import { wrapText } from "../analysis/wrap-text.ts";
import type { ArmDeclaration } from "../experiment/ablation-file.ts";
import { armLine } from "../experiment/follow-up.ts";
import { alignedColumns } from "./aligned-columns.ts";

const reasons: Readonly<Record<MixtureFinding["proposals"][number]["reason"], string>> = {
  "predicted-best": "predicted best",
  "uncertain-optimum": "the best could be here",
  gap: "far from all arms",
};

/** A finding for people: the sentence, how far to trust the laws, the search, and arms to paste into a file. */
export function mixtureText(found: MixtureFinding, next: readonly ArmDeclaration[], width: number): string {
  const { components, optimum, stratified } = found;
  return [
    wrapText(found.finding, width),
    "How well arms are predicted by laws that are fitted without them (error: root mean square).",
    alignedColumns([
      ["metric", "law", "error", "explained", "rank correlation", "training noise"],
      ...found.metrics.flatMap((metric) => lawRows(metric, found)),
    ]),
    "The search: bounds of each share, and where the best one lies in 95 % of the replicates.",
    alignedColumns([
      ["corpus", "least", "most", "because", "best", "between", ...(stratified === undefined ? [] : ["by tokens"])],
      ...components.map(({ name, low, high, highBecause }) => [
        name,
        formatShare(low),
        formatShare(high),
        highBecause,
        formatShare(optimum.shares[name] ?? 0),
        intervalText(optimum.shareIntervals[name]),
        ...(stratified === undefined ? [] : [formatShare(stratified.shares[name] ?? 0)]),
      ]),
    ]),
    ...(found.notes.length === 0 ? [] : [found.notes.map((note) => wrapText(`• ${note}`, width)).join("\n")]),
    ...(next.length === 0
      ? []
      : [
          'To train next (paste into "arms", or use --write):',
          next.map((arm, place) => `${armLine(arm)}, // ${reasonOf(found, place)}`).join("\n"),
        ]),
  ].join("\n\n");
}

function lawRows(
  { metric, title, unit, logLinear, linear, trainingNoise }: MetricLaw,
  { objective }: MixtureFinding,
): string[][] {
  const chosen = objective.metrics.some((other) => other.metric === metric);
  const format = { unit, decimals: unit === "share" ? 2 : 4 };
  const row = (
    law: string,
    { rootMeanSquare, explained, rankCorrelation }: MetricLaw["linear"]["crossValidated"],
  ): string[] => [
    `${chosen ? "* " : "  "}${title}`,
    law,
    formatValue(rootMeanSquare, format),
    explained.toFixed(2).replace("-", "\u2212"),
    rankCorrelation === undefined ? "–" : rankCorrelation.toFixed(3).replace("-", "\u2212"),
    trainingNoise === undefined ? "–" : formatValue(trainingNoise, format),
  ];
  return [
    ...(logLinear === undefined ? [] : [row("log-linear", logLinear.crossValidated)]),
    row("linear", linear.crossValidated),
  ];
}

function intervalText(interval: { readonly low: number; readonly high: number } | undefined): string {
  return interval === undefined ? "" : `${formatShare(interval.low)}–${formatShare(interval.high)}`;
}

function reasonOf({ proposals }: MixtureFinding, place: number): string {
  const proposal = proposals[place];
  return proposal === undefined ? "" : `${reasons[proposal.reason]}: ${sharesText(proposal.shares)}`;
}
