import { createReadStream } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { GeneratedProblems } from "../../experiment/corpus/synthetic-source.ts";
import { StageError } from "../../stage/runner.ts";
import { type ChatEndpoint, complete, completionsAddress } from "../language-model/chat-endpoint.ts";
import { problemRequest, PROMPT_VERSION, readAnswer } from "./prompt.ts";

export interface SynthesisSettings {
  /** The JSONL file that problems are added to. */
  readonly file: string;
  readonly declared: GeneratedProblems;
  readonly endpoint: ChatEndpoint;
  /** Requests at the same time. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  now(): Date;
  report(progress: { readonly done: number; readonly total: number; readonly unusable: number }): void;
}

export interface SynthesisOutcome {
  readonly written: number;
  /** That were in the file before. */
  readonly present: number;
  /** For which the model gave no usable answer; they are asked for again by the next run. */
  readonly unusable: number;
}

/**
 * Has the problems written that the file lacks, and adds each as a line when it is there: a run that was stopped goes on from what
 * there is.
 */
export async function synthesise(settings: SynthesisSettings): Promise<SynthesisOutcome> {
  const { file, declared, endpoint, concurrency, signal } = settings;
  const { host } = completionsAddress(endpoint.address);
  const attempts = endpoint.retries + 1;
  await mkdir(dirname(file), { recursive: true });
  await endLastLine(file);
  const there = await presentIds(file, signal);
  const missing = Array.from({ length: declared.count }, (_, n) => n).filter(
    (n) => !there.has(problemRequest(declared, n, 0).id),
  );
  const present = declared.count - missing.length;
  const output = await open(file, "a");
  let written = 0;
  let unusable = 0;
  const report = (): void => {
    settings.report({ done: present + written + unusable, total: declared.count, unusable });
  };

  const makeOne = async (n: number): Promise<void> => {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const { id, topic, difficulty, seed, messages } = problemRequest(declared, n, attempt);
      const { text } = await complete(endpoint, { messages, seed }, signal);
      const problem = readAnswer(text);
      if (problem === undefined) continue;
      const provenance = {
        ...{ model: endpoint.model, promptVersion: PROMPT_VERSION, endpoint: host, seed, topic, difficulty },
        time: settings.now().toISOString(),
      };
      await output.appendFile(`${JSON.stringify({ id, ...problem, language: declared.language, provenance })}\n`);
      written += 1;
      return;
    }
    unusable += 1;
  };
  const queue = missing.values();
  // The first failure ends the others: each would run into the same.
  let failed = false;
  const worker = async (): Promise<void> => {
    for (const n of queue) {
      if (failed) return;
      await makeOne(n);
      report();
    }
  };
  try {
    report();
    const results = await Promise.allSettled(
      Array.from({ length: Math.min(concurrency, Math.max(1, missing.length)) }, () =>
        worker().catch((error: unknown) => {
          failed = true;
          throw error;
        }),
      ),
    );
    signal.throwIfAborted();
    for (const result of results) if (result.status === "rejected") throw result.reason;
  } finally {
    await output.close();
  }
  return { written, present, unusable };
}

const LONGEST_LINE_BYTES = 16_000_000;

/**
 * Makes sure that what is added begins a line. A last line without its end is kept where it is JSON, as an editor may leave it, and
 * else is what a run has left that was ended while it wrote.
 */
async function endLastLine(file: string): Promise<void> {
  const handle = await open(file, "r+").catch(() => undefined);
  if (handle === undefined) return;
  try {
    const { size } = await handle.stat();
    const tail = Buffer.alloc(Math.min(size, LONGEST_LINE_BYTES));
    await handle.read(tail, 0, tail.length, size - tail.length);
    const lineEnd = tail.lastIndexOf(10);
    const rest = tail.subarray(lineEnd + 1);
    if (rest.length === 0) return;
    if (parseJson(rest.toString("utf8")) !== undefined) await handle.write("\n", size);
    else if (lineEnd !== -1 || tail.length === size) await handle.truncate(size - rest.length);
    else throw new StageError(`${file} is no file of problems: its last line has no end.`);
  } finally {
    await handle.close();
  }
}

const identified = z.looseObject({ id: z.string() });

async function presentIds(file: string, signal: AbortSignal): Promise<Set<string>> {
  const ids = new Set<string>();
  let number = 0;
  const input = createReadStream(file, { encoding: "utf8", flags: "a+" });
  for await (const line of createInterface({ input })) {
    signal.throwIfAborted();
    number += 1;
    if (line.trim() === "") continue;
    const parsed = identified.safeParse(parseJson(line));
    if (!parsed.success) {
      throw new StageError(
        `${file}:${String(number)}: this is no problem; problems are added only to a file of problems.`,
      );
    }
    ids.add(parsed.data.id);
  }
  return ids;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
