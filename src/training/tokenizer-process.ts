/**
 * A process of its own: `node tokenizer-process.ts SAMPLE OUTPUT VOCABULARY` learns byte-level BPE merges from the text file
 * SAMPLE, enough for a vocabulary of this size or as many as there are, and writes them to OUTPUT as Hugging Face's
 * tokenizer.json has them. The training holds up its thread until it is done, and the native one prints on stdout; in a
 * process of its own it can be cancelled and its output be dropped.
 */
import { createReadStream, writeFileSync } from "node:fs";
import tokenizers from "tokenizers";
import { learnMerges } from "./learn-merges.ts";

/** Where the native training stops: its binding has no setting for it. It uses all cores; beyond, ours finds the same merges. */
const LARGEST_NATIVE_VOCABULARY = 30_000;

const [, , sample, output, vocabulary] = process.argv;
if (sample === undefined || output === undefined || vocabulary === undefined) {
  process.stderr.write("usage: tokenizer-process SAMPLE OUTPUT VOCABULARY\n");
  process.exit(2);
}
const preTokenizer = tokenizers.byteLevelPreTokenizer(false, true);
if (Number(vocabulary) <= LARGEST_NATIVE_VOCABULARY) {
  const tokenizer = new tokenizers.Tokenizer(tokenizers.BPE.empty());
  tokenizer.setPreTokenizer(preTokenizer);
  tokenizer.train([sample]);
  tokenizer.save(output);
} else {
  const frequencies = new Map<string, number>();
  for await (const line of linesOf(sample)) {
    for (const [word] of preTokenizer.preTokenizeString(line)) frequencies.set(word, (frequencies.get(word) ?? 0) + 1);
  }
  writeFileSync(output, JSON.stringify({ model: { merges: learnMerges(frequencies, Number(vocabulary)) } }));
}

/** The lines of a file with their ends, which are tokens too. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of createReadStream(file, "utf8")) {
    const lines = (rest + String(piece)).split(/(?<=\n)/);
    rest = lines.pop() ?? "";
    yield* lines;
  }
  yield rest;
}
