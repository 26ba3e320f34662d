// Ablate's contestant: finds the near duplicates among the documents of a JSON Lines file, on one thread.
//
//   node bench/curation/find_near_duplicates.ts DOCUMENTS.jsonl LABELS.json [--verify estimate|exact|none] [--jaccard 0.7]
//        [--permutations 256] [--miss-weight 0.9]
//
// LABELS.json gets {"labels": one number a document, equal for documents of one cluster, "seconds", "signatureSeconds"}. Seconds are
// of the processor, from opening the file to the clusters.
import { createHash } from "node:crypto";
import { createReadStream, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { z } from "zod";
import { Deduplication } from "../../src/corpus/dedup/deduplication.ts";
import { textSignature } from "../../src/corpus/dedup/signature.ts";
import { dedup, dedupSettings } from "../../src/experiment/corpus/dedup.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    verify: { type: "string" },
    jaccard: { type: "string" },
    permutations: { type: "string" },
    "miss-weight": { type: "string" },
  },
});
const [input = "", output = ""] = positionals;
const numbers = { jaccard: values.jaccard, permutations: values.permutations, missWeight: values["miss-weight"] };
const given = Object.entries(numbers).flatMap(([name, text]) =>
  text === undefined ? [] : [[name, Number(text)] as const],
);
const near = { ...Object.fromEntries(given), ...(values.verify === undefined ? {} : { verify: values.verify }) };
const settings = dedupSettings(dedup.parse({ near, survivor: ["first"] }));
if (settings.near === null) throw new Error("near duplicates are what is measured");
const line = z.object({ text: z.string() });

const MOST_DOCUMENTS = 1_000_000;

const begun = process.cpuUsage();
const seconds = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
};
let signatureSeconds = 0;
const found = new Deduplication(await mkdtemp(join(tmpdir(), "near-duplicates-")), settings, MOST_DOCUMENTS);
let documents = 0;
for await (const json of createInterface({ input: createReadStream(input) })) {
  const { text } = line.parse(JSON.parse(json));
  const before = process.cpuUsage();
  const signature = textSignature(text, settings.near);
  signatureSeconds += seconds(before);
  const digest = createHash("sha256").update(text).digest("hex");
  found.add({
    number: documents,
    digest,
    signature,
    text,
    permissive: false,
    time: null,
    bytes: text.length,
    quality: 0,
  });
  documents += 1;
}
await found.finish(new AbortController().signal);
const labels = Array.from({ length: documents }, (_, document) => found.fate(document)?.survivor ?? document);
found.close();
writeFileSync(output, JSON.stringify({ labels, seconds: seconds(begun), signatureSeconds }));
