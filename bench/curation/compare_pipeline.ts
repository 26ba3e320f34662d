// A whole curation beside its peers, in one run on the same files: megabytes a second and the peak of memory.
//
//   npm run build && node bench/curation/compare_pipeline.ts FOLDER --python PYTHON [--every 4] [--only ablate,datatrove] [--scratch F]
//
// The files of FOLDER (every n-th, by path) are copied, and written as JSON Lines for the peers, who read no folders of code; the time of
// that is not theirs. Ablate runs as users run it, with nothing kept from before: lists and reads the folder, tells languages, parses, measures
// every signal, applies the StarCoder preset, finds licences, secrets and personal data, compares with HumanEval, deduplicates exactly
// and nearly, redacts, splits and writes Parquet. What the peers do is in compare_pipeline.py.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { dirname, extname, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { measureCommand } from "./measure-command.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    python: { type: "string", default: "python3" },
    every: { type: "string", default: "1" },
    only: { type: "string" },
    extensions: { type: "string" },
    benchmark: { type: "string" },
    scratch: { type: "string", default: tmpdir() },
  },
});
const [folder = "build/bench/quality"] = positionals;
const extensions = values.extensions?.split(",").map((extension) => `.${extension}`);
const here = import.meta.dirname;
const LARGEST_BYTES = 1_000_000;

const scratch = mkdtempSync(join(values.scratch, "compare-pipeline-"));
const copies = join(scratch, "files");
const documents = join(scratch, "documents.jsonl");

function copyFiles(): { files: number; bytes: number } {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => extensions?.includes(extname(path)) ?? true)
    .sort()
    .filter((_, index) => index % Number(values.every) === 0);
  let files = 0;
  let bytes = 0;
  const lines: string[] = [];
  for (const path of found) {
    const { size } = statSync(join(folder, path));
    const content = readFileSync(join(folder, path));
    // What is no text is no work for anyone: it would make all look faster.
    if (size > LARGEST_BYTES || content.subarray(0, 8192).includes(0)) continue;
    mkdirSync(dirname(join(copies, path)), { recursive: true });
    cpSync(join(folder, path), join(copies, path));
    lines.push(JSON.stringify({ id: String(files), text: content.toString("utf8") }));
    files += 1;
    bytes += size;
  }
  writeFileSync(documents, `${lines.join("\n")}\n`);
  return { files, bytes };
}

const { files, bytes } = copyFiles();
const corpus = {
  sources: [{ type: "folder", name: "files", path: "files", class: "code" }],
  presets: ["starcoder"],
  dedup: { near: {} },
  redact: { kinds: ["secrets", "emails", "ipAddresses", "names"] },
  ...(values.benchmark === undefined
    ? {}
    : { decontaminate: { benchmarks: [{ name: "humaneval", path: resolve(values.benchmark) }] } }),
};
writeFileSync(join(scratch, "bench.corpus.json"), JSON.stringify(corpus));

const peer = (name: string): string[] => [values.python, join(here, "compare_pipeline.py"), name, documents];
const contestants: Record<string, string[]> = {
  ablate: [process.execPath, join(here, "../../out/cli.mjs"), "curate", "bench.corpus.json"],
  datatrove: peer("datatrove"),
  "datatrove-split": peer("datatrove-split"),
  "text-dedup": peer("text-dedup"),
};
const only = values.only?.split(",");
const loads = loadavg().map((load) => load.toFixed(1));
console.log(
  `${files} files, ${(bytes / 1e6).toFixed(1)} MB; ${availableParallelism()} cores; load average ${loads.join(", ")}`,
);
console.log("| contestant | seconds | MB/s | peak memory, MB |");
console.log("|---|---|---|---|");
try {
  for (const [name, command] of Object.entries(contestants)) {
    if (only !== undefined && !only.includes(name)) continue;
    const { seconds, megabytes } = await measureCommand(command, scratch);
    console.log(
      `| ${name} | ${seconds.toFixed(1)} | ${(bytes / 1e6 / seconds).toFixed(2)} | ${megabytes.toFixed(0)} |`,
    );
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
