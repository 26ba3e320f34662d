import { armModel } from "../experiment/arm-model.ts";
import { parameterCount } from "../experiment/model.ts";
import type { PlanEvent } from "../scheduler/events.ts";
import type { LoadedExperiment } from "../scheduler/load-experiment.ts";
import { bytesText } from "../training/pack-memory.ts";
import { formatDuration } from "./duration.ts";

/** A plan for people: every stage with its time, what is trained together within what memory, and the sums. */
export function planText({ stages, packs, secondsLeft }: PlanEvent, { experiment }: LoadedExperiment): string {
  const labels = new Map(stages.map(({ key, label }) => [key, label]));
  const labelWidth = Math.max(...stages.map(({ label }) => label.length));
  const stageLines = stages.map(({ label, cached, seconds }) =>
    cached || seconds === undefined ? `✓ ${label}` : `· ${label.padEnd(labelWidth)}  ${formatDuration(seconds)}`,
  );
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
  const sums = [
    `${String(arms.length)} arms × ${String(seeds.length)} seeds`,
    [...models].join(" and "),
    ...(packs.length === 0 ? [] : packSums(packs)),
    ...(stages.every(({ cached }) => cached) ? [] : [`about ${formatDuration(secondsLeft)} in all`]),
  ];
  return [...stageLines, ...packLines, sums.join(", ")].join("\n");
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
