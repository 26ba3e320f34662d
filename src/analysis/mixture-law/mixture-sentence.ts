import { formatGap } from "../finding.ts";
import { formatShare, formatSigned, formatValue, percentSign } from "../number-format.ts";
import type { Results } from "../results.ts";
import type { Estimate, MixtureFinding } from "./mixture-finding.ts";
import type { SearchBounds } from "./search-bounds.ts";

type Unsaid = Omit<MixtureFinding, "finding" | "notes">;

/** Errors of prediction beyond so many times the noise of an arm's mean are the law's own. */
const farBeyondNoise = 3;

const interval = `95${percentSign}\u00a0CI`;

/** A mixture in words, largest share first: "62 % text, 38 % code". Shares below 0.05 % are left out. */
export function mixtureText(shares: Readonly<Record<string, number>>): string {
  return Object.entries(shares)
    .filter(([, share]) => share >= 0.0005)
    .sort((a, b) => b[1] - a[1])
    .map(([name, share]) => `${formatShare(share)} ${name}`)
    .join(", ");
}

/** What regression comes to: the predicted best mixture, and whether it is known to be better than the stratified one. */
export function mixtureSentence({ objective, optimum, stratified }: Unsaid): string {
  const range = ({ low, high }: Estimate): string =>
    `(${interval} ${formatValue(low, objective)} to ${formatValue(high, objective)})`;
  const best = `Predicted best: ${mixtureText(optimum.shares)}; ${nameOf(objective)} ${formatValue(optimum.mean, objective)} ${range(optimum)}`;
  if (stratified === undefined) return `${best}.`;
  const { difference } = stratified;
  const there = `shares in proportion to the tokens (${mixtureText(stratified.shares)})`;
  if (!stratified.distinguishable) {
    const signed = `${formatSigned(difference.mean, objective)}, ${interval} ${formatSigned(difference.low, objective)} to ${formatSigned(difference.high, objective)}`;
    return `${best}. It is not distinguishable from ${there}: ${signed}.`;
  }
  const falls = difference.mean < 0;
  const [low, high] = falls ? [-difference.high, -difference.low] : [difference.low, difference.high];
  const gap = `${formatGap(Math.abs(difference.mean), objective)} ${falls ? "below" : "above"}`;
  return `${best}, ${gap} ${there} (${interval} ${formatValue(low, objective)} to ${formatValue(high, objective)}).`;
}

/** What limits the finding, a sentence each. */
export function mixtureNotes(finding: Unsaid, results: Pick<Results, "seeds">, bounds: SearchBounds): string[] {
  return [
    ...lawNotes(finding),
    ...boundNotes(finding, bounds),
    ...finding.leftOut.map(({ arm, because }) => `${arm} is left out: ${because}.`),
    ...(finding.stratified === undefined
      ? ["There is no stratified mixture to compare with: how many tokens each corpus has is not known."]
      : finding.stratified.extrapolated
        ? ["The stratified mixture lies outside of the shares that were measured: its prediction is extrapolated."]
        : []),
    ...(results.seeds.length === 1
      ? [
          "One seed only: noise that a seed brings to all arms alike is not in the intervals of values; it cancels in differences.",
        ]
      : []),
  ];
}

function lawNotes({ law, metrics, objective }: Unsaid): string[] {
  const notes: string[] = [];
  const used = metrics.filter(({ metric }) => objective.metrics.some((chosen) => chosen.metric === metric));
  for (const { title, logLinear, linear, trainingNoise } of used) {
    const own = law === "linear" ? linear : (logLinear ?? linear);
    const other = law === "linear" ? logLinear : linear;
    if (own.crossValidated.explained < 0.5) {
      notes.push(
        `${title}: the law explains little of what arms that it was not fitted to measured; train more arms before trusting it.`,
      );
    }
    if (trainingNoise !== undefined && own.crossValidated.rootMeanSquare > farBeyondNoise * trainingNoise) {
      notes.push(
        `${title}: the law misses arms by far more than training noise explains, so it is only nearly right; train the predicted best before relying on it.`,
      );
    }
    if (other !== undefined && other.crossValidated.rootMeanSquare < own.crossValidated.rootMeanSquare) {
      notes.push(
        `${title}: the ${law === "linear" ? "log-linear" : "linear"} law predicts arms that it was not fitted to better.`,
      );
    }
    if (law === "log-linear" && logLinear?.curved === false) {
      notes.push(
        `${title}: the arms show no curvature, so the log-linear law is a line and its constant is not known.`,
      );
    }
  }
  if (objective.metrics.length === 1 || law === "linear") {
    notes.push(
      "Under this law the best mixture of a single metric is always a corner of the bounds: they decide it, the law says which corner.",
    );
  }
  return notes;
}

function boundNotes({ components, optimum, epochs, tokens }: Unsaid, { limitDropped }: SearchBounds): string[] {
  const notes: string[] = [];
  if (limitDropped) {
    notes.push(
      `No mixture of the shares measured keeps every corpus within 4 epochs at ${String(tokens)} tokens, so repetition is not limited here.`,
    );
  }
  for (const { name, low, high, highBecause } of components) {
    const share = optimum.shares[name] ?? 0;
    if (high - low < 1e-6) continue;
    if (share > high - 1e-4) {
      const why = {
        measured: "which is the most that any arm had; arms with more could be better",
        asked: "which is the most that is asked for",
        repetition: `beyond which it is seen more than ${String(epochs ?? 0)} times`,
      }[highBecause];
      notes.push(`The best share of ${name} is ${formatShare(high)}, ${why}.`);
    }
  }
  return notes;
}

function nameOf({ title }: MixtureFinding["objective"]): string {
  return title.charAt(0).toLowerCase() + title.slice(1);
}
