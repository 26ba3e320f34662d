// What a whole curation of very many documents takes: time, and the peak of memory.
//
//   npm run build && node bench/curation/curate_many.ts [DOCUMENTS] [--scratch FOLDER]        a million if left out
//
// The documents of made-documents.ts, as prose in one JSON Lines file: read, measured by every signal, searched for secrets and personal
// data, deduplicated exactly and nearly, redacted, split and written.
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { makeDocument } from "./made-documents.ts";
import { measureCommand } from "./measure-command.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { scratch: { type: "string", default: tmpdir() } },
});
const count = Number(positionals[0] ?? 1_000_000);
const scratch = mkdtempSync(join(values.scratch, "curate-many-"));
try {
  const file = createWriteStream(join(scratch, "documents.jsonl"));
  let bytes = 0;
  for (let number = 0; number < count; number += 1) {
    const text = makeDocument(number).words.join(" ");
    bytes += text.length;
    if (!file.write(`${JSON.stringify({ text })}\n`)) await once(file, "drain");
  }
  file.end();
  await once(file, "finish");
  const corpus = {
    sources: [{ type: "table", name: "made", class: "text", path: "documents.jsonl" }],
    dedup: { near: {} },
    redact: { kinds: ["secrets", "emails", "ipAddresses", "names"] },
  };
  writeFileSync(join(scratch, "bench.corpus.json"), JSON.stringify(corpus));
  const loads = loadavg().map((load) => load.toFixed(1));
  const command = [process.execPath, join(import.meta.dirname, "../../out/cli.mjs"), "curate", "bench.corpus.json"];
  const { seconds, megabytes } = await measureCommand(command, scratch);
  console.log(
    `${count} documents, ${(bytes / 1e6).toFixed(1)} MB; ${availableParallelism()} cores; load average ${loads.join(", ")}; ` +
      `${seconds.toFixed(0)} s, ${(bytes / 1e6 / seconds).toFixed(2)} MB/s; peak memory ${megabytes.toFixed(0)} MB`,
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
