import {
  type Precision,
  type ScoreConfiguration,
  type ScoreRequest,
  scoreEventSchema,
  scoreResultSchema,
} from "./protocol.ts";
import { runRequests, type TrainerSurroundings } from "./request-run.ts";

export interface ScoreOptions {
  readonly context: TrainerSurroundings;
  /** The token that stands for an empty context. */
  readonly endOfText: number;
  /** What the operands of matrix products are rounded to; float32 where it is left out. */
  readonly precision?: Precision | undefined;
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
  const { context, folder } = options;
  const results = await runRequests({
    trainer,
    command: "score",
    context,
    folder,
    configuration: (files): ScoreConfiguration => ({
      device: context.device,
      threads: context.threads,
      ...(options.precision === undefined ? {} : { precision: options.precision }),
      models: [...models],
      ...files,
      endOfText: options.endOfText,
    }),
    requests: requests.map(({ context: before, continuation }) => ({ context: before, continuation })),
    events: scoreEventSchema,
    result: scoreResultSchema,
    progress: (done) => {
      options.progress(done);
    },
  });
  return results.map(({ logLikelihoods }) => logLikelihoods);
}
