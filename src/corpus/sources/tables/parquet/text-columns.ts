import type { DuckDBConnection } from "@duckdb/node-api";
import { type FileHandle, open } from "node:fs/promises";
import { z } from "zod";
import { sqlText } from "../../../../store/parquet-writer.ts";
import { FileProblem } from "../file-problem.ts";
import { canUnpack } from "./page-packing.ts";
import { type TextChunk, textPages } from "./text-pages.ts";

/** Of dictionaries too; `RLE` and `BIT_PACKED` stand for levels. */
const READ_ENCODINGS = new Set(["PLAIN", "PLAIN_DICTIONARY", "RLE_DICTIONARY", "RLE", "BIT_PACKED"]);

const chunkRow = z.object({
  name: z.string(),
  type: z.string(),
  packing: z.string(),
  encodings: z.string(),
  data: z.coerce.number(),
  dictionary: z.coerce.number().nullable(),
  bytes: z.coerce.number(),
});

const schemaRow = z.object({
  name: z.string(),
  children: z.coerce.number().nullable(),
  repetition: z.string().nullable(),
});

/**
 * Which of the named columns, which have texts and lie in no other, can be read page by page, and where their chunks lie, in the order
 * of the row groups.
 */
export async function textChunks(
  connection: DuckDBConnection,
  file: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly TextChunk[]>> {
  if (names.length === 0) return new Map();
  const schema = await connection.runAndReadAll(
    `SELECT name, num_children AS children, repetition_type AS repetition FROM parquet_schema(${sqlText(file)})`,
  );
  const optional = optionalColumns(z.array(schemaRow).parse(schema.getRowObjectsJson()));
  const metadata = await connection.runAndReadAll(
    `SELECT path_in_schema AS name, type, compression AS packing, encodings, data_page_offset AS data,
       dictionary_page_offset AS dictionary, total_compressed_size AS bytes, row_group_id
     FROM parquet_metadata(${sqlText(file)}) WHERE path_in_schema IN (${names.map(sqlText).join(", ")}) ORDER BY row_group_id`,
  );
  const groups = await connection.runAndReadAll(
    `SELECT count(DISTINCT row_group_id) FROM parquet_metadata(${sqlText(file)})`,
  );
  const [[rowGroups]] = z.tuple([z.tuple([z.coerce.number()])]).parse(groups.getRowsJson());
  const chunks = Map.groupBy(z.array(chunkRow).parse(metadata.getRowObjectsJson()), ({ name }) => name);
  return new Map(
    [...chunks].flatMap(([name, rows]) => {
      const isOptional = optional.get(name);
      const isRead = rows.length === rowGroups && rows.every(isReadByPages);
      if (!isRead || isOptional === undefined) return [];
      return [[name, rows.map((row) => ({ ...placeOf(row), packing: row.packing, isOptional }))]];
    }),
  );
}

function isReadByPages({ type, packing, encodings }: z.infer<typeof chunkRow>): boolean {
  return (
    type === "BYTE_ARRAY" && canUnpack(packing) && encodings.split(/, */).every((name) => READ_ENCODINGS.has(name))
  );
}

function placeOf({ data, dictionary, bytes }: z.infer<typeof chunkRow>): Pick<TextChunk, "start" | "end"> {
  // Some writers say 0 where there is no dictionary.
  const start = dictionary === null || dictionary === 0 ? data : Math.min(data, dictionary);
  return { start, end: start + bytes };
}

/** Of the columns that lie in no other, whether they may be null. The schema has them in depth-first order after the root. */
function optionalColumns(schema: readonly z.infer<typeof schemaRow>[]): ReadonlyMap<string, boolean> {
  const columns = new Map<string, boolean>();
  let beneath = 0;
  for (const { name, children, repetition } of schema.slice(1)) {
    if (beneath === 0 && (children ?? 0) === 0) columns.set(name, repetition === "OPTIONAL");
    beneath = Math.max(0, beneath - 1) + (children ?? 0);
  }
  return columns;
}

/** The column that has the size of a text which may have been left in the file. */
export function bytesColumn(name: string): string {
  return `${name}:bytes`;
}

/** Columns of texts of a file, read side by side from the first row on, a page of each at a time. */
export class TextColumns {
  private readonly file: FileHandle;
  private readonly columns: readonly TextColumn[];
  private readonly maxBytes: number;

  private constructor(file: FileHandle, columns: readonly TextColumn[], maxBytes: number) {
    this.file = file;
    this.columns = columns;
    this.maxBytes = maxBytes;
  }

  /** Texts of more than `maxBytes` are left in the file. */
  static async open(
    path: string,
    chunks: ReadonlyMap<string, readonly TextChunk[]>,
    maxBytes: number,
  ): Promise<TextColumns> {
    const file = await open(path);
    const columns = [...chunks].map(([name, ofColumn]) => new TextColumn(name, file, ofColumn));
    return new TextColumns(file, columns, maxBytes);
  }

  /** The texts of the next row by column: null where there is none, or where it is too large; beside each, its bytes. */
  async nextRow(): Promise<Record<string, unknown>> {
    const row: Record<string, unknown> = {};
    for (const column of this.columns) {
      const text = await column.next();
      if (text === undefined) throw new FileProblem(`its column ${column.name} ends before its rows do`);
      row[column.name] = text === null || text.length > this.maxBytes ? null : new TextDecoder().decode(text);
      row[bytesColumn(column.name)] = text?.length ?? null;
    }
    return row;
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

class TextColumn {
  readonly name: string;
  private readonly pages: AsyncIterator<Iterable<Uint8Array | null>>;
  private page: Iterator<Uint8Array | null> | undefined;

  constructor(name: string, file: FileHandle, chunks: readonly TextChunk[]) {
    this.name = name;
    this.pages = pagesOf(file, chunks);
  }

  /** Undefined after the last. */
  async next(): Promise<Uint8Array | null | undefined> {
    for (;;) {
      const text = this.page?.next();
      if (text !== undefined && text.done !== true) return text.value;
      // Let go before the next is read: two would take twice the memory.
      this.page = undefined;
      const page = await this.pages.next();
      if (page.done === true) return undefined;
      this.page = page.value[Symbol.iterator]();
    }
  }
}

async function* pagesOf(
  file: FileHandle,
  chunks: readonly TextChunk[],
): AsyncGenerator<Iterable<Uint8Array | null>, undefined> {
  for (const chunk of chunks) yield* textPages(file, chunk);
}
