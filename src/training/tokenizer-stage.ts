import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import { type Sentinel, sentinels } from "../experiment/token-options.ts";
import { type RunContext, StageError, type StageReport, type StageRunner, type StageWork } from "../stage/runner.ts";
import { sampleDocuments } from "../store/document-sample.ts";
import { importedSentinels, tokenContents } from "./imported-tokenizer.ts";
import {
  END_OF_TEXT_ID,
  firstMerges,
  SMALLEST_VOCABULARY,
  tokenByteLengths,
  tokenizerJson,
} from "./tokenizer-format.ts";
import { loadTokenizer, SPECIAL_TOKENS_FILE, type specialTokens } from "./tokenizer.ts";

/** The trainer's. */
const LARGEST_VOCABULARY = 2 ** 24;

const importParameters = z.strictObject({
  checkpoint: z.strictObject({ folder: z.string(), fingerprint: z.string() }),
  vocabulary: z.int(),
  endOfText: z.int().nonnegative(),
  sentinels: z.array(z.enum(sentinels)).default([]),
});

const tokenizerParameters = z.strictObject({
  vocabulary: z.int(),
  mixture: z.record(z.string(), z.number().nonnegative()),
  /** What the names of the mixture that are no corpora stand for. */
  slices: z.record(z.string(), z.strictObject({ corpus: z.string(), condition: z.string() })).default({}),
  sampleBytes: z.int().positive(),
  seed: z.int(),
  /** Special tokens beside end-of-text. */
  sentinels: z.array(z.enum(sentinels)).default([]),
});

type TokenizerParameters = z.infer<typeof tokenizerParameters>;

const trainedFile = z.object({ model: z.object({ merges: z.array(z.tuple([z.string(), z.string()])) }) });

export interface TokenizerSurroundings {
  /** The program `tokenizer-process.ts`, or what it was bundled to. */
  readonly processFile: URL;
}

/**
 * Runs stages of kind `tokenizer`: byte-level BPE over a sample of the training documents, `sampleBytes` of UTF-8 divided
 * among the corpora as `mixture` says. A corpus that is smaller than its part is read several times, so that the mixture
 * stays as stated. Or the tokenizer of a checkpoint, taken over. Writes `tokenizer.json`, `token-bytes.json` and
 * `special-tokens.json`.
 */
export function createTokenizerRunner({ processFile }: TokenizerSurroundings): StageRunner {
  return {
    kind: "tokenizer",
    version: 2,
    async run(works, context) {
      const reports: StageReport[] = [];
      for (const work of works) {
        const imported = importParameters.safeParse(work.stage.parameters);
        reports.push(
          imported.success
            ? await importTokenizer(work, imported.data)
            : await trainTokenizer(work, fileURLToPath(processFile), context),
        );
      }
      return reports;
    },
  };
}

/** The last file of a stage: where it is, the others are complete. */
async function writeSpecialTokens(
  work: StageWork,
  endOfText: number,
  found: Readonly<Partial<Record<Sentinel, number>>>,
): Promise<void> {
  const content: z.infer<typeof specialTokens> =
    Object.keys(found).length === 0 ? { endOfText } : { endOfText, sentinels: found };
  await writeFile(join(work.folder, SPECIAL_TOKENS_FILE), JSON.stringify(content));
}

async function importTokenizer(
  work: StageWork,
  { checkpoint, vocabulary, endOfText, sentinels: needed }: z.infer<typeof importParameters>,
): Promise<StageReport> {
  const text = await readFile(join(checkpoint.folder, "tokenizer.json"), "utf8");
  if (endOfText >= vocabulary) {
    throw new StageError(`The checkpoint's eos_token_id is ${String(endOfText)}, beyond its vocabulary.`);
  }
  const lengths = tokenContents(text, vocabulary).map(({ length }) => length);
  await writeFile(join(work.folder, "token-bytes.json"), JSON.stringify(lengths));
  await writeFile(join(work.folder, "tokenizer.json"), text);
  await writeSpecialTokens(work, endOfText, importedSentinels(text, needed));
  // What the library refuses is told here, not when the first corpus is tokenised.
  await loadTokenizer(work.folder);
  return { vocabulary };
}

async function trainTokenizer(work: StageWork, processFile: string, context: RunContext): Promise<StageReport> {
  const parameters = tokenizerParameters.parse(work.stage.parameters);
  const { vocabulary } = parameters;
  const smallest = SMALLEST_VOCABULARY + parameters.sentinels.length;
  if (vocabulary < smallest || vocabulary > LARGEST_VOCABULARY) {
    const bounds = `${String(smallest)} and ${String(LARGEST_VOCABULARY)}`;
    throw new StageError(`The tokenizer's vocabulary is ${String(vocabulary)}; it must be between ${bounds}.`);
  }
  const sample = join(work.folder, "sample.txt");
  const learnt = join(work.folder, "learnt.json");
  await pipeline(Readable.from(mixedText(work, parameters, context)), createWriteStream(sample));
  await learnMerges([processFile, sample, learnt, String(vocabulary)], context);

  const { merges } = trainedFile.parse(JSON.parse(await readFile(learnt, "utf8"))).model;
  const model = firstMerges(merges, vocabulary, parameters.sentinels);
  if (model.vocabulary.size < vocabulary) {
    throw new StageError(
      `The training documents give a vocabulary of ${String(model.vocabulary.size)} tokens, fewer than the ` +
        `${String(vocabulary)} asked for. Lower "vocabulary" in the tokenizer, or add documents.`,
    );
  }
  await writeFile(join(work.folder, "token-bytes.json"), JSON.stringify(tokenByteLengths(model)));
  await writeFile(join(work.folder, "tokenizer.json"), tokenizerJson(model, "recognised"));
  const ids = parameters.sentinels.map((sentinel) => [sentinel, model.vocabulary.get(sentinel)] as const);
  await writeSpecialTokens(work, END_OF_TEXT_ID, Object.fromEntries(ids));
  await rm(sample);
  await rm(learnt);
  return { vocabulary, merges: model.merges.length };
}

async function* mixedText(
  work: StageWork,
  parameters: TokenizerParameters,
  context: RunContext,
): AsyncGenerator<Buffer> {
  const weights = Object.entries(parameters.mixture).filter(([, weight]) => weight > 0);
  const weightOfAll = weights.reduce((sum, [, weight]) => sum + weight, 0);
  let done = 0;
  for (const [name, weight] of weights) {
    const bytes = Math.round((parameters.sampleBytes * weight) / weightOfAll);
    for await (const chunk of textOfSource(work, parameters, name, bytes)) {
      context.signal.throwIfAborted();
      done += chunk.byteLength;
      context.report({ done: Math.min(done, parameters.sampleBytes), total: parameters.sampleBytes, unit: "bytes" });
      yield chunk;
    }
  }
}

async function* textOfSource(
  work: StageWork,
  { slices, seed }: TokenizerParameters,
  name: string,
  bytes: number,
): AsyncGenerator<Buffer> {
  const { corpus, condition } = slices[name] ?? { corpus: name, condition: undefined };
  const slice = condition === undefined ? {} : { slice: condition };
  const folder = work.inputs[`documents:${corpus}`];
  if (folder === undefined) throw new StageError(`The tokenizer's mixture names "${corpus}", which is not a corpus.`);
  const file = join(folder, "documents.parquet");
  let left = bytes;
  while (left > 0) {
    const before = left;
    for await (const { text } of sampleDocuments({ file, split: "train", seed, bytes: left, ...slice })) {
      const utf8 = Buffer.from(text);
      // A character that is cut in two reads as U+FFFD, once in a sample.
      const chunk = utf8.subarray(0, left);
      left -= chunk.byteLength;
      yield chunk;
      // Lines are what merges are learnt from, so that no merge crosses from one document to the next.
      yield Buffer.from("\n");
      if (left === 0) break;
    }
    if (left === before) {
      throw new StageError(
        `${condition === undefined ? "The corpus" : "The slice"} "${name}" has no text to train a tokenizer on; see its verdicts with "ablate curate".`,
      );
    }
  }
}

async function learnMerges(command: readonly string[], context: RunContext): Promise<void> {
  const environment = { ...process.env, RAYON_NUM_THREADS: String(context.threads), TOKENIZERS_PARALLELISM: "true" };
  const started = promisify(execFile)(process.execPath, [...command], {
    env: environment,
    signal: context.signal,
    killSignal: "SIGKILL",
    maxBuffer: 1_000_000,
  });
  await started.catch((error: unknown) => {
    context.signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    throw new StageError(`The tokenizer could not be trained: ${reason}`);
  });
}
