import { access, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { loadExperiment } from "../scheduler/load-experiment.ts";
import { StageError } from "../stage/runner.ts";
import { generateTexts } from "../training/generate.ts";
import { tokenContents } from "../training/imported-tokenizer.ts";
import type { Precision, Sampling } from "../training/protocol.ts";
import { textEncoder } from "../training/tokenizer.ts";
import { END_OF_TEXT_ID } from "../training/tokenizer-format.ts";
import {
  type CommandContext,
  trainingDevice,
  surroundingsOf,
  valueOf,
  workspaceOf,
  type WorkspaceOptions,
} from "./command.ts";
import { trainedArm } from "./trained-arm.ts";

const DEFAULT_TOKENS = 100;

export interface CommandSampling {
  /** 0: the likeliest token each time. */
  readonly temperature: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly seed: number;
}

export interface GenerateCommandOptions extends WorkspaceOptions, CommandSampling {
  readonly prompt: readonly string[];
  /** Left out: as many as fit beside the prompt, but not more than DEFAULT_TOKENS. */
  readonly maxTokens?: number;
  readonly stop?: readonly string[];
  readonly precision: Precision;
  readonly from?: string;
  readonly armSeed?: number;
}

/**
 * `ablate generate MODEL --prompt TEXT…`: how a trained model continues texts. MODEL is a folder with a model, or with
 * `--from FILE` an arm of that experiment.
 */
export async function generate(model: string, options: GenerateCommandOptions, context: CommandContext): Promise<void> {
  const { output, signal, files } = context;
  const folder =
    options.from === undefined ? await modelFolder(model) : await armFolder(model, options.from, options, context);
  const tokenizerJson = await readFile(join(folder, "tokenizer.json"), "utf8").catch(() => {
    throw new StageError(`${folder} has no tokenizer.json; copy the tokenizer that the model was trained with there`);
  });
  const prompts = await textEncoder(tokenizerJson, folder).encode(options.prompt);
  const { endOfText, vocabulary, positions } = await readModelConfiguration(folder);
  const temporary = await mkdtemp(join(tmpdir(), "ablate-generate-"));
  try {
    const sampling = samplingOf(options);
    const results = await generateTexts(
      files.trainer,
      [folder],
      // Texts begin after end-of-text, as in training.
      prompts.map((prompt) => ({
        prompt: [endOfText, ...prompt],
        maxTokens: options.maxTokens ?? Math.max(1, Math.min(DEFAULT_TOKENS, positions - prompt.length)),
        ...(options.stop === undefined ? {} : { stop: [...options.stop] }),
      })),
      {
        context: {
          signal,
          device: trainingDevice(options, context),
          threads: options.threads ?? context.cores,
          // What the trainer says for people is in its failure too.
          log: () => undefined,
        },
        precision: options.precision,
        folder: temporary,
        endOfText,
        tokenStrings: tokenContents(tokenizerJson, vocabulary),
        ...(sampling === undefined ? {} : { sampling }),
        progress: () => undefined,
      },
    );
    for (const [index, prompt] of options.prompt.entries()) {
      const completion = results[index]?.[0];
      if (completion === undefined) throw new Error("the trainer gave fewer completions than it was asked for");
      const { text, tokens, stopped } = completion;
      if (stopped === "notFinite") {
        throw new StageError(`${folder} gives numbers that are not finite; see its training curve`);
      }
      output.emit({ event: "completion", prompt, text, tokens: tokens.length, stopped });
      output.print(options.prompt.length === 1 ? text : `${prompt}${text}\n`);
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

function samplingOf({ temperature, topK, topP, seed }: CommandSampling): Sampling | undefined {
  if (temperature === 0) return undefined;
  return { temperature, ...(topK === undefined ? {} : { topK }), ...(topP === undefined ? {} : { topP }), seed };
}

/** A folder that holds a model, or has one in `model/`, as the folder of a `train` stage has. */
async function modelFolder(path: string): Promise<string> {
  for (const folder of [resolve(path), join(resolve(path), "model")]) {
    const found = await access(join(folder, "config.json")).then(
      () => true,
      () => false,
    );
    if (found) return folder;
  }
  throw new StageError(
    `${path} is no model: there is no config.json in it; name a model's folder, or an arm with --from FILE.ablation.json`,
  );
}

async function armFolder(
  arm: string,
  file: string,
  options: GenerateCommandOptions,
  context: CommandContext,
): Promise<string> {
  const loaded = valueOf(await loadExperiment(file), context.output);
  const workspace = workspaceOf(file, options, context);
  const world = await surroundingsOf(workspace, options, context);
  const { folder } = await trainedArm({ arm, seed: options.armSeed, file }, loaded, workspace, world);
  return join(folder, "model");
}

const modelConfiguration = z.object({
  vocab_size: z.int(),
  max_position_embeddings: z.int(),
  eos_token_id: z.union([z.int(), z.array(z.int())]).nullish(),
});

/** What a model's `config.json` says of its tokens. Throws a StageError where it does not. */
export async function readModelConfiguration(
  folder: string,
): Promise<{ readonly vocabulary: number; readonly positions: number; readonly endOfText: number }> {
  const file = join(folder, "config.json");
  const configuration = modelConfiguration.safeParse(JSON.parse(await readFile(file, "utf8")));
  if (!configuration.success)
    throw new StageError(
      `${file} does not say how many tokens the model knows and sees (vocab_size, max_position_embeddings)`,
    );
  const { vocab_size: vocabulary, max_position_embeddings: positions, eos_token_id: end } = configuration.data;
  return { vocabulary, positions, endOfText: (Array.isArray(end) ? end[0] : end) ?? END_OF_TEXT_ID };
}
