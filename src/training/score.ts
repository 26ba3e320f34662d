import { createReadStream, createWriteStream } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type RunContext, StageError } from "../stage/runner.ts";
import { type ScoreConfiguration, type ScoreRequest, scoreEventSchema, scoreResultSchema } from "./protocol.ts";
import { runTrainer } from "./trainer-process.ts";

export interface ScoreOptions {
  readonly context: Pick<RunContext, "signal" | "device" | "threads" | "log">;
  /** The token that stands for an empty context. */
  readonly endOfText: number;
  /** Where requests and results lie while it runs; both are removed afterwards. */
  readonly folder: string;
  /** Told now and then how many requests are scored. */
  progress(done: number): void;
}

/** A request whose ids are not to be changed. */
export type RequestToScore = Readonly<Record<keyof ScoreRequest, readonly number[]>>;

/**
 * What the trainer at `trainer` says of each request: one log-likelihood of the continuation, in nats, per model folder;
 * null where it is not finite. An empty context stands for one end-of-text token. Rejects with a StageError where a model
 * or a request cannot be used, and with the signal's reason when cancelled.
 */
export async function scoreRequests(
  trainer: string,
  models: readonly string[],
  requests: readonly RequestToScore[],
  options: ScoreOptions,
): Promise<(readonly (number | null)[])[]> {
  if (requests.length === 0) return [];
  const { context, folder } = options;
  const configurationFile = join(folder, "score-configuration.json");
  const requestsFile = join(folder, "score-requests.jsonl");
  const resultsFile = join(folder, "score-results.jsonl");
  const { device, threads, signal } = context;
  const configuration: ScoreConfiguration = {
    device,
    threads,
    models: [...models],
    requests: requestsFile,
    results: resultsFile,
    endOfText: options.endOfText,
  };
  try {
    await writeFile(configurationFile, JSON.stringify(configuration));
    await pipeline(Readable.from(lines(requests)), createWriteStream(requestsFile), { signal });
    const last = await runTrainer({
      trainer,
      command: "score",
      configuration: configurationFile,
      events: scoreEventSchema,
      signal,
      onEvent: (event) => {
        if (event.event === "progress") options.progress(Math.floor((requests.length * event.done) / event.total));
      },
      onLine: (line) => context.log(line),
    });
    if (last.event !== "done")
      throw new StageError(`The trainer ${trainer} ended without saying that it has scored everything.`);
    return await readResults(resultsFile, requests.length, models.length);
  } finally {
    await Promise.all([configurationFile, requestsFile, resultsFile].map((file) => rm(file, { force: true })));
  }
}

function* lines(requests: readonly RequestToScore[]): Generator<string> {
  for (const { context, continuation } of requests) yield `${JSON.stringify({ context, continuation })}\n`;
}

async function readResults(file: string, requests: number, models: number): Promise<(readonly (number | null)[])[]> {
  const results: (readonly (number | null)[])[] = [];
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const { logLikelihoods } = scoreResultSchema.parse(JSON.parse(line));
    if (logLikelihoods.length !== models) throw new Error(`${file} has results of another number of models`);
    results.push(logLikelihoods);
  }
  if (results.length !== requests) throw new Error(`${file} has ${results.length} results for ${requests} requests`);
  return results;
}
