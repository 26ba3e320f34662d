/**
 * A process of its own: `node tokenizer-process.ts SAMPLE OUTPUT` learns byte-level BPE merges from the text file SAMPLE and
 * writes them as Hugging Face's tokenizer.json to OUTPUT. The native training holds up its thread until it is done and
 * prints on stdout; in a process of its own it can be cancelled and its output be dropped.
 */
import tokenizers from "tokenizers";

const [, , sample, output] = process.argv;
if (sample === undefined || output === undefined) {
  process.stderr.write("usage: tokenizer-process SAMPLE OUTPUT\n");
  process.exit(2);
}
const tokenizer = new tokenizers.Tokenizer(tokenizers.BPE.empty());
tokenizer.setPreTokenizer(tokenizers.byteLevelPreTokenizer(false, true));
tokenizer.train([sample]);
tokenizer.save(output);
