// Makes a set of documents with near duplicates of known similarity: real files, each once as it is and once edited.
//
//   node bench/curation/plant_near_duplicates.ts OUT --pairs 1500 --seed 1 node_modules /work/shared/data/text
//
// OUT/documents.jsonl has {"id", "text"} a line; OUT/pairs.jsonl {"original", "edited", "jaccard"}, ids being line numbers from 0. The
// similarity is that of the sets of word 5-grams split on [^A-Za-z_0-9], by sets of strings: no code is shared with what is measured.
import { globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { pairs: { type: "string", default: "1500" }, seed: { type: "string", default: "1" } },
});
const [out = "build/near-duplicates", ...folders] = positionals;

const SHINGLE = 5;
const WORDS = { least: 120, most: 3000 };
/** Originals have less than this share of their shingles in common with all that were taken before. */
const COMMON_SHARE = 0.2;
/** Similarities that are planted are spread evenly over this range. */
const SIMILARITIES = { least: 0.4, most: 1 };

let state = Number(values.seed);
/** mulberry32: in [0,1). */
function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

function wordsOf(text: string): string[] {
  return text.split(/[^A-Za-z_0-9]+/).filter((word) => word !== "");
}

function shinglesOf(text: string): Set<string> {
  const words = wordsOf(text);
  return new Set(words.slice(SHINGLE - 1).map((_, start) => words.slice(start, start + SHINGLE).join(" ")));
}

function jaccard(one: Set<string>, other: Set<string>): number {
  let common = 0;
  for (const shingle of one) if (other.has(shingle)) common += 1;
  return common / (one.size + other.size - common);
}

/** `at` chooses the line and the word in it; `word` takes that one's place. */
interface Edit {
  readonly kind: "word" | "delete" | "repeat";
  readonly at: number;
  readonly word: string;
}

/** Words replaced, lines left out and lines copied to elsewhere, as people and formatters change a file. */
function applied(text: string, edits: readonly Edit[]): string {
  const lines = text.split("\n");
  const parts = lines.map((line) => line.split(/([^A-Za-z_0-9]+)/));
  const dropped = new Set<number>();
  const repeated = new Map<number, number>();
  for (const edit of edits) {
    const line = edit.at % lines.length;
    if (edit.kind === "delete") dropped.add(line);
    else if (edit.kind === "repeat") repeated.set(line, (line * 31) % lines.length);
    else {
      const words = parts[line] ?? [];
      const places = words.flatMap((word, index) => (/^\w+$/.test(word) ? [index] : []));
      const place = places[Math.floor(edit.at / lines.length) % Math.max(1, places.length)];
      if (place !== undefined) words[place] = edit.word;
    }
  }
  return parts
    .flatMap((words, line) => {
      if (dropped.has(line)) return [];
      const copied = repeated.get(line);
      return copied === undefined ? [words.join("")] : [words.join(""), lines[copied] ?? ""];
    })
    .join("\n");
}

/** The text edited until its similarity to the original is as near to `target` as a number of edits of this sequence brings it. */
function editedTo(target: number, text: string, words: readonly string[]): string {
  const kinds = ["word", "word", "word", "word", "delete", "repeat"] as const;
  const edits: Edit[] = Array.from({ length: 1024 }, () => {
    const kind = kinds[Math.floor(random() * kinds.length)] ?? "word";
    const at = Math.floor(random() * 2 ** 31);
    return { kind, at, word: words[Math.floor(random() * words.length)] ?? "value" };
  });
  const original = shinglesOf(text);
  let [few, many] = [1, edits.length];
  while (few < many) {
    const middle = (few + many) >> 1;
    if (jaccard(original, shinglesOf(applied(text, edits.slice(0, middle)))) > target) few = middle + 1;
    else many = middle;
  }
  return applied(text, edits.slice(0, few));
}

const files = folders
  .flatMap((folder) => globSync(join(folder, "**/*.{js,mjs,cjs,ts,md,txt,c,h,py,css,html}")))
  .sort()
  .map((file) => ({ file, lot: random() }))
  .sort((a, b) => a.lot - b.lot);
const wanted = Number(values.pairs);
const seen = new Set<string>();
const vocabulary: string[] = [];
const documents: string[] = [];
const pairs: { original: number; edited: number; jaccard: number }[] = [];
for (const { file } of files) {
  if (pairs.length === wanted) break;
  const status = statSync(file);
  if (!status.isFile() || status.size > 100_000) continue;
  const text = readFileSync(file, "utf8");
  const words = wordsOf(text);
  if (words.length < WORDS.least || words.length > WORDS.most || text.includes("\ufffd")) continue;
  // A line is what an edit takes or repeats: minified files have none.
  if (text.length / text.split("\n").length > 200) continue;
  const shingles = shinglesOf(text);
  const common = [...shingles].filter((shingle) => seen.has(shingle)).length;
  if (common >= COMMON_SHARE * shingles.size) continue;
  for (const shingle of shingles) seen.add(shingle);
  vocabulary.push(...words.slice(0, 200));
  const target = SIMILARITIES.least + (SIMILARITIES.most - SIMILARITIES.least) * random();
  const copy = editedTo(target, text, vocabulary);
  pairs.push({
    original: documents.length,
    edited: documents.length + 1,
    jaccard: jaccard(shingles, shinglesOf(copy)),
  });
  documents.push(text, copy);
}
mkdirSync(out, { recursive: true });
const lines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
writeFileSync(join(out, "documents.jsonl"), lines(documents.map((text, id) => ({ id: String(id), text }))));
writeFileSync(join(out, "pairs.jsonl"), lines(pairs));
const near = pairs.filter((pair) => pair.jaccard >= 0.7).length;
const megabytes = documents.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1e6;
console.log(
  `${documents.length} documents, ${megabytes.toFixed(1)} MB; ${near} of ${pairs.length} pairs have a similarity of 0.7 or more`,
);
