import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { parsedJson } from "../stage/json.ts";
import { StageError } from "../stage/runner.ts";

const tokenizerSchema = z.object({ added_tokens: z.array(z.object({ id: z.int(), content: z.string() })).default([]) });

/** What transformers needs beside a tokenizer.json to open it with AutoTokenizer, whatever model it belongs to. */
export interface TokenizerFacts {
  /** The token id that ends a document. */
  readonly endOfText: number;
  /** The longest sequence of the model. */
  readonly context: number;
}

/** Puts `tokenizer.json` and the `tokenizer_config.json` that AutoTokenizer opens it by into a folder. */
export async function writeTokenizer(from: string, to: string, { endOfText, context }: TokenizerFacts): Promise<void> {
  const file = join(from, "tokenizer.json");
  const parsed = tokenizerSchema.safeParse(parsedJson(await readFile(file, "utf8")));
  if (!parsed.success)
    throw new StageError(`${file} is no tokenizer of Hugging Face; ablate verify says whether it is damaged`);
  const end = parsed.data.added_tokens.find(({ id }) => id === endOfText)?.content;
  await copyFile(file, join(to, "tokenizer.json"));
  const configuration = {
    tokenizer_class: "PreTrainedTokenizerFast",
    ...(end === undefined ? {} : { eos_token: end }),
    model_max_length: context,
    clean_up_tokenization_spaces: false,
  };
  await writeFile(join(to, "tokenizer_config.json"), `${JSON.stringify(configuration, null, 2)}\n`);
}
