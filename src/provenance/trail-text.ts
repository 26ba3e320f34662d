import { join } from "node:path";
import type { Trail, TrailStage } from "../scheduler/trail.ts";

/** How a place on this machine is written: as it is, or as a link. */
type WritePlace = (path: string) => string;

/** A trail for people, from the number down to the documents. */
export function trailText(trail: Trail, place: WritePlace): string {
  const { metric, value, arm, seed, estimate, items, stages, corpora } = trail;
  const examples = items.examples.map(({ item, value: score, weight, document }) => {
    const from =
      document === undefined
        ? ""
        : `  ${document.corpus}/${document.source}: ${document.file === undefined ? document.path : place(document.file)}${at(document.revision)}`;
    return `    ${item}  ${score.toPrecision(5)} of ${weight.toPrecision(5)}${from}`;
  });
  return [
    `${metric.title}, ${arm} with seed ${seed}: ${value} ${metric.unit}`,
    `  one of the seeds of ${estimate.mean.toPrecision(5)} (95 % interval ${estimate.low.toPrecision(5)} to ${estimate.high.toPrecision(5)})`,
    `${items.count} items; those with the largest values, of their weights, and their documents:`,
    ...examples,
    `  all: ${items.query}`,
    ...stages.flatMap((stage) => stageLines(stage, place)),
    ...corpora.flatMap(({ name, documents, bytes, file, query }) => [
      `documents of ${name} that are trained on: ${documents}, ${(bytes / 1e6).toFixed(2)} MB (${place(file)})`,
      `  all: ${query}`,
    ]),
  ].join("\n");
}

function stageLines(
  { label, kind, key, folder, complete, startedAt, seconds, device, origin, facts, inputs }: TrailStage,
  place: WritePlace,
): string[] {
  const commit = origin?.commit;
  const made =
    startedAt === undefined ? [] : [`  made ${startedAt} in ${(seconds ?? 0).toFixed(1)} s on ${device ?? ""}`];
  return [
    `${label} (${kind}-${key})${complete ? "" : ", which is not there any more"}`,
    ...made,
    ...(origin === undefined
      ? []
      : [
          `  by: ablate ${origin.command.join(" ")} (${origin.ablate}) on ${origin.machine.name}, ${origin.machine.processor}`,
          commit == null
            ? "  commit: the workspace is in no repository"
            : `  commit: ${commit.revision}${commit.changed ? ", with changes" : ""}`,
        ]),
    ...facts.map(({ name, value }) => `  ${name}: ${value}`),
    ...(inputs.length === 0 ? [] : [`  from: ${inputs.join("; ")}`]),
    `  ${place(join(folder, "manifest.json"))}`,
  ];
}

function at(revision: string | null): string {
  return revision === null ? "" : ` at ${revision}`;
}
