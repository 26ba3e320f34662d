import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CorpusSource } from "../../experiment/corpus-file.ts";
import { StageError } from "../../stage/runner.ts";
import { synsetProse } from "../wordnet/prose.ts";
import { readWordNet, WORDNET_FILES } from "../wordnet/read-wordnet.ts";
import type { Synset } from "../wordnet/synset.ts";
import type { FileSource, SourceFile } from "./source-file.ts";

type WordNetDeclaration = Extract<CorpusSource, { type: "wordnet" }>;

const SYNSETS_PER_DOCUMENT = 40;

/**
 * WordNet as prose: documents of some forty synsets of one lexicographer file, in WordNet's order, with a paragraph for each.
 * `noun.animal/0003` is the fourth of the animals.
 */
export function wordnetSource({ name, path }: WordNetDeclaration): FileSource {
  return {
    async fingerprint() {
      const digest = createHash("sha256");
      for (const file of WORDNET_FILES) {
        digest.update(
          await readFile(join(path, file)).catch(() => {
            throw new StageError(`Source "${name}": there is no WordNet in ${path} (${file} cannot be read).`);
          }),
        );
      }
      return digest.digest("hex");
    },
    async *files() {
      const { synsets } = await readWordNet(path);
      for (const [topic, members] of Map.groupBy(synsets, ({ lexicographerFile }) => lexicographerFile)) {
        for (let start = 0; start < members.length; start += SYNSETS_PER_DOCUMENT) {
          const number = String(start / SYNSETS_PER_DOCUMENT).padStart(4, "0");
          yield proseFile(`${topic}/${number}`, members.slice(start, start + SYNSETS_PER_DOCUMENT));
        }
      }
    },
    close: () => undefined,
  };
}

function proseFile(path: string, synsets: readonly Synset[]): SourceFile {
  const bytes = new TextEncoder().encode(`${synsets.map(synsetProse).join("\n\n")}\n`);
  return { path, revision: null, size: bytes.length, read: () => Promise.resolve(bytes) };
}
