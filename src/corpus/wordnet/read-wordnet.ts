import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { StageError } from "../../stage/runner.ts";
import { parseSynset } from "./parse-synset.ts";
import type { Synset, WordNet } from "./synset.ts";

export const WORDNET_FILES = ["data.noun", "data.verb", "data.adj", "data.adv"] as const;

/**
 * Reads the four data files of a Princeton WordNet `dict` folder (wndb(5WN); about 118,000 synsets, 27 MB, a second).
 * Rejects with a `StageError` where a file is missing or is not such a file.
 */
export async function readWordNet(folder: string): Promise<WordNet> {
  const synsets: Synset[] = [];
  for (const name of WORDNET_FILES) {
    const file = join(folder, name);
    const text = await readFile(file, "utf8").catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new StageError(`No WordNet at ${folder}: ${name} cannot be read (${reason}).`);
    });
    synsets.push(...parseDataFile(text, file));
  }
  return indexed(synsets);
}

function* parseDataFile(text: string, file: string): Iterable<Synset> {
  let line = 0;
  for (const record of text.split("\n")) {
    line += 1;
    // The licence stands before the data, each of its lines indented.
    if (record === "" || record.startsWith(" ")) continue;
    const synset = parseSynset(record);
    if (synset === undefined)
      throw new StageError(`${file}:${String(line)} is not a synset of WordNet's format wndb(5WN).`);
    yield synset;
  }
}

function indexed(synsets: readonly Synset[]): WordNet {
  const byId = new Map(synsets.map((synset) => [synset.id, synset]));
  return {
    synsets,
    synset: (id) => byId.get(id),
    hypernyms: (synset) =>
      synset.pointers.flatMap((pointer) => {
        const target = pointer.symbol === "@" || pointer.symbol === "@i" ? byId.get(pointer.target) : undefined;
        return target === undefined ? [] : [target];
      }),
  };
}
