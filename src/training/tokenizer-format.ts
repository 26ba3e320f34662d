/**
 * The characters that byte-level BPE writes bytes as (GPT-2's `bytes_to_unicode`): a printable Latin-1 byte stands for
 * itself, the others are code points from 256 up, in the order of the bytes. Index: byte.
 */
export const BYTE_CHARACTERS: readonly string[] = byteCharacters();

function byteCharacters(): string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return String.fromCodePoint(printable ? byte : next++);
  });
}

/** Ends every document. Its id is 0 in every tokenizer that we train. */
const END_OF_TEXT = "<|endoftext|>";
export const END_OF_TEXT_ID = 0;

/** The special token and every byte: below this a vocabulary cannot write every text. */
export const SMALLEST_VOCABULARY = 1 + BYTE_CHARACTERS.length;

/** Two tokens, by their text, that become one. */
export type Merge = readonly [string, string];

/** The part of Hugging Face's tokenizer.json that differs from one of our tokenizers to the next. */
export interface BpeModel {
  readonly vocabulary: ReadonlyMap<string, number>;
  readonly merges: readonly Merge[];
  /** Special tokens beside end-of-text. No merge makes one: the pre-tokenizer parts `<` from letters. */
  readonly sentinels: readonly string[];
}

/**
 * The first merges of `merges` that make a vocabulary of `size` tokens: end-of-text is 0, byte b is b + 1, then the sentinels, where
 * there are any, and the token of each merge, in the order of training. BPE learns merges one after another, each from the ones before, so that the first
 * ones are what training for the smaller vocabulary gives. Two merges may make the same token; it has one id. Fewer tokens
 * than asked come back where the merges do not suffice.
 */
export function firstMerges(merges: readonly Merge[], size: number, sentinels: readonly string[] = []): BpeModel {
  const vocabulary = new Map([END_OF_TEXT, ...BYTE_CHARACTERS, ...sentinels].map((token, id) => [token, id]));
  const kept: Merge[] = [];
  for (const merge of merges) {
    if (vocabulary.size >= size) break;
    const token = merge.join("");
    if (!vocabulary.has(token)) vocabulary.set(token, vocabulary.size);
    kept.push(merge);
  }
  return { vocabulary, merges: kept, sentinels };
}

/** Bytes of text that each token id stands for; 0 for special tokens. */
export function tokenByteLengths({ vocabulary, sentinels }: BpeModel): number[] {
  return [...vocabulary.keys()].map((token) => (token === END_OF_TEXT || sentinels.includes(token) ? 0 : token.length));
}

/** Whether special tokens are to be found in texts, as users of the file expect, or no text can contain them. */
export type SpecialTokens = "recognised" | "never recognised";

/** Hugging Face's tokenizer.json (version 1.0) of a byte-level BPE that loses nothing and knows no unknown token. */
export function tokenizerJson(model: BpeModel, specialTokens: SpecialTokens): string {
  const byteLevel = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true };
  const plain = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  const special = [END_OF_TEXT, ...model.sentinels].map((content) => ({
    id: model.vocabulary.get(content) ?? END_OF_TEXT_ID,
    content,
    ...plain,
  }));
  return JSON.stringify({
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: specialTokens === "recognised" ? special : [],
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(model.vocabulary),
      merges: model.merges,
    },
  });
}
