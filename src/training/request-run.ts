import { createReadStream, createWriteStream } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { z } from "zod";
import { type RunContext, StageError } from "../stage/runner.ts";
import { runTrainer } from "./trainer-process.ts";

/** What the trainer needs to know of where it runs. */
export type TrainerSurroundings = Pick<RunContext, "signal" | "device" | "threads" | "log">;

/** An event of a command that answers requests. */
export interface RequestEvent {
  readonly event: "start" | "progress" | "done" | "error";
  readonly done?: number;
  readonly total?: number;
}

/** A command of the trainer that answers requests, one JSON line each. */
export interface RequestRun<Result> {
  readonly trainer: string;
  readonly command: "score" | "generate";
  readonly context: TrainerSurroundings;
  /** Where configuration, requests and results lie while it runs; all are removed afterwards. */
  readonly folder: string;
  /** The configuration, given the paths of the other files. */
  configuration(files: { readonly requests: string; readonly results: string }): object;
  readonly requests: readonly object[];
  readonly events: z.ZodType<RequestEvent>;
  /** What a line of results must be. */
  readonly result: z.ZodType<Result>;
  /** Told now and then how many requests are done. */
  progress(done: number): void;
}

/**
 * The results of all requests, in their order. Rejects with a StageError where a model or a request cannot be used, and with
 * the signal's reason when cancelled.
 */
export async function runRequests<Result>(run: RequestRun<Result>): Promise<Result[]> {
  const { trainer, command, context, folder, requests } = run;
  if (requests.length === 0) return [];
  const configurationFile = join(folder, `${command}-configuration.json`);
  const requestsFile = join(folder, `${command}-requests.jsonl`);
  const resultsFile = join(folder, `${command}-results.jsonl`);
  const { signal } = context;
  try {
    const configuration = run.configuration({ requests: requestsFile, results: resultsFile });
    await writeFile(configurationFile, JSON.stringify(configuration));
    await pipeline(Readable.from(lines(requests)), createWriteStream(requestsFile), { signal });
    const last = await runTrainer({
      trainer,
      command,
      configuration: configurationFile,
      events: run.events,
      signal,
      onEvent: ({ event, done, total }) => {
        if (event !== "progress" || done === undefined || total === undefined) return;
        run.progress(Math.floor((requests.length * done) / total));
      },
      onLine: (line) => {
        context.log(line);
      },
    });
    if (last.event !== "done")
      throw new StageError(`The trainer ${trainer} ended without saying that it has done everything.`);
    return await readResults(resultsFile, requests.length, run.result);
  } finally {
    await Promise.all([configurationFile, requestsFile, resultsFile].map((file) => rm(file, { force: true })));
  }
}

function* lines(requests: readonly object[]): Generator<string> {
  for (const request of requests) yield `${JSON.stringify(request)}\n`;
}

async function readResults<Result>(file: string, requests: number, schema: z.ZodType<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for await (const line of createInterface({ input: createReadStream(file) }))
    results.push(schema.parse(JSON.parse(line)));
  if (results.length !== requests) throw new Error(`${file} has ${results.length} results for ${requests} requests`);
  return results;
}
