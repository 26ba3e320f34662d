// Near-duplicate detection beside its peers: documents a second of the processor, and F1 on planted near duplicates.
//
//   node bench/curation/plant_near_duplicates.ts OUT node_modules /work/shared/data/text
//   node bench/curation/compare_deduplication.ts OUT --python PYTHON [--only ablate,datatrove]
//
// A pair that was planted counts as found where both of it are in one cluster. Documents that do not belong together and are in one
// cluster count as false. "Own" judges each by the similarity of its own shingles, so that no normalisation is held against it.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { python: { type: "string", default: "python3" }, only: { type: "string" } },
});
const [folder = "build/near-duplicates"] = positionals;

const here = import.meta.dirname;
const THRESHOLD = 0.7;
const ablate = (...options: string[]): string[] => [
  process.execPath,
  join(here, "find_near_duplicates.ts"),
  ...options,
];
const peer = (name: string): string[] => [values.python, join(here, "find_near_duplicates.py"), name];
const contestants: Record<string, { command: string[]; options?: string[] }> = {
  Ablate: { command: ablate() },
  "Ablate, exact check": { command: ablate(), options: ["--verify", "exact"] },
  "Ablate, no check": { command: ablate(), options: ["--verify", "none"] },
  datatrove: { command: peer("datatrove") },
  "datatrove, split at spaces": { command: peer("datatrove-split") },
  "text-dedup": { command: peer("text-dedup") },
  rensa: { command: peer("rensa") },
};

const pairSchema = z.object({ original: z.number(), edited: z.number(), jaccard: z.number() });
const resultSchema = z.object({
  labels: z.array(z.number()),
  seconds: z.number(),
  own: z.array(z.number()).optional(),
});

const documents = join(folder, "documents.jsonl");
const pairs = readFileSync(join(folder, "pairs.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => pairSchema.parse(JSON.parse(line)));

interface Quality {
  precision: number;
  recall: number;
  f1: number;
}

function quality(labels: readonly number[], similarities: readonly number[]): Quality {
  let [right, wrong, missed] = [0, 0, 0];
  const clusters = new Map<number, Set<number>>();
  for (const [index, { original, edited }] of pairs.entries()) {
    const together = labels[original] === labels[edited];
    const similar = (similarities[index] ?? 0) >= THRESHOLD;
    if (together && similar) right += 1;
    if (together && !similar) wrong += 1;
    if (!together && similar) missed += 1;
    for (const document of [original, edited]) {
      const label = labels[document] ?? -1;
      clusters.set(label, (clusters.get(label) ?? new Set()).add(index));
    }
  }
  for (const families of clusters.values()) wrong += families.size - 1;
  const precision = right / (right + wrong);
  const recall = right / (right + missed);
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) };
}

const scratch = mkdtempSync(join(tmpdir(), "compare-deduplication-"));
const only = values.only?.split(",");
const shown = (value: number): string => value.toFixed(3);
console.log(
  `${pairs.length * 2} documents; load average ${loadavg()
    .map((load) => load.toFixed(1))
    .join(", ")}`,
);
console.log("| contestant | seconds | documents/s | precision | recall | F1 | F1 by own shingles |");
console.log("|---|---|---|---|---|---|---|");
for (const [name, { command, options = [] }] of Object.entries(contestants)) {
  if (only !== undefined && !only.includes(name)) continue;
  const output = join(scratch, "labels.json");
  const [program = "", ...rest] = command;
  const run = spawnSync(program, [...rest, documents, output, ...options], { encoding: "utf8" });
  if (run.status !== 0) throw new Error(`${name} failed:\n${run.stderr}`);
  const { labels, seconds, own } = resultSchema.parse(JSON.parse(readFileSync(output, "utf8")));
  const { precision, recall, f1 } = quality(
    labels,
    pairs.map((pair) => pair.jaccard),
  );
  const f1OfOwn = own === undefined ? f1 : quality(labels, own).f1;
  const rate = (labels.length / seconds).toFixed(0);
  console.log(
    `| ${[name, seconds.toFixed(2), rate, shown(precision), shown(recall), shown(f1), shown(f1OfOwn)].join(" | ")} |`,
  );
}
