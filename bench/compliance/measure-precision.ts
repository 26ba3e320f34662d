/*
 * How many of the secrets and personal data that are found in real files are what they are taken for. Of each kind a sample is
 * drawn by a seed among the different values that are found, and compared with judgements that a person made by reading each:
 *
 *   node bench/compliance/measure-precision.ts [--sample 50] [--seed 1] [--unjudged FILE] FOLDER…
 *
 * Judgements name a finding by the hash of its text and its place, and say in own words why; third parties' text is in none. What
 * is not judged yet is written, with what stands around it, to the file that `--unjudged` names.
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import { findSensitive } from "../../src/corpus/redaction/find.ts";
import type { Finding } from "../../src/corpus/redaction/finding.ts";
import { type SearchedText, searchedTexts } from "./sensitive-files.ts";

const judgementSchema = z.strictObject({
  document: z.string(),
  start: z.int(),
  end: z.int(),
  kind: z.string(),
  /**
   * `right`: it is what it is taken for. `made-up`: it is one too, but made for a test or as an example. `wrong`: it is something
   * else, or stands for any value.
   */
  verdict: z.enum(["right", "made-up", "wrong"]),
  why: z.string(),
});
type Judgement = z.infer<typeof judgementSchema>;

const judgementsFile = new URL("judgements.json", import.meta.url);
const { values: options, positionals: folders } = parseArgs({
  options: {
    sample: { type: "string", default: "50" },
    seed: { type: "string", default: "1" },
    unjudged: { type: "string" },
  },
  allowPositionals: true,
});
const sampleSize = Number(options.sample);

interface Sampled {
  /** Where the value stands in the order of the lot. */
  readonly lot: string;
  readonly document: SearchedText["digest"];
  readonly finding: Finding;
  readonly path: string;
  readonly around: string;
}

interface KindTally {
  findings: number;
  readonly values: Set<string>;
  /** The first of the lot, in order. */
  sample: Sampled[];
}

/** Rules of one kind that differ in nothing but the service are judged together. */
function kindOf({ kind, rule }: Finding): string {
  return kind === "key" || kind === "ipAddress" ? rule.replace(/^secretlint\/.*/, "secretlint") : kind;
}

const AROUND = 120;
const MOST_OF_A_DOCUMENT = 3;
const tallies = new Map<string, KindTally>();
let texts = 0;
let characters = 0;
for (const { path, digest, text } of searchedTexts(folders)) {
  texts += 1;
  characters += text.length;
  for (const finding of await findSensitive(text, path)) {
    const kind = kindOf(finding);
    let tally = tallies.get(kind);
    if (tally === undefined) tallies.set(kind, (tally = { findings: 0, values: new Set(), sample: [] }));
    tally.findings += 1;
    const lot = createHash("sha256")
      .update(JSON.stringify([options.seed, kind, text.slice(finding.start, finding.end)]))
      .digest("hex");
    // A value that is in many files counts once: one author's address must not stand for all addresses.
    if (tally.values.has(lot)) continue;
    tally.values.add(lot);
    const { start, end } = finding;
    const value = `⟦${text.slice(start, Math.min(end, start + 4 * AROUND))}⟧`;
    const around = text.slice(Math.max(0, start - AROUND), start) + value + text.slice(end, end + AROUND / 2);
    tally.sample.push({ lot, document: digest, finding, path, around });
    tally.sample = firstOfEachDocument(tally.sample).slice(0, sampleSize);
  }
}

/** In the order of the lot, so many of a document at most: one list of authors must not stand for all files. */
function firstOfEachDocument(sample: readonly Sampled[]): Sampled[] {
  const counts = new Map<string, number>();
  return sample
    .toSorted((a, b) => (a.lot < b.lot ? -1 : 1))
    .filter(({ document }) => {
      const count = (counts.get(document) ?? 0) + 1;
      counts.set(document, count);
      return count <= MOST_OF_A_DOCUMENT;
    });
}

const judgements = new Map(
  z
    .array(judgementSchema)
    .parse(JSON.parse(readFileSync(judgementsFile, "utf8")))
    .map((judgement) => [placeOf(judgement), judgement]),
);

function placeOf({ document, start, end, kind }: Omit<Judgement, "verdict" | "why">): string {
  return [document, start, end, kind].join(" ");
}

const unjudged: object[] = [];
console.log(`${texts} texts, ${(characters / 1e6).toFixed(0)} million characters`);
console.log("kind | findings | different values | judged | right | made up | wrong | precision");
for (const [kind, { findings, values, sample }] of [...tallies].sort()) {
  const counts = { right: 0, "made-up": 0, wrong: 0 };
  for (const { document, finding, path, around } of sample) {
    const place = { document, start: finding.start, end: finding.end, kind };
    const judgement = judgements.get(placeOf(place));
    if (judgement === undefined) unjudged.push({ ...place, rule: finding.rule, path, around });
    else counts[judgement.verdict] += 1;
  }
  const { right, wrong, "made-up": madeUp } = counts;
  const judged = right + madeUp + wrong;
  const precision = judged === 0 ? "" : (1 - wrong / judged).toFixed(2);
  console.log(
    [kind, findings, values.size, `${judged} of ${sample.length}`, right, madeUp, wrong, precision].join(" | "),
  );
}
if (options.unjudged !== undefined)
  writeFileSync(options.unjudged, unjudged.map((each) => `${JSON.stringify(each)}\n`).join(""));
