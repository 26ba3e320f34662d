import type { CorpusSource } from "../../../experiment/corpus-file.ts";

export type TableFormat = NonNullable<Extract<CorpusSource, { type: "table" }>["format"]>;
export type Packing = "gzip" | "zstd" | "none";

const FORMATS: readonly (readonly [pattern: RegExp, format: TableFormat])[] = [
  [/\.(?:jsonl|ndjson|jsonlines)$/i, "jsonl"],
  [/\.json$/i, "json"],
  [/\.csv$/i, "csv"],
  [/\.tsv$/i, "tsv"],
  [/\.(?:parquet|pq)$/i, "parquet"],
];

/** How a file of rows is written and packed, by its name: `part-0.jsonl.zst`. Undefined where the name does not tell. */
export function tableFormat(path: string): TableFormat | undefined {
  const name = unpackedName(path);
  return FORMATS.find(([pattern]) => pattern.test(name))?.[1];
}

export function packingOf(path: string): Packing {
  if (/\.gz$/i.test(path)) return "gzip";
  return /\.zst$/i.test(path) ? "zstd" : "none";
}

function unpackedName(path: string): string {
  return path.replace(/\.(?:gz|zst)$/i, "");
}
