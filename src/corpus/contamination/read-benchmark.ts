import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { Benchmark } from "../../experiment/corpus/decontamination.ts";
import { StageError } from "../../stage/runner.ts";

/** An item of a benchmark: its texts by field, and its fields of code as one program. */
export interface BenchmarkItem {
  readonly benchmark: string;
  readonly id: string;
  readonly texts: readonly string[];
  readonly code: string | null;
  readonly language: string;
}

/** What unpacks to more is taken for a bomb. */
const MOST_BYTES = 500_000_000;

/** SHA-256 in hex of a benchmark's file. Rejects with a `StageError` where it cannot be read. */
export async function benchmarkDigest(benchmark: Benchmark): Promise<string> {
  return createHash("sha256")
    .update(await readBytes(benchmark))
    .digest("hex");
}

/**
 * The items of a benchmark: JSON objects, one a line, or one list of them; gzipped where the name ends in .gz. Rejects with a
 * `StageError` that names file, line and field where there is none.
 */
export async function readBenchmark(benchmark: Benchmark): Promise<readonly BenchmarkItem[]> {
  const bytes = await readBytes(benchmark);
  let text: string;
  try {
    const packed = /\.gz$/i.test(benchmark.path);
    text = (packed ? await promisify(gunzip)(bytes, { maxOutputLength: MOST_BYTES }) : bytes).toString("utf8");
  } catch (error) {
    throw new StageError(`Benchmark "${benchmark.name}": ${benchmark.path} cannot be unpacked: ${messageOf(error)}.`);
  }
  const items: (BenchmarkItem & { readonly present: ReadonlySet<string> })[] = [];
  for (const { value, place } of recordsOf(text, benchmark)) items.push(itemOf(value, place, benchmark));
  if (items.length === 0) throw new StageError(`Benchmark "${benchmark.name}": ${benchmark.path} has no items.`);
  for (const field of benchmark.fields) {
    if (!items.some(({ present }) => present.has(field)))
      throw new StageError(
        `Benchmark "${benchmark.name}": no item of ${benchmark.path} has text in the field "${field}".`,
      );
  }
  return items;
}

async function readBytes({ name, path }: Benchmark): Promise<Buffer> {
  return readFile(path).catch((error: unknown) => {
    throw new StageError(`Benchmark "${name}": ${path} cannot be read: ${messageOf(error)}.`);
  });
}

function* recordsOf(text: string, { name, path }: Benchmark): Generator<{ value: unknown; place: string }> {
  const parse = (json: string, where: string): unknown => {
    try {
      return JSON.parse(json);
    } catch (error) {
      throw new StageError(`Benchmark "${name}": ${path}${where} is not JSON: ${messageOf(error)}.`);
    }
  };
  const body = text.replace(/^\ufeff/, "");
  if (/^\s*\[/.test(body)) {
    const list = parse(body, "");
    for (const [index, value] of (Array.isArray(list) ? list : []).entries()) yield { value, place: String(index + 1) };
    return;
  }
  for (const [index, line] of body.split("\n").entries()) {
    if (line.trim() !== "") yield { value: parse(line, `:${String(index + 1)}`), place: String(index + 1) };
  }
}

function itemOf(
  value: unknown,
  place: string,
  benchmark: Benchmark,
): BenchmarkItem & { readonly present: ReadonlySet<string> } {
  const present = new Set<string>();
  const texts = benchmark.fields.flatMap((field) => {
    const found = textsAt(value, field.split("."));
    if (found.some((text) => text.trim() !== "")) present.add(field);
    return found;
  });
  const code = benchmark.code?.flatMap((field) => textsAt(value, field.split("."))).join("") ?? null;
  const id = benchmark.id === undefined ? undefined : textsAt(value, benchmark.id.split("."))[0];
  return { benchmark: benchmark.name, id: id ?? place, texts, code, language: benchmark.language, present };
}

/** The texts at a path; of a list, those of all of its members. */
function textsAt(value: unknown, path: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((member) => textsAt(member, path));
  const [name, ...rest] = path;
  if (name === undefined) return typeof value === "string" ? [value] : typeof value === "number" ? [String(value)] : [];
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return [];
  return textsAt(new Map(Object.entries(value)).get(name), rest);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
