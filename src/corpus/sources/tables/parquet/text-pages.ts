import type { PageHeader } from "hyparquet/src/types.js";
import { parquetHeader } from "hyparquet/src/column.js";
import type { FileHandle } from "node:fs/promises";
import { FileProblem } from "../file-problem.ts";
import { unpackPage } from "./page-packing.ts";
import { runLengthNumbers } from "./run-lengths.ts";

/** Where the pages of a column of texts lie in a row group. */
export interface TextChunk {
  readonly start: number;
  readonly end: number;
  /** Parquet's name of it. */
  readonly packing: string;
  /** Whether a text may be null. */
  readonly isOptional: boolean;
}

/** Larger pages are not read: writers make pages of about 1 MB, DuckDB of 100 MB, and one is held at a time. */
const MOST_PAGE_BYTES = 256 << 20;
const HEADER_BYTES = 4096;
const MOST_HEADER_BYTES = 4 << 20;

type Texts = Iterable<Uint8Array | null>;

/**
 * The texts of a chunk, page by page: UTF-8, or null. Those of a page are gone when the next is asked for. Throws a `FileProblem` for
 * what is no such page.
 */
export async function* textPages(file: FileHandle, chunk: TextChunk): AsyncGenerator<Texts> {
  let dictionary: Dictionary | undefined;
  for (let at = chunk.start; at < chunk.end;) {
    const { header, end } = await readHeader(file, at, chunk.end);
    const { type, compressed_page_size: packedBytes, uncompressed_page_size: bytes } = header;
    const largest = Math.max(packedBytes, bytes);
    if (largest > MOST_PAGE_BYTES) {
      throw new FileProblem(
        `a page of it has ${String(largest)} bytes, more than ${String(MOST_PAGE_BYTES)}; write it with smaller pages`,
      );
    }
    if (Math.min(packedBytes, bytes) < 0 || end + packedBytes > chunk.end) {
      throw new FileProblem("a page of it goes beyond its column");
    }
    const packed = await readBytes(file, end, packedBytes);
    at = end + packedBytes;
    if (type === "DICTIONARY_PAGE") dictionary = dictionaryOf(header, unpackPage(packed, chunk.packing, bytes));
    else if (type === "DATA_PAGE")
      yield firstVersion(header, unpackPage(packed, chunk.packing, bytes), chunk, dictionary);
    else if (type === "DATA_PAGE_V2") yield secondVersion(header, packed, chunk, dictionary);
  }
}

/** How long a header is, it alone tells: statistics in it may hold whole texts. */
async function readHeader(
  file: FileHandle,
  start: number,
  end: number,
): Promise<{ readonly header: PageHeader; readonly end: number }> {
  for (let length = HEADER_BYTES; ; length *= 8) {
    const bytes = await readBytes(file, start, Math.min(length, end - start));
    const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 };
    try {
      const header = parquetHeader(reader);
      return { header, end: start + reader.offset };
    } catch {
      if (length > MOST_HEADER_BYTES || bytes.length < length) throw new FileProblem("a page of it has no header");
    }
  }
}

async function readBytes(file: FileHandle, start: number, length: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, start);
  if (bytesRead < length) throw new FileProblem("it is cut off");
  return buffer;
}

/** Its levels and its values are packed together. */
function firstVersion(
  { data_page_header: header }: PageHeader,
  page: Uint8Array,
  { isOptional }: TextChunk,
  dictionary: Dictionary | undefined,
): Texts {
  if (header === undefined) throw new FileProblem("a page of it has no header");
  if (!isOptional) return texts(header, page, undefined, dictionary);
  if (header.definition_level_encoding !== "RLE") {
    throw new FileProblem(`levels encoded by ${header.definition_level_encoding} are not read`);
  }
  const values = 4 + lengthAt(page, 0);
  return texts(header, page.subarray(values), page.subarray(4, values), dictionary);
}

/** Its levels lie unpacked before its values. */
function secondVersion(
  { data_page_header_v2: header, uncompressed_page_size: bytes }: PageHeader,
  page: Uint8Array,
  { packing, isOptional }: TextChunk,
  dictionary: Dictionary | undefined,
): Texts {
  if (header === undefined) throw new FileProblem("a page of it has no header");
  const { definition_levels_byte_length: levelBytes, repetition_levels_byte_length: before } = header;
  const start = before + levelBytes;
  const packed = page.subarray(start);
  const values = header.is_compressed === false ? packed : unpackPage(packed, packing, bytes - start);
  return texts(header, values, isOptional ? page.subarray(before, start) : undefined, dictionary);
}

/** `levels` say of each text whether it is there (1) or null (0). */
function* texts(
  { num_values: count, encoding }: { readonly num_values: number; readonly encoding: string },
  values: Uint8Array,
  levels: Uint8Array | undefined,
  dictionary: Dictionary | undefined,
): Generator<Uint8Array | null, undefined> {
  const next = (encoding === "PLAIN" ? plainTexts(values) : dictionaryTexts(encoding, values, count, dictionary)).next;
  const defined = levels === undefined ? undefined : runLengthNumbers(levels, 1, count);
  for (let index = 0; index < count; index += 1) {
    if (defined?.next().value === 0) {
      yield null;
      continue;
    }
    const text = next();
    if (text === undefined) throw new FileProblem("a page of it ends before its texts do");
    yield text;
  }
}

interface TextReader {
  readonly next: () => Uint8Array | undefined;
}

function plainTexts(page: Uint8Array): TextReader {
  let at = 0;
  return {
    next: () => {
      const text = textAt(page, at);
      at += 4 + text.length;
      return text;
    },
  };
}

function dictionaryTexts(
  encoding: string,
  page: Uint8Array,
  count: number,
  dictionary: Dictionary | undefined,
): TextReader {
  if (!encoding.endsWith("_DICTIONARY")) throw new FileProblem(`texts encoded by ${encoding} are not read`);
  if (dictionary === undefined) throw new FileProblem("a column of it has no dictionary");
  const indices = runLengthNumbers(page.subarray(1), page[0] ?? 0, count);
  return {
    next: () => {
      const { value: index } = indices.next();
      const start = index === undefined ? undefined : dictionary.starts[index];
      return start === undefined ? undefined : textAt(dictionary.page, start);
    },
  };
}

interface Dictionary {
  readonly page: Uint8Array;
  readonly starts: Uint32Array;
}

function dictionaryOf({ dictionary_page_header: header }: PageHeader, page: Uint8Array): Dictionary {
  const count = header?.num_values ?? 0;
  if (count * 4 > page.length) throw new FileProblem("a dictionary of it ends before its texts do");
  const starts = new Uint32Array(count);
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    starts[index] = at;
    at += 4 + lengthAt(page, at);
  }
  return { page, starts };
}

/** A text as it stands in a page: four bytes of length, then itself. */
function textAt(page: Uint8Array, at: number): Uint8Array {
  const end = at + 4 + lengthAt(page, at);
  if (end > page.length) throw new FileProblem("a page of it ends before its texts do");
  return page.subarray(at + 4, end);
}

function lengthAt(page: Uint8Array, at: number): number {
  if (at + 4 > page.length) throw new FileProblem("a page of it ends before its texts do");
  return new DataView(page.buffer, page.byteOffset + at, 4).getUint32(0, true);
}
