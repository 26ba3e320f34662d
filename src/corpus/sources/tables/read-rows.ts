import type { WalkedFile } from "../walk-folder.ts";
import { FileProblem } from "./file-problem.ts";
import { jsonLines } from "./json-lines.ts";
import { jsonValues } from "./json-values.ts";
import { parquetRows } from "./parquet/parquet-rows.ts";
import { separatedValues } from "./separated-values.ts";
import { packingOf, type TableFormat } from "./table-format.ts";
import type { TableRow } from "./table-row.ts";
import { unpackedBytes } from "./unpacked-bytes.ts";

export interface RowReading {
  /** Which columns are needed of those that a file has. */
  readonly wanted: (columns: readonly string[]) => readonly string[];
  /** Larger texts are not needed. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** Told how many of the file's bytes have been read so far. */
  readonly onRead?: (bytes: number) => void;
}

/** The rows of a file, as they come. Throws a `FileProblem` where the rest of the file cannot be read. */
export async function* readRows(
  file: WalkedFile,
  format: TableFormat,
  { wanted, maxBytes, signal, onRead = () => undefined }: RowReading,
): AsyncGenerator<TableRow> {
  if (file.problem !== undefined) throw new FileProblem(`it cannot be read (${file.problem})`);
  if (format === "parquet") {
    const location = file.location.toString();
    if (!Buffer.from(location).equals(file.location)) throw new FileProblem("its name is not UTF-8; rename it");
    yield* parquetRows(location, { wanted, maxBytes, signal, onRead });
    return;
  }
  const bytes = unpackedBytes(file.location, packingOf(file.path), signal, onRead);
  if (format === "jsonl") yield* jsonLines(bytes);
  else if (format === "json") yield* jsonValues(bytes);
  else yield* separatedValues(bytes, format === "csv" ? "," : "\t");
}
