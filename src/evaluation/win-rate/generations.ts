import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { parsedJson } from "../../stage/json.ts";
import { StageError } from "../../stage/runner.ts";
import { writeFileAtomically } from "../../store/atomic-file.ts";
import { generateTexts } from "../../training/generate.ts";
import { tokenContents } from "../../training/imported-tokenizer.ts";
import type { TrainerSurroundings } from "../../training/request-run.ts";
import { textEncoder } from "../../training/tokenizer.ts";

/** Raised when the same model and prompts would be answered otherwise. */
const VERSION = 1;

/** A trained model that is to answer. */
export interface AnsweringModel {
  /** The key of the stage that trained it. */
  readonly key: string;
  readonly folder: string;
  readonly vocabulary: number;
  readonly positions: number;
  readonly endOfText: number;
}

export interface AnswerSettings {
  readonly trainer: string;
  readonly context: TrainerSurroundings;
  /** Where answers are kept, by what made them. */
  readonly folder: string;
  readonly maxTokens: number;
  /** 0: the likeliest token each time. */
  readonly temperature: number;
  readonly seed: number;
}

/** What a model that was not taught to chat is given: it goes on after "Answer:", and ends before another request. */
export function promptText(prompt: string): string {
  return `Request: ${prompt}\nAnswer:`;
}

const STOP = "\nRequest:";

/** The answers of a model to prompts, in their order; kept, so that no model is asked twice. */
export async function answersOf(
  model: AnsweringModel,
  prompts: readonly string[],
  settings: AnswerSettings,
): Promise<string[]> {
  const { maxTokens, temperature, seed, folder } = settings;
  const made = createHash("sha256")
    .update(JSON.stringify([VERSION, model.key, prompts, maxTokens, temperature, seed]))
    .digest("hex");
  const file = join(folder, `${made.slice(0, 32)}.answers.json`);
  const kept = z.array(z.string()).safeParse(parsedJson(await readFile(file, "utf8").catch(() => "")));
  if (kept.data?.length === prompts.length) return kept.data;
  await mkdir(folder, { recursive: true });
  const tokenizerJson = await readFile(join(model.folder, "tokenizer.json"), "utf8");
  const encoded = await textEncoder(tokenizerJson, model.folder).encode(prompts.map(promptText));
  const results = await generateTexts(
    settings.trainer,
    [model.folder],
    encoded.map((prompt) => ({
      prompt: [model.endOfText, ...prompt],
      // The prompt has half of what the model sees at least.
      maxTokens: Math.max(1, Math.min(maxTokens, Math.floor(model.positions / 2))),
      stop: [STOP],
    })),
    {
      context: settings.context,
      folder,
      endOfText: model.endOfText,
      tokenStrings: tokenContents(tokenizerJson, model.vocabulary),
      ...(temperature === 0 ? {} : { sampling: { temperature, seed } }),
      progress: (done) => {
        if (done % 50 === 0) settings.context.log(`${String(done)} of ${String(prompts.length)} answers`);
      },
    },
  );
  const answers = results.map(([completion]) => {
    if (completion === undefined || completion.stopped === "notFinite") {
      throw new StageError(`${model.folder} gives numbers that are not finite; see its training curve`);
    }
    return completion.text.trim();
  });
  await writeFileAtomically(file, JSON.stringify(answers));
  return answers;
}
