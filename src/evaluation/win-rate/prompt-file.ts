import { createReadStream } from "node:fs";
import { z } from "zod";
import { parsedJson } from "../../stage/json.ts";
import { Random } from "../../stage/random.ts";
import { InvalidInput } from "../../stage/runner.ts";

/** Dolly's lines: an instruction, which may have a text that it is about. */
const dolly = z
  .object({ instruction: z.string().min(1), context: z.string().default("") })
  .transform(({ instruction, context }) => (context === "" ? instruction : `${instruction}\n\n${context}`));
/** Arena-Hard's lines of 2024, of which the first turn is asked, and of 2025; and plain lines. */
const arenaHardTurns = z
  .object({ turns: z.tuple([z.object({ content: z.string().min(1) })], z.unknown()) })
  .transform(({ turns }) => turns[0].content);
const plain = z.object({ prompt: z.string().min(1) }).transform(({ prompt }) => prompt);
const promptLine = z.union([plain, dolly, arenaHardTurns, z.string().min(1)]);

const MOST_FILE_BYTES = 256_000_000;

/**
 * The prompts of a JSONL file, each once: lines of Dolly (`instruction`, `context`), of Arena-Hard (`prompt`, or `turns`),
 * with a `prompt`, or JSON strings. Throws InvalidInput with file and line for anything else.
 */
export async function readPrompts(file: string): Promise<string[]> {
  const text = await readText(file);
  const prompts = text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const { data } = promptLine.safeParse(parsedJson(line));
    if (data === undefined) {
      throw new InvalidInput(
        `${file}:${String(index + 1)} has no prompt; a line is {"prompt": "…"}, or as in Dolly {"instruction": "…", "context": "…"}`,
      );
    }
    return [data];
  });
  if (prompts.length === 0) throw new InvalidInput(`${file} has no prompts`);
  return [...new Set(prompts)];
}

/** `count` of the prompts, or all where there are not so many: the same ones for the same seed. */
export function chosenPrompts(prompts: readonly string[], count: number, seed: number): string[] {
  return Random.of("prompts", seed).shuffled(prompts).slice(0, count);
}

async function readText(file: string): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of createReadStream(file)) {
      const chunk = z.instanceof(Buffer).parse(piece);
      bytes += chunk.length;
      if (bytes > MOST_FILE_BYTES)
        throw new InvalidInput(`${file} is larger than 256 MB; cut it to the prompts wanted`);
      pieces.push(chunk);
    }
  } catch (error) {
    if (error instanceof InvalidInput) throw error;
    throw new InvalidInput(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return Buffer.concat(pieces).toString("utf8");
}
