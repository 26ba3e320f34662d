/*
 * How many planted copies of benchmarks' items are found in prose and code, verbatim and paraphrased, and how many texts that hold
 * none are taken for copies:
 *
 *   node bench/compliance/measure-contamination.ts [--each 300] [--seed 1] [--clean FILE]… NAME=FILE…
 *
 * Each benchmark (NAME as in docs/compliance.md) has items drawn from it; a document has the item's first field of text between two
 * pieces of prose. `--clean` names JSONL files (also .gz), whose texts hold no item, such as a benchmark's training set.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { indexBenchmarks } from "../../src/corpus/contamination/benchmark-index.ts";
import { ItemTexts } from "../../src/corpus/contamination/item-texts.ts";
import { readBenchmark } from "../../src/corpus/contamination/read-benchmark.ts";
import { createSyntaxParser, type SyntaxParser } from "../../src/corpus/syntax/syntax-parser.ts";
import { searchDocument } from "../../src/corpus/contamination/search-document.ts";
import { decontaminationSchema } from "../../src/experiment/corpus/decontamination.ts";
import { Draw } from "./planted-values.ts";

const { values: options, positionals } = parseArgs({
  options: {
    each: { type: "string", default: "300" },
    seed: { type: "string", default: "1" },
    clean: { type: "string", multiple: true, default: [] },
  },
  allowPositionals: true,
});
const { signal } = new AbortController();
const grammars = fileURLToPath(new URL("../../grammars", import.meta.url));
const benchmarks = positionals.map((pair) => {
  const [name = "", path = ""] = pair.split("=");
  return { name, path };
});
const settings = decontaminationSchema.parse({ benchmarks });
const scratch = mkdtempSync(join(tmpdir(), "ablate-contamination-"));
const texts = new ItemTexts(join(scratch, "items"));
const started = process.cpuUsage();
const index = await indexBenchmarks(settings, grammars, texts, signal, console.log);
console.log(`${texts.count} texts indexed in ${seconds(started)} s of the processor`);

function seconds(from: NodeJS.CpuUsage): string {
  const { user, system } = process.cpuUsage(from);
  return ((user + system) / 1e6).toFixed(1);
}

async function isFound(text: string): Promise<boolean> {
  const parser = (): Promise<SyntaxParser> => createSyntaxParser(grammars);
  return (await searchDocument({ text, class: "text", language: null, leaves: null }, index, parser)).length > 0;
}

const BEFORE = "I was asked about this one last week and could not say at once, so here it is for all of you.";
const AFTER = "If somebody knows the answer, or has seen it elsewhere, please write to the list before Friday.";
const CHANGES: Readonly<Record<string, (words: readonly string[], draw: Draw) => readonly string[]>> = {
  verbatim: (words) => words,
  "other capitals, lines and signs": (words) =>
    words.map((word, place) => (place % 7 === 6 ? "\n> " : "") + word.toUpperCase().replaceAll(/[,.;?!"]/g, " ")),
  "one word in twenty replaced": (words, draw) => replaced(words, draw, 20),
  "one word in ten replaced": (words, draw) => replaced(words, draw, 10),
  "one word in five replaced": (words, draw) => replaced(words, draw, 5),
};

function replaced(words: readonly string[], draw: Draw, oneIn: number): readonly string[] {
  return words.map((word) => (draw.below(oneIn) === 0 ? draw.text("abcdefghijklmnopqrstuvwxyz", 5) : word));
}

for (const benchmark of settings.benchmarks) {
  const questions: string[] = [];
  for await (const { texts: found } of readBenchmark(benchmark, signal)) questions.push(found[0] ?? "");
  const draw = new Draw(Number(options.seed));
  const wordsOf = (question: string): string[] => question.split(/\s+/).filter((word) => word !== "");
  const drawn =
    questions.length <= Number(options.each)
      ? questions
      : Array.from({ length: Number(options.each) }, () => draw.of([questions[0] ?? "", ...questions]));
  for (const [name, change] of Object.entries(CHANGES)) {
    const counts = { short: [0, 0], long: [0, 0] };
    for (const question of drawn) {
      const words = wordsOf(question);
      const count = counts[words.length < 13 ? "short" : "long"];
      count[0] = (count[0] ?? 0) + 1;
      if (await isFound(`${BEFORE}\n\n${change(words, draw).join(" ")}\n\n${AFTER}`)) count[1] = (count[1] ?? 0) + 1;
    }
    const share = ([all = 0, found = 0]: readonly number[]): string => `${found} of ${all}`;
    console.log(
      `${benchmark.name}, ${name}: ${share(counts.long)} of 13 words and more, ${share(counts.short)} shorter`,
    );
  }
}
for (const path of options.clean) {
  const clean = { name: "clean", path, language: "Python" };
  const began = process.cpuUsage();
  let documents = 0;
  let found = 0;
  let characters = 0;
  for await (const { texts: parts } of readBenchmark(clean, signal)) {
    const text = parts.join("\n");
    documents += 1;
    characters += text.length;
    if (await isFound(text)) found += 1;
  }
  console.log(
    `${path}: ${found} of ${documents} taken for copies; ${(characters / 1e6).toFixed(1)} million characters in ${seconds(began)} s of the processor`,
  );
}
texts.close();
rmSync(scratch, { recursive: true });
