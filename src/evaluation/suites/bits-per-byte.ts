import { itemId, type TextItem } from "../item.ts";
import { Random } from "../../stage/random.ts";

/** Documents are cut into pieces of at most so many bytes, so that a long one does not fill its slice alone. */
const PIECE_BYTES = 4096;

export interface HeldOutDocument {
  readonly id: string;
  /** `corpus/source`. */
  readonly slice: string;
  /** As Linguist names it. */
  readonly language: string | null;
  readonly text: string;
}

/**
 * Items of the suite `bitsPerByte`: pieces of the documents in a seeded order, in each slice until they reach
 * `bytesPerSlice`. A piece is of whole lines where lines are shorter than a piece, and is scored as a text of its own;
 * the pieces of a document are one cluster.
 */
export function bitsPerByteItems(
  documents: readonly HeldOutDocument[],
  bytesPerSlice: number,
  seed: number,
): TextItem[] {
  const slices = new Map<string, TextItem[]>();
  for (const { id, slice, language, text } of documents) {
    const items = slices.get(slice) ?? [];
    slices.set(slice, items);
    for (const [index, piece] of pieces(text).entries()) {
      const item = itemId("bitsPerByte", slice, id, index);
      items.push({ kind: "text", suite: "bitsPerByte", slice, item, cluster: id, language, text: piece });
    }
  }
  return [...slices].flatMap(([slice, items]) => {
    const chosen: TextItem[] = [];
    let bytes = 0;
    for (const item of Random.of("bitsPerByte", seed, slice).shuffled(items)) {
      if (bytes >= bytesPerSlice) break;
      bytes += Buffer.byteLength(item.text);
      chosen.push(item);
    }
    return chosen;
  });
}

function pieces(text: string): string[] {
  const found: string[] = [];
  let piece = "";
  let bytes = 0;
  const close = (): void => {
    if (piece !== "") found.push(piece);
    piece = "";
    bytes = 0;
  };
  for (const part of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    for (const fragment of fragments(part)) {
      const size = Buffer.byteLength(fragment);
      if (bytes + size > PIECE_BYTES) close();
      piece += fragment;
      bytes += size;
    }
  }
  close();
  return found;
}

/** A line in parts that fit into a piece: the line itself, unless it is very long. */
function fragments(line: string): string[] {
  if (Buffer.byteLength(line) <= PIECE_BYTES) return [line];
  // A character has four bytes at most.
  const characters = Array.from(line);
  const size = PIECE_BYTES / 4;
  const count = Math.ceil(characters.length / size);
  return Array.from({ length: count }, (_, index) => characters.slice(index * size, (index + 1) * size).join(""));
}
