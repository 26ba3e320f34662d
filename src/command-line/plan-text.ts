import { armModel } from "../experiment/arm-model.ts";
import { parameterCount } from "../experiment/model.ts";
import { countText } from "../stage/count-text.ts";
import type { PlanDetails } from "../scheduler/plan/plan-details.ts";
import { seedText } from "../experiment/seeds.ts";
import type { PlanEvent } from "../scheduler/events.ts";
import type { LoadedExperiment } from "../scheduler/load-experiment.ts";
import { bytesText } from "../training/pack-memory.ts";
import { formatDuration } from "./duration.ts";

/** A plan for people: every stage with its time, what is trained together within what memory, and the sums. */
export function planText(
  { stages, packs, secondsLeft }: PlanEvent,
  { experiment }: LoadedExperiment,
  details: PlanDetails,
): string {
  const labels = new Map(stages.map(({ key, label }) => [key, label]));
  const labelWidth = Math.max(...stages.map(({ label }) => label.length));
  const stageLines = stages.map(({ label, cached, seconds, because = [] }) => {
    if (cached || seconds === undefined) return `✓ ${label}`;
    const why = because.length === 0 ? "" : `  ${because.join("; ")}`;
    return `· ${label.padEnd(labelWidth)}  ${formatDuration(seconds)}${why}`;
  });
  const packLines = packs.map((pack, index) => {
    const members = pack.keys.map((key) => (labels.get(key) ?? key).replace(/^train /, "")).join(", ");
    const time = pack.seconds === undefined ? "" : `, ${formatDuration(pack.seconds)}`;
    const work = `${millions(pack.tokens)} tokens, ${pack.flops.toExponential(2)} FLOPs`;
    return `pack ${String(index + 1)}: ${members} (${bytesText(pack.memoryBytes)} of memory, ${work}${time})`;
  });
  const { arms, seeds } = experiment;
  const models = new Set(
    arms.map((arm) => {
      const model = armModel(experiment, arm);
      return `${model.architecture} of ${millions(parameterCount(model))} parameters`;
    }),
  );
  const pairs = experiment.trainingSeeds.some((seed) => seedText(seed) !== `seed ${String(seed.seed)}`)
    ? [experiment.trainingSeeds.map(seedText).join(", ")]
    : [];
  const sums = [
    `${String(arms.length)} arms × ${String(seeds.length)} seeds`,
    [...models].join(" and "),
    ...(packs.length === 0 ? [] : packSums(packs)),
    ...(stages.every(({ cached }) => cached) ? [] : [`about ${formatDuration(secondsLeft)} in all`]),
  ];
  return [
    ...stageLines,
    "",
    ...armLines(details),
    "",
    ...packLines,
    ...pairs,
    diskLine(details.disk),
    sums.join(", "),
    details.comparison.label,
    ...changeLines(details.comparison),
    ...powerLines(details.power),
    ...details.warnings.map(({ message }) => `warning: ${message}`),
  ].join("\n");
}

/** What each arm sees, a source a line: tokens, the tokens that there are, epochs. */
function armLines({ arms }: PlanDetails): readonly string[] {
  return arms.flatMap(({ arm, tokens, flops, sources }) => [
    `${arm}: ${countText(tokens)} tokens, ${flops.toExponential(2)} FLOPs a seed`,
    ...sources.map(({ source, tokens: own, share, unique, epochs }) => {
      const there =
        unique === undefined ? "not curated yet" : `of ${unique.exact ? "" : "about "}${countText(unique.tokens)}`;
      const seen = epochs === undefined ? "" : `, ${epochs.toFixed(2)} epochs`;
      return `    ${countText(own)} tokens of ${source} (${(100 * share).toFixed(1)} %), ${there}${seen}`;
    }),
  ]);
}

function diskLine({ bytes, temporaryBytes, freeBytes }: PlanDetails["disk"]): string {
  const free = freeBytes === undefined ? "" : `; ${bytesText(freeBytes)} are free`;
  return `disk: ${bytesText(bytes)} of tokens and models to be written, ${bytesText(temporaryBytes)} more while training${free}`;
}

function changeLines({ changes, unmeasured }: PlanDetails["comparison"]): readonly string[] {
  const names = unmeasured.join(", ");
  return [
    ...changes,
    ...(names === "" ? [] : [`Budgets are as stated until it is known how many tokens there are of ${names}.`]),
  ];
}

function powerLines(power: PlanDetails["power"]): readonly string[] {
  if (power?.deviation === undefined || power.origin === undefined) return [];
  const { metric, difference, deviation, origin, seedsNeeded, wanted } = power;
  const needed = seedsNeeded === undefined ? "more than 1000 seeds" : `${String(seedsNeeded)} seeds`;
  const known = `deviation over seeds ${String(Number(deviation.toPrecision(3)))} (${origin})`;
  return [
    `A difference of ${String(difference)} in ${metric} takes ${needed} for a power of ${String(wanted)}: ${known}.`,
  ];
}

function packSums(packs: PlanEvent["packs"]): readonly string[] {
  const tokens = packs.reduce((sum, pack) => sum + pack.tokens, 0);
  const flops = packs.reduce((sum, pack) => sum + pack.flops, 0);
  const peak = Math.max(...packs.map(({ memoryBytes }) => memoryBytes));
  return [
    `${millions(tokens)} tokens to train on`,
    `${flops.toExponential(2)} FLOPs`,
    `at most ${bytesText(peak)} of memory`,
  ];
}

function millions(count: number): string {
  return `${(count / 1e6).toFixed(2)}M`;
}
