import { formatGap, metricName } from "./finding.ts";
import { formatShare, formatValue } from "./number-format.ts";
import type { ArmEstimate, MetricResult, Results } from "./results.ts";

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
    const fell = difference.mean < 0;
    const ends = [Math.abs(difference.low), Math.abs(difference.high)].sort((a, b) => a - b);
    const crosses = difference.low < 0 && difference.high > 0;
    const [low, high] = crosses
      ? [difference.low * (fell ? -1 : 1), difference.high * (fell ? -1 : 1)].sort((a, b) => a - b)
      : ends;
    const interval = `(95 % CI ${formatValue(low ?? NaN, metric)} to ${formatValue(high ?? NaN, metric)})`;
    const against = index === 0 ? ` against ${results.baseline}` : "";
    return `${shortName(metric)} ${fell ? "fell" : "rose"} by ${formatGap(Math.abs(difference.mean), metric)} ${interval}${against}`;
  });

  const place = `At ${armName(results, arm)}, `;
  const warning = results.seeds.length === 1 ? " One seed only: the noise of training is not in these intervals." : "";
  if (changes.length === 0) return `${place}nothing is distinguishable from ${results.baseline}.${warning}`;
  const verb = same.length === 1 ? "is" : "are";
  const rest = same.length === 0 ? "" : `; ${listed(same)} ${verb} not distinguishable`;
  return `${place}${listed(changes)}${rest}.${warning}`;
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

function differenceOf(metric: MetricResult, arm: string): ArmEstimate["difference"] {
  return estimateOf(metric, arm)?.difference;
}

function armName(results: Omit<Results, "headline">, name: string): string {
  const corpus = results.proportionOf;
  const arm = results.arms.find((candidate) => candidate.name === name);
  if (corpus === undefined || arm === undefined) return name;
  return `${formatShare(arm.mixture[corpus] ?? 0)} ${corpus}`;
}

function shortName(metric: MetricResult): string {
  if (metric.metric === "bitsPerByte") return `${metric.corpus ?? ""} BPB`;
  const name = metricName(metric).replace(" accuracy", "");
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}`;
}
