import type { Scale } from "../experiment/studies/scale.ts";
import type { Study } from "../experiment/studies/study.ts";
import { type StudyName, studyNames } from "../experiment/studies/study.ts";
import { studies } from "../experiment/studies/studies.ts";
import type { ExperimentCost } from "../scheduler/experiment-cost.ts";
import type { StudyDraft } from "../scheduler/new-study.ts";
import { bytesText } from "../training/pack-memory.ts";
import { formatDuration } from "./duration.ts";
import type { StudyTime } from "./new.ts";

const units = [
  { size: 1e12, name: "T" },
  { size: 1e9, name: "G" },
  { size: 1e6, name: "M" },
  { size: 1e3, name: "k" },
] as const;

const DAY = 86_400;
const YEAR = 365 * DAY;

/** What a study will take, and the files that it has: before they are written. */
export function studyCostText(
  study: Study,
  scale: Scale,
  { cost, files, used, experiment }: StudyDraft,
  times: readonly StudyTime[],
  dryRun: boolean,
): string {
  const names = experiment.arms.map(({ name }) => name).join(", ");
  return [
    study.question,
    `${study.name} study, ${scale.name} scale: ${scale.description}`,
    `  arms      ${names}; ${String(cost.arms)} × ${count(cost.seeds, "seed")}, ${count(cost.trainings, "phase")} to train`,
    `  model     ${cost.parameters.map(amount).join(" and ")} parameters with embeddings`,
    `  tokens    ${amount(cost.tokens)} in all, ${cost.flops.toExponential(1)} FLOPs`,
    `  data      ${dataText(cost)}`,
    ...times.map(({ machine, seconds }) => `  time      about ${longDuration(seconds)} on ${machine}`),
    `  disk      ${bytesText(cost.diskBytes)} at most, with the text for that many tokens`,
    ...used.map((file) => `  uses      ${file}`),
    ...[...files.keys()].map((file) => `  ${dryRun ? "would write" : "writes   "} ${file}`),
  ].join("\n");
}

/** The five studies at one scale, with what each will take. */
export function studyListText(
  scale: Scale,
  drafts: readonly StudyDraft[],
  times: readonly (readonly StudyTime[])[],
): string {
  const rows = drafts.flatMap(({ cost }, index) => {
    const name = studyNames[index];
    return name === undefined ? [] : [studyRow(name, cost, times[index] ?? [])];
  });
  return [
    `The studies of “To Code, or Not To Code?” (arXiv 2408.10914), ${scale.name} scale: ${scale.description}`,
    ...rows,
    `Make one: ablate new STUDY [FOLDER] --scale toy|laptop|gpu|paper`,
  ].join("\n");
}

function studyRow(name: StudyName, cost: ExperimentCost, times: readonly StudyTime[]): string {
  const time = times.map(({ machine, seconds }) => `${longDuration(seconds)} on ${machine}`).join(", ");
  const size = `${String(cost.arms)} arms × ${count(cost.seeds, "seed")}, ${amount(cost.tokens)} tokens, ${cost.flops.toExponential(1)} FLOPs`;
  return `  ${name.padEnd(15)} ${studies[name].question}\n  ${"".padEnd(15)} ${size}, ${time}, ${bytesText(cost.diskBytes)} of disk`;
}

function dataText({ sourceTokens }: ExperimentCost): string {
  const parts = Object.entries(sourceTokens).map(([source, tokens]) => `${amount(tokens)} tokens of ${source}`);
  return `${parts.join(", ")}, or a quarter of that seen four times`;
}

function count(number: number, what: string): string {
  return `${String(number)} ${what}${number === 1 ? "" : "s"}`;
}

/** Three digits with a unit prefix. */
function amount(number: number): string {
  const unit = units.find(({ size }) => number >= size * 0.9995);
  return unit === undefined
    ? String(Math.round(number))
    : `${String(Number((number / unit.size).toPrecision(3)))}${unit.name}`;
}

function longDuration(seconds: number): string {
  if (seconds < 2 * DAY) return formatDuration(seconds);
  if (seconds < 2 * YEAR) return `${String(Math.round(seconds / DAY))} days`;
  return `${String(Number((seconds / YEAR).toPrecision(2)))} years`;
}
