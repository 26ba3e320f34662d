import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import type { SandboxLanguage } from "../../experiment/corpus/synthetic-source.ts";
import { StageError } from "../../stage/runner.ts";
import { type CodeProblem, parseProblem } from "./problem.ts";

/** A problem that needs more is not one that a model learns from. */
const LONGEST_LINE = 4_000_000;
const LARGEST_LIST = 100_000_000;

/**
 * The problems of a JSONL file (plain, or gzip by its `.gz`) or of a JSON list, one after another. Memory is bounded by the longest
 * line. Rejects with a `StageError` that has file, line and what is wrong; empty lines are skipped. Ids have to be different.
 */
export async function* readProblems(
  file: string,
  language: SandboxLanguage,
  signal: AbortSignal,
): AsyncGenerator<CodeProblem> {
  const seen = new Set<string>();
  for await (const { value, place } of values(file, signal)) {
    const problem = parseProblem(value, language);
    if ("complaint" in problem) throw new StageError(`${place}: ${problem.complaint}.`);
    if (seen.has(problem.id)) throw new StageError(`${place}: another problem has the id "${problem.id}" already.`);
    seen.add(problem.id);
    yield problem;
  }
}

interface PlacedValue {
  readonly value: unknown;
  /** File and line, for messages. */
  readonly place: string;
}

async function* values(file: string, signal: AbortSignal): AsyncGenerator<PlacedValue> {
  const stats = await stat(file).catch(() => undefined);
  if (stats?.isFile() !== true) throw new StageError(`There is no file of problems ${file}.`);
  if (!file.endsWith(".json")) {
    yield* jsonLines(file, signal);
    return;
  }
  if (stats.size > LARGEST_LIST) throw new StageError(`${file} is larger than a list may be; write it as JSONL.`);
  const list = parseJson(await readFile(file, "utf8"), file);
  if (!Array.isArray(list)) throw new StageError(`${file} is no list of problems.`);
  for (const [index, value] of list.entries()) yield { value, place: `${file}, entry ${String(index + 1)}` };
}

async function* jsonLines(file: string, signal: AbortSignal): AsyncGenerator<PlacedValue> {
  let line = 0;
  for await (const text of lines(file, signal, () => line + 1)) {
    line += 1;
    if (text.trim() === "") continue;
    const place = `${file}:${String(line)}`;
    yield { value: parseJson(text, place), place };
  }
}

async function* lines(file: string, signal: AbortSignal, lineNumber: () => number): AsyncGenerator<string> {
  const raw = createReadStream(file, { signal });
  const stream = file.endsWith(".gz") ? raw.pipe(createGunzip()) : raw;
  // `pipe` does not hand errors on.
  raw.on("error", (error) => stream.destroy(error));
  stream.setEncoding("utf8");
  let rest = "";
  try {
    for await (const piece of stream) {
      const parts = (rest + String(piece)).split("\n");
      rest = parts.pop() ?? "";
      yield* parts;
      if (rest.length > LONGEST_LINE) {
        throw new StageError(
          `${file}:${String(lineNumber())}: a problem has more than ${String(LONGEST_LINE)} characters.`,
        );
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof StageError) throw error;
    throw new StageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
  if (rest !== "") yield rest;
}

function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    throw new StageError(`${place}: this is not valid JSON.`);
  }
}
