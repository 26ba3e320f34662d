import { candidates } from "../corpus/learned/candidate.ts";
import { judgeOf } from "../corpus/learned/classifier-file.ts";
import { labelledIds } from "../corpus/learned/label.ts";
import { readLabels } from "../corpus/learned/label-file.ts";
import { labelQueue, pairUp, type QueueItem } from "../corpus/learned/label-queue.ts";
import { type CommandContext, valueOf, type WorkspaceOptions } from "./command.ts";
import { measuredCorpus } from "./measured-corpus.ts";

export interface LabelQueueOptions extends WorkspaceOptions {
  readonly labels: string;
  readonly classifier?: string;
  readonly count: number;
  readonly seed: number;
  readonly pairs?: boolean;
}

/** `ablate label queue FILE.corpus.json`: the documents, or pairs, that are most worth a label next. */
export async function labelQueueCommand(
  file: string,
  options: LabelQueueOptions,
  context: CommandContext,
): Promise<void> {
  const { count, seed, pairs } = options;
  const labelled = labelledIds(valueOf(await readLabels(options.labels), context.output));
  const judge = options.classifier === undefined ? undefined : judgeOf(options.classifier);
  const documents = candidates(await measuredCorpus(file, options, context));
  const items = await labelQueue(documents, { count: pairs === true ? 2 * count : count, seed, labelled, judge });
  const batches = pairs === true ? pairUp(items) : items.map((item) => [item]);
  for (const batch of batches) {
    context.output.emit({ event: "labelQueue", documents: batch.map(shown) });
    context.output.print(batch.map(line).join("\n"));
  }
}

function shown({ candidate: { id, path, language, text }, learnedQuality }: QueueItem): {
  id: string;
  path: string;
  language: string | null;
  text: string;
  learnedQuality: number | null;
} {
  return { id, path, language, text, learnedQuality };
}

function line({ candidate: { id, path, quality }, learnedQuality }: QueueItem): string {
  const learned = learnedQuality === null ? "" : `  learned ${learnedQuality.toFixed(2)}`;
  return `${id.slice(0, 12)}  quality ${quality.toFixed(2)}${learned}  ${path}`;
}
