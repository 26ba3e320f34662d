import { formatGap } from "./finding.ts";
import { formatShare, formatValue, percentSign } from "./number-format.ts";
import type { ArmEstimate, Difference, MetricResult, Results } from "./results.ts";

/**
 * One sentence that answers what the mixture did, made by rule: it speaks of the arm that compresses best over all corpora
 * (the lowest mean of the corpora's bits per byte; without them the last arm), and says of every whole metric whether it
 * rose or fell against the baseline and by how much, or that it is not distinguishable.
 */
export function headline(results: Omit<Results, "headline">): string {
  const wholes = results.metrics.filter(
    (metric) => metric.slice === undefined && metric.metric !== "correctProbability",
  );
  const arm = spokenOf(wholes, results);
  if (arm === undefined) return `Only ${results.baseline} was trained: there is nothing to compare it with.`;

  const told = wholes.flatMap((metric) => {
    const difference = differenceOf(metric, arm);
    return difference?.distinguishable === true ? [{ metric, difference }] : [];
  });
  const same = wholes.filter((metric) => differenceOf(metric, arm)?.distinguishable === false).map(shortName);
  const changes = told.map(({ metric, difference }, index) => {
    const against = index === 0 ? ` against ${results.baseline}` : "";
    return `${shortName(metric)} ${change(metric, difference)}${against}`;
  });

  const place = `${placeOf(results, arm)}, `;
  const warning = results.seeds.length === 1 ? " One seed only: the noise of training is not in these intervals." : "";
  if (changes.length === 0) return `${place}nothing is distinguishable from ${results.baseline}.${warning}`;
  const rest = same.length === 0 ? "" : `; ${listed(same)} ${same.length === 1 ? "is" : "are"} not distinguishable`;
  return `${place}${listed(changes)}${rest}.${warning}`;
}

/** "fell by 0.71 (95 % CI 0.69 to 0.73)": the size of the change, and the interval in the same direction. */
function change(metric: MetricResult, difference: Difference): string {
  const direction = difference.mean < 0 ? -1 : 1;
  const [low, high] = direction < 0 ? [-difference.high, -difference.low] : [difference.low, difference.high];
  const interval = `95${percentSign}\u00a0CI ${formatValue(low, metric)} to ${formatValue(high, metric)}`;
  return `${direction < 0 ? "fell" : "rose"} by ${formatGap(direction * difference.mean, metric)} (${interval})`;
}

function spokenOf(wholes: readonly MetricResult[], results: Omit<Results, "headline">): string | undefined {
  const others = results.arms.map((arm) => arm.name).filter((name) => name !== results.baseline);
  const bits = wholes.filter((metric) => metric.metric === "bitsPerByte");
  if (bits.length === 0) return others.at(-1);
  const total = (name: string): number => bits.reduce((sum, metric) => sum + (estimateOf(metric, name)?.mean ?? 0), 0);
  return [...others].sort((a, b) => total(a) - total(b))[0];
}

function estimateOf(metric: MetricResult, arm: string): ArmEstimate | undefined {
  return metric.arms.find((estimate) => estimate.arm === arm);
}

function differenceOf(metric: MetricResult, arm: string): Difference | undefined {
  return estimateOf(metric, arm)?.difference;
}

function placeOf(results: Omit<Results, "headline">, name: string): string {
  const corpus = results.proportionOf;
  const arm = results.arms.find((candidate) => candidate.name === name);
  if (corpus === undefined || arm === undefined) return `With ${name}`;
  return `At ${formatShare(arm.mixture[corpus] ?? 0)} ${corpus}`;
}

function shortName(metric: MetricResult): string {
  if (metric.metric === "bitsPerByte") return `${metric.corpus ?? ""} BPB`;
  return (metric.title.split(": ")[0] ?? metric.suite).toLowerCase();
}

function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}`;
}
