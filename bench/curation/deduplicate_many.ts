// What it takes to find the near duplicates among very many documents: memory, time of the processor, scratch space.
//
//   node bench/curation/deduplicate_many.ts [DOCUMENTS]        a million if left out
//
import { createHash } from "node:crypto";
import { mkdtemp, readdir, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Deduplication } from "../../src/corpus/dedup/deduplication.ts";
import { textSignature } from "../../src/corpus/dedup/signature.ts";
import { dedup, dedupSettings } from "../../src/experiment/corpus/dedup.ts";
import { makeDocument } from "./made-documents.ts";

const count = Number(process.argv[2] ?? 1_000_000);

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
  const text = makeDocument(number).words.join(" ");
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
  const { original } = makeDocument(number);
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
