import { askLabels, type AskState, sampleDocuments } from "../corpus/learned/ask-labels.ts";
import { candidates } from "../corpus/learned/candidate.ts";
import { appendLabels, readLabels } from "../corpus/learned/label-file.ts";
import { type CommandContext, valueOf, type WorkspaceOptions } from "./command.ts";
import { measuredCorpus } from "./measured-corpus.ts";

export interface LabelAskOptions extends WorkspaceOptions {
  readonly endpoint: string;
  readonly model: string;
  readonly labels: string;
  readonly count: number;
  readonly seed: number;
  readonly concurrency: number;
  /** The variable of the environment that holds the endpoint's key. */
  readonly keyVariable: string;
  /** Currency units per million tokens. */
  readonly promptPrice?: number;
  readonly completionPrice?: number;
}

const RETRIES = 4;
const FIRST_PAUSE = 1000;

/** `ablate label ask FILE.corpus.json`: asks a model for the scores of a seeded sample; goes on where it was stopped. */
export async function labelAsk(file: string, options: LabelAskOptions, context: CommandContext): Promise<void> {
  const { endpoint: address, model, count, seed, concurrency } = options;
  const labels = valueOf(await readLabels(options.labels), context.output);
  const documents = await sampleDocuments(candidates(await measuredCorpus(file, options, context)), count, seed);
  const state = await askLabels(documents, labels, {
    endpoint: {
      ...{ address, model, apiKey: process.env[options.keyVariable] || undefined, temperature: 0 },
      ...{ retries: RETRIES, pauseMilliseconds: FIRST_PAUSE },
    },
    count,
    seed,
    concurrency,
    signal: context.signal,
    now: () => context.now(),
    save: (label) => appendLabels(options.labels, [label]),
    progress: (now) => {
      if (now.asked % 20 === 0) context.output.emit({ event: "log", line: stateText(now, options) });
    },
  });
  context.output.print(stateText(state, options));
  context.output.print(
    `${documents.length - state.total} of the sample had their score already; labels: ${options.labels}`,
  );
}

function stateText(state: AskState, { promptPrice, completionPrice }: LabelAskOptions): string {
  const { asked, total, labelled, unreadable, promptTokens, completionTokens } = state;
  const cost =
    promptPrice === undefined && completionPrice === undefined
      ? ""
      : `, cost ${((promptTokens * (promptPrice ?? 0) + completionTokens * (completionPrice ?? 0)) / 1e6).toFixed(4)}`;
  return (
    `asked ${asked} of ${total}: ${labelled} labels, ${unreadable} answers without a score; ` +
    `${promptTokens} + ${completionTokens} tokens${cost}`
  );
}
