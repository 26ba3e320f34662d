import { readFile } from "node:fs/promises";
import { join } from "node:path";
import tokenizers, { type Tokenizer } from "tokenizers";
import { z } from "zod";
import { type Sentinel, sentinels } from "../experiment/token-options.ts";
import { StageError } from "../stage/runner.ts";

const addedToken = z.looseObject({ id: z.int(), content: z.string(), special: z.boolean() });

const anyTokenizerFile = z.looseObject({
  added_tokens: z.array(addedToken),
  normalizer: z.unknown(),
  pre_tokenizer: z.unknown(),
});

/** GPT-2's pre-tokenizer, which all tokenizers have that we train. */
const gpt2Splits = z.object({
  normalizer: z.null(),
  pre_tokenizer: z.object({
    type: z.literal("ByteLevel"),
    add_prefix_space: z.literal(false),
    use_regex: z.literal(true),
  }),
});

/** In the folder of a `tokenizer` stage: the token ids that have a meaning of their own. */
export const SPECIAL_TOKENS_FILE = "special-tokens.json";

export const specialTokens = z.object({
  endOfText: z.int().nonnegative(),
  /** Only of a tokenizer that was asked for some. */
  sentinels: z.partialRecord(z.enum(sentinels), z.int().nonnegative()).optional(),
});

const byteLengths = z.array(z.int().nonnegative());

/** A tokenizer of a stage, loaded. */
export interface TextTokenizer {
  /** How many token ids there are. */
  readonly size: number;
  /** Bytes of text that each token id stands for; 0 for special tokens. */
  readonly byteLengths: readonly number[];
  /** The token id that ends every document. */
  readonly endOfText: number;
  /** Ids of the special tokens that stand between parts of a sequence. */
  readonly sentinels: Readonly<Partial<Record<Sentinel, number>>>;
  /** Token ids of each text, without end-of-text. No text is taken for a special token, so that nothing is lost. */
  encode(texts: readonly string[]): Promise<number[][]>;
  /** The text of token ids; bytes that are no valid UTF-8 become U+FFFD. */
  decode(ids: readonly number[]): Promise<string>;
}

/** Loads the result of a `tokenizer` stage from its folder. */
export async function loadTokenizer(folder: string): Promise<TextTokenizer> {
  const encoder = textEncoder(await readFile(join(folder, "tokenizer.json"), "utf8"), folder);
  const { endOfText, sentinels: found = {} } = await readSpecialTokens(folder);
  const lengths = byteLengths.parse(JSON.parse(await readFile(join(folder, "token-bytes.json"), "utf8")));
  return {
    size: lengths.length,
    byteLengths: lengths,
    endOfText,
    sentinels: found,
    encode: (texts) => encoder.encode(texts),
    decode: (ids) => encoder.tokenizer.decode([...ids], false),
  };
}

/** The token id that ends every document, by the folder of a `tokenizer` stage. */
export async function readEndOfText(folder: string): Promise<number> {
  return (await readSpecialTokens(folder)).endOfText;
}

async function readSpecialTokens(folder: string): Promise<z.infer<typeof specialTokens>> {
  return specialTokens.parse(JSON.parse(await readFile(join(folder, SPECIAL_TOKENS_FILE), "utf8")));
}

/** A tokenizer that finds no special token in any text, and its TextTokenizer.encode. */
export interface PlainTextEncoder {
  readonly tokenizer: Tokenizer;
  encode(texts: readonly string[]): Promise<number[][]>;
}

/** Makes one from the content of a tokenizer.json; `folder` names it in messages. */
export function textEncoder(tokenizerJson: string, folder: string): PlainTextEncoder {
  const file = anyTokenizerFile.parse(JSON.parse(tokenizerJson));
  // The binding has no switch for this: with the special token in place, "<|endoftext|>" in a document would end it.
  const kept = file.added_tokens.filter(({ special }) => !special);
  const tokenizer = tokenizers.Tokenizer.fromString(JSON.stringify({ ...file, added_tokens: kept }));
  for (const { id, content } of kept) {
    if (tokenizer.tokenToId(content) === id) continue;
    throw new StageError(
      `The tokenizer in ${folder} adds the token ${JSON.stringify(content)} after special ones outside its vocabulary, which cannot be read without them.`,
    );
  }
  const cut = gpt2Splits.safeParse(file).success ? segments : (text: string): string[] => (text === "" ? [] : [text]);
  return { tokenizer, encode: (texts) => encodeAll(tokenizer, texts.map(cut)) };
}

/** The token ids of texts that come in parts. */
async function encodeAll(tokenizer: Tokenizer, parts: readonly (readonly string[])[]): Promise<number[][]> {
  const flat = parts.flat();
  if (flat.length === 0) return parts.map(() => []);
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
