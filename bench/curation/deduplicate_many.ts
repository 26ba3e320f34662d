// What it takes to find the near duplicates among very many documents: memory, time of the processor, scratch space.
//
//   node bench/curation/deduplicate_many.ts [DOCUMENTS]        a million if left out
//
// Documents are 100 to 300 made-up words; one in ten is a copy of an earlier one in which one word in a hundred is another, and one in
// fifty is an exact copy. Words are drawn as in running text: the n-th is n times rarer than the first (Zipf).
import { createHash } from "node:crypto";
import { mkdtemp, readdir, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Deduplication } from "../../src/corpus/dedup/deduplication.ts";
import { textSignature } from "../../src/corpus/dedup/signature.ts";
import { dedup, dedupSettings } from "../../src/experiment/corpus/dedup.ts";

const count = Number(process.argv[2] ?? 1_000_000);
const VOCABULARY = 50_000;

/** A seeded stream of numbers in [0,1): mulberry32. */
function randomFrom(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Made {
  readonly words: string[];
  /** The document that it is a copy of; null for an original. */
  readonly original: number | null;
}

/** Every document is a function of its number, so that a copy needs no list of what was before. */
function make(document: number): Made {
  const random = randomFrom(document + 1);
  const kind = random();
  if (document > 0 && kind < 0.12) {
    const source = Math.floor(random() * document);
    const { words, original } = make(source);
    if (kind < 0.1) for (let at = 0; at < words.length; at += 1) if (random() < 0.01) words[at] = "another";
    return { words, original: original ?? source };
  }
  const length = 100 + Math.floor(random() * 200);
  const words = Array.from({ length }, () => `w${Math.floor(VOCABULARY ** random())}`);
  return { words, original: null };
}

const settings = dedupSettings(dedup.parse({ near: {}, survivor: ["first"] }));
const { near } = settings;
if (near === null) throw new Error("near duplicates are what is measured");
const folder = await mkdtemp(join(tmpdir(), "deduplicate-many-"));
const begun = process.cpuUsage();
const seconds = (): number => {
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1e6;
};
const found = new Deduplication(folder, settings, count);
for (let number = 0; number < count; number += 1) {
  const text = make(number).words.join(" ");
  const digest = createHash("sha256").update(text).digest("hex");
  const facts = { permissive: false, time: null, bytes: text.length, quality: 0, text };
  found.add({ number, digest, signature: textSignature(text, near), ...facts });
}
const added = seconds();
await found.finish(new AbortController().signal);
const finished = seconds();
let scratchBytes = 0;
for (const name of await readdir(folder)) scratchBytes += (await stat(join(folder, name))).size;
let [copies, caught, wrong] = [0, 0, 0];
for (let number = 0; number < count; number += 1) {
  const { original } = make(number);
  const fate = found.fate(number);
  if (original !== null) {
    copies += 1;
    if (fate !== null && fate.survivor === (found.fate(original)?.survivor ?? original)) caught += 1;
  } else if (fate !== null && fate.survivor !== number) wrong += 1;
}
found.close();
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
console.log(
  [
    `${count} documents, ${copies} copies: ${((100 * caught) / copies).toFixed(3)} % of them found, ${wrong} originals taken for copies`,
    `peak of resident memory ${megabytes(process.resourceUsage().maxRSS * 1024)} MB, scratch files ${megabytes(scratchBytes)} MB`,
    `seconds of the processor: ${added.toFixed(1)} to make, sign and add the documents, ${(finished - added).toFixed(1)} to find the clusters`,
  ].join("\n"),
);
