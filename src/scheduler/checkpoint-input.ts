import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { ContentHashes } from "../corpus/sources/content-hashes.ts";
import { type FindCheckpoint, parseCheckpointConfiguration } from "../experiment/checkpoint.ts";
import type { CheckpointInput } from "../experiment/graph.ts";
import { StageError } from "../stage/runner.ts";

const SINGLE_FILE = "model.safetensors";
const INDEX_FILE = "model.safetensors.index.json";

const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

/** Finds the checkpoint that an ablation names, in a folder relative to its file. */
export function checkpointBeside(ablationFile: string): FindCheckpoint {
  return (path) => {
    const folder = resolve(dirname(ablationFile), path);
    let text;
    try {
      text = readFileSync(join(folder, "config.json"), "utf8");
    } catch {
      return { complaint: `${path} is not a checkpoint: there is no config.json that can be read` };
    }
    const parsed = parseCheckpointConfiguration(text);
    if ("complaint" in parsed) return { complaint: `the checkpoint's config.json ${parsed.complaint}` };
    if (!existsSync(join(folder, "tokenizer.json"))) {
      return { complaint: `${path} has no tokenizer.json; save the checkpoint with its fast tokenizer` };
    }
    if (![SINGLE_FILE, INDEX_FILE].some((name) => existsSync(join(folder, name)))) {
      return { complaint: `${path} has no model.safetensors; save the checkpoint with safe_serialization` };
    }
    return { folder, ...parsed };
  };
}

/**
 * Digests of what a checkpoint holds now: of its tokenizer, and of its weights with their configuration. Files are hashed
 * once and remembered in the cache. Rejects with a StageError where a file is gone.
 */
export async function fingerprintCheckpoint(folder: string, cacheFolder: string): Promise<CheckpointInput> {
  const hashes = await ContentHashes.open(cacheFolder, `checkpoint ${folder}`);
  const digest = async (names: readonly string[]): Promise<string> => {
    const total = createHash("sha256");
    for (const name of names) total.update(`${name} ${await hashFile(hashes, join(folder, name))}\n`);
    return total.digest("hex");
  };
  const tokenizer = await digest(["tokenizer.json"]);
  const model = await digest(["config.json", ...(await weightFiles(folder))]);
  await hashes.save();
  return { folder, tokenizer, model };
}

async function weightFiles(folder: string): Promise<readonly string[]> {
  if (existsSync(join(folder, SINGLE_FILE))) return [SINGLE_FILE];
  const text = await readFile(join(folder, INDEX_FILE), "utf8").catch(() => "");
  const index = indexSchema.safeParse(parseJson(text));
  if (!index.success) throw new StageError(`${join(folder, INDEX_FILE)} is not an index of safetensors files.`);
  return [INDEX_FILE, ...new Set(Object.values(index.data.weight_map).sort())];
}

async function hashFile(hashes: ContentHashes, file: string): Promise<string> {
  try {
    return await hashes.hash({ path: file, location: Buffer.from(file), stats: await stat(file, { bigint: true }) });
  } catch {
    throw new StageError(`The checkpoint's file ${file} cannot be read.`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
