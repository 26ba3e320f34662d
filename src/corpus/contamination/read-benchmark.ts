import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Benchmark } from "../../experiment/corpus/decontamination.ts";
import { StageError } from "../../stage/runner.ts";
import { FileProblem } from "../sources/tables/file-problem.ts";
import { readRows } from "../sources/tables/read-rows.ts";
import { tableFormat } from "../sources/tables/table-format.ts";
import type { TableRow } from "../sources/tables/table-row.ts";
import { type BenchmarkFields, fieldsOf, fieldsOfItem } from "./known-benchmarks.ts";

/** An item of a benchmark: its texts by field, and its fields of code as one program. */
export interface BenchmarkItem {
  readonly id: string;
  readonly texts: readonly string[];
  readonly code: string | null;
  readonly language: string;
}

/** A longer text is no item that a model is asked. */
const LONGEST_BYTES = 32_000_000;

/** SHA-256 in hex of a benchmark's file. Rejects with a `StageError` where it cannot be read. */
export async function benchmarkDigest({ name, path }: Benchmark): Promise<string> {
  const digest = createHash("sha256");
  try {
    await pipeline(createReadStream(path), digest);
  } catch (error) {
    throw new StageError(`Benchmark "${name}": ${path} cannot be read: ${messageOf(error)}.`);
  }
  return digest.digest("hex");
}

/**
 * The items of a benchmark as they come, from a file of rows in any format of table sources. Rejects with a `StageError` that names
 * file, row and field where there is none.
 */
export async function* readBenchmark(benchmark: Benchmark, signal: AbortSignal): AsyncGenerator<BenchmarkItem> {
  const { name, path } = benchmark;
  const told = fieldsOf(benchmark);
  const present = new Set<string>();
  let fields = told;
  let items = 0;
  for await (const { number, columns, problem } of rowsOf(benchmark, told, signal)) {
    if (columns === undefined)
      throw new StageError(`Benchmark "${name}": ${path}:${String(number)}: ${problem.message}.`);
    // The fields that a name tells may be those of another file of that name.
    const isOther = items === 0 && benchmark.fields === undefined && fields !== undefined && !hasText(columns, fields);
    if (fields === undefined || isOther) fields = fieldsOfItem(benchmark, columns);
    items += 1;
    yield itemOf(columns, String(number), fields, present);
  }
  if (items === 0) throw new StageError(`Benchmark "${name}": ${path} has no items.`);
  const missing = benchmark.fields?.find((field) => !present.has(field));
  if (missing !== undefined)
    throw new StageError(`Benchmark "${name}": no item of ${path} has text in the field "${missing}".`);
  if (present.size === 0)
    throw new StageError(`Benchmark "${name}": no item of ${path} has text; name its "fields" in the corpus file.`);
}

async function* rowsOf(
  { name, path }: Benchmark,
  fields: BenchmarkFields | undefined,
  signal: AbortSignal,
): AsyncGenerator<TableRow> {
  const format = tableFormat(path);
  if (format === undefined)
    throw new StageError(
      `Benchmark "${name}": the name of ${path} does not tell its format: .jsonl, .json, .csv, .tsv or .parquet, also .gz and .zst.`,
    );
  const stats = await stat(path, { bigint: true }).catch((error: unknown) => {
    throw new StageError(`Benchmark "${name}": ${path} cannot be read: ${messageOf(error)}.`);
  });
  const file = { path: basename(path), location: Buffer.from(path), stats };
  const first = new Set(fields === undefined ? [] : columnsOf(fields));
  const wanted = (columns: readonly string[]): readonly string[] => {
    const some = columns.filter((column) => first.has(column));
    return some.length > 0 ? some : columns;
  };
  try {
    yield* readRows(file, format, { wanted, maxBytes: LONGEST_BYTES, signal });
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    throw new StageError(`Benchmark "${name}": ${path}: ${error.message}.`);
  }
}

function columnsOf({ id, fields, code }: BenchmarkFields): string[] {
  return [...id, ...fields, ...code].map((field) => field.split(".")[0] ?? field);
}

function hasText(columns: unknown, { fields }: BenchmarkFields): boolean {
  return fields.some((field) => textsAt(columns, field.split(".")).some((text) => text.trim() !== ""));
}

function itemOf(value: unknown, place: string, told: BenchmarkFields, present: Set<string>): BenchmarkItem {
  const texts = told.fields.flatMap((field) => {
    const found = textsAt(value, field.split("."));
    if (found.some((text) => text.trim() !== "")) present.add(field);
    return found;
  });
  const code = told.code.flatMap((field) => textsAt(value, field.split("."))).join("");
  const id = told.id.flatMap((field) => textsAt(value, field.split(".")))[0];
  return { id: id ?? place, texts, code: code === "" ? null : code, language: told.language };
}

/** The texts at a path; of a list, those of all of its members. */
function textsAt(value: unknown, path: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((member) => textsAt(member, path));
  const [name, ...rest] = path;
  if (name === undefined) {
    if (typeof value === "string") return [value];
    return typeof value === "number" || typeof value === "bigint" ? [String(value)] : [];
  }
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return [];
  return textsAt(new Map(Object.entries(value)).get(name), rest);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
