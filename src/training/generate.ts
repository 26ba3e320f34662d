import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import {
  type completionSchema,
  type GenerateConfiguration,
  type GenerateRequest,
  generateEventSchema,
  generateResultSchema,
  type Precision,
  type Sampling,
} from "./protocol.ts";
import { runRequests, type TrainerSurroundings } from "./request-run.ts";

export interface GenerateOptions {
  readonly context: TrainerSurroundings;
  /** What the operands of matrix products are rounded to; float32 where it is left out. */
  readonly precision?: Precision | undefined;
  /** Where requests and results lie while it runs; both are removed afterwards. */
  readonly folder: string;
  /** Stands for an empty prompt, and ends a completion. */
  readonly endOfText: number;
  /** The bytes of each token id; needed for stop texts and for the text of a completion. */
  readonly tokenStrings?: readonly Uint8Array[];
  /** Left out: the likeliest token each time. */
  readonly sampling?: Sampling;
  /** Told now and then how many requests are done. */
  progress(done: number): void;
}

/** How one model continues a request. */
export interface GeneratedText {
  readonly tokens: readonly number[];
  /** Up to a stop text; empty without token strings. Bytes that are no valid UTF-8 become U+FFFD. */
  readonly text: string;
  readonly stopped: z.infer<typeof completionSchema>["stopped"];
}

/**
 * How each model folder continues each request: [requests][models]. A completion is a function of model, request, its
 * position in the list and the options. Rejects as `scoreRequests` does.
 */
export async function generateTexts(
  trainer: string,
  models: readonly string[],
  requests: readonly GenerateRequest[],
  options: GenerateOptions,
): Promise<GeneratedText[][]> {
  const { context, folder, endOfText, tokenStrings, sampling } = options;
  const stringsFile = join(folder, "generate-token-strings.json");
  try {
    if (tokenStrings !== undefined) {
      await writeFile(stringsFile, JSON.stringify(tokenStrings.map((bytes) => Buffer.from(bytes).toString("base64"))));
    }
    const results = await runRequests({
      trainer,
      command: "generate",
      context,
      folder,
      configuration: (files): GenerateConfiguration => ({
        device: context.device,
        threads: context.threads,
        ...(options.precision === undefined ? {} : { precision: options.precision }),
        models: [...models],
        ...files,
        endOfText,
        ...(tokenStrings === undefined ? {} : { tokenStrings: stringsFile }),
        ...(sampling === undefined ? {} : { sampling }),
      }),
      requests,
      events: generateEventSchema,
      result: generateResultSchema,
      progress: (done) => {
        options.progress(done);
      },
    });
    return results.map(({ completions }) =>
      completions.map(({ tokens, text = "", stopped }) => ({
        tokens,
        text: Buffer.from(text, "base64").toString("utf8"),
        stopped,
      })),
    );
  } finally {
    await rm(stringsFile, { force: true });
  }
}
