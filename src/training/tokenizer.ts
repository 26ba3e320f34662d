import { readFile } from "node:fs/promises";
import { join } from "node:path";
import tokenizers, { type Tokenizer } from "tokenizers";
import { z } from "zod";

const anyTokenizerFile = z.looseObject({ added_tokens: z.array(z.unknown()) });

const byteLengths = z.array(z.int().nonnegative());

/** A trained tokenizer, loaded. */
export interface TextTokenizer {
  /** How many token ids there are. */
  readonly size: number;
  /** Bytes of text that each token id stands for; 0 for end-of-text. */
  readonly byteLengths: readonly number[];
  /** Token ids of each text, without end-of-text. No text is taken for a special token, so that nothing is lost. */
  encode(texts: readonly string[]): Promise<number[][]>;
  /** The text of token ids; bytes that are no valid UTF-8 become U+FFFD. */
  decode(ids: readonly number[]): Promise<string>;
}

/** Loads the result of a `tokenizer` stage from its folder. */
export async function loadTokenizer(folder: string): Promise<TextTokenizer> {
  const file = anyTokenizerFile.parse(JSON.parse(await readFile(join(folder, "tokenizer.json"), "utf8")));
  const lengths = byteLengths.parse(JSON.parse(await readFile(join(folder, "token-bytes.json"), "utf8")));
  // The binding has no switch for this: with the added token in place, "<|endoftext|>" in a document would end it.
  const tokenizer = tokenizers.Tokenizer.fromString(JSON.stringify({ ...file, added_tokens: [] }));
  return {
    size: lengths.length,
    byteLengths: lengths,
    encode: (texts) => encodeAll(tokenizer, texts),
    decode: (ids) => tokenizer.decode([...ids], false),
  };
}

async function encodeAll(tokenizer: Tokenizer, texts: readonly string[]): Promise<number[][]> {
  const parts = texts.map(segments);
  const flat = parts.flat();
  if (flat.length === 0) return texts.map(() => []);
  const encodings = await tokenizer.encodeBatch(flat, { addSpecialTokens: false });
  let at = 0;
  return parts.map(({ length }) => encodings.slice(at, (at += length)).flatMap((encoding) => encoding.getIds()));
}

/** The binding takes twice as long for a character of a long text as for one of a short one. */
const SEGMENT_CHARACTERS = 1000;

/**
 * Cuts a text before line ends between two visible ASCII characters. There, the pre-tokenizer (GPT-2's pattern) makes the line
 * end a token of its own whatever surrounds it, so that the segments have the tokens of the whole.
 */
function segments(text: string): string[] {
  const found: string[] = [];
  let start = 0;
  for (const { index } of text.matchAll(/(?<=[!-~])\n(?=[!-~])/g)) {
    if (index - start < SEGMENT_CHARACTERS) continue;
    found.push(text.slice(start, index));
    start = index;
  }
  if (start < text.length) found.push(text.slice(start));
  return found;
}
