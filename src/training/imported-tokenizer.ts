import { z } from "zod";
import type { Sentinel } from "../experiment/token-options.ts";
import { StageError } from "../stage/runner.ts";
import { BYTE_CHARACTERS } from "./tokenizer-format.ts";

const part = z.looseObject({ type: z.string() });
type Part = z.infer<typeof part>;

const addedToken = z.looseObject({ id: z.int().nonnegative(), content: z.string(), special: z.boolean() });

/** What is looked at of a Hugging Face tokenizer.json; the rest is the library's. */
const tokenizerFile = z.looseObject({
  added_tokens: z.array(addedToken),
  decoder: part.nullable(),
  model: z.looseObject({ type: z.string().optional(), vocab: z.record(z.string(), z.int().nonnegative()) }),
});

/** The name of a byte that no token spells, in a vocabulary with byte fallback. */
const FALLBACK_BYTE = /^<0x[0-9A-Fa-f]{2}>$/;

const encoder = new TextEncoder();

/**
 * The bytes of text that each token id of somebody else's tokenizer stands for: none for special tokens, and none for the
 * ids, up to `size`, that no token has. Throws a StageError for a tokenizer whose tokens do not say their bytes: understood
 * are byte-level BPE (GPT-2's, Llama 3's, Command R's) and BPE of characters with byte fallback (SentencePiece's in Llama 2).
 */
export function tokenContents(text: string, size: number): readonly Uint8Array[] {
  const parsed = tokenizerFile.safeParse(parseJson(text));
  if (!parsed.success || (parsed.data.model.type ?? "BPE") !== "BPE") {
    throw new StageError("The checkpoint's tokenizer.json is not that of a BPE tokenizer; others cannot be used.");
  }
  const { added_tokens: added, decoder, model } = parsed.data;
  const bytesOf = reader(decoder);
  const contents: Uint8Array[] = Array.from({ length: size }, () => new Uint8Array());
  const set = (id: number, bytes: Uint8Array): void => {
    if (id >= size) {
      throw new StageError(
        `The checkpoint's tokenizer has a token ${String(id)}, but its model a vocabulary of ${String(size)}: they are not of one model.`,
      );
    }
    contents[id] = bytes;
  };
  for (const [token, id] of Object.entries(model.vocab)) set(id, bytesOf(token));
  for (const { id, content, special } of added) set(id, special ? new Uint8Array() : encoder.encode(content));
  return contents;
}

/**
 * The ids of the sentinels that are needed, in somebody else's tokenizer. Throws a StageError where it lacks one: another name would
 * be another token than its model has learnt, and a new token one that it has never seen.
 */
export function importedSentinels(
  text: string,
  needed: readonly Sentinel[],
): Readonly<Partial<Record<Sentinel, number>>> {
  const added = tokenizerFile.safeParse(parseJson(text)).data?.added_tokens ?? [];
  const ids = needed.map((sentinel) => {
    const token = added.find(({ content, special }) => special && content === sentinel);
    return [sentinel, token?.id] as const;
  });
  const missing = ids.flatMap(([sentinel, id]) => (id === undefined ? [sentinel] : []));
  if (missing.length > 0) {
    throw new StageError(
      `The checkpoint's tokenizer has no special token ${missing.join(", ")}, which "tokens" in the experiment asks for. ` +
        `Leave "fillInTheMiddle" out, use "paths": "comment", or begin with a checkpoint that has them, such as StarCoder's.`,
    );
  }
  return Object.fromEntries(ids);
}

/** How the decoder turns a token of the vocabulary into bytes. */
function reader(decoder: Part | null): (token: string) => Uint8Array {
  const parts = partsOf(decoder);
  if (parts.some(({ type }) => type === "ByteLevel")) return byteLevelBytes;
  if (parts.some(({ type }) => type === "ByteFallback")) return fallbackBytes;
  throw new StageError(
    "The checkpoint's tokenizer is neither byte-level nor has it byte fallback, so that it loses text; it cannot be used.",
  );
}

function partsOf(decoder: Part | null): readonly Part[] {
  if (decoder === null) return [];
  if (decoder.type !== "Sequence") return [decoder];
  return z.array(part).catch([]).parse(decoder["decoders"]);
}

const byteOfCharacter = new Map(BYTE_CHARACTERS.map((character, byte) => [character, byte]));

function byteLevelBytes(token: string): Uint8Array {
  const bytes = Array.from(token, (character) => byteOfCharacter.get(character));
  // A token with other characters was added to the vocabulary as it reads.
  return bytes.includes(undefined) ? encoder.encode(token) : Uint8Array.from(bytes.map((byte) => byte ?? 0));
}

function fallbackBytes(token: string): Uint8Array {
  if (FALLBACK_BYTE.test(token)) return Uint8Array.of(Number.parseInt(token.slice(3, 5), 16));
  return encoder.encode(token.replaceAll("▁", " "));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
