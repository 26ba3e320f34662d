import { z } from "zod";
import { synsetProse } from "../../../corpus/wordnet/prose.ts";
import type { Synset } from "../../../corpus/wordnet/synset.ts";
import { queryRows } from "../../../store/query.ts";
import type { Lexicon } from "../../lexicon.ts";

/** Synsets by whether a model could have read of them: their paragraph is in the training documents, or held out. */
export interface Facts {
  readonly heldIn: readonly Synset[];
  readonly heldOut: readonly Synset[];
}

const paragraphs = z.object({ text: z.string(), split: z.enum(["train", "heldout"]) });

/**
 * Finds synsets by their paragraphs in the documents that WordNet sources make (`noun.animal/0003`). A synset in both splits,
 * of two corpora, counts as held in; one in dropped documents alone is in neither list.
 */
export async function factsOf(lexicon: Lexicon, documentFiles: readonly string[]): Promise<Facts> {
  const synsetOf = new Map(lexicon.synsets.map((synset) => [synsetProse(synset), synset]));
  const found = { train: new Set<Synset>(), heldout: new Set<Synset>() };
  const sql = `
    SELECT text, split FROM read_parquet($file)
    WHERE kept AND text IS NOT NULL AND regexp_full_match(path, '(noun|verb|adj|adv)\\.\\w+/\\d+')`;
  for (const file of documentFiles) {
    for await (const { text, split } of queryRows({ sql, values: { file }, row: paragraphs })) {
      for (const paragraph of text.trimEnd().split("\n\n")) {
        const synset = synsetOf.get(paragraph);
        if (synset !== undefined) found[split].add(synset);
      }
    }
  }
  const { train, heldout } = found;
  const inOrder = (wanted: (synset: Synset) => boolean): Synset[] => lexicon.synsets.filter(wanted);
  return {
    heldIn: inOrder((synset) => train.has(synset)),
    heldOut: inOrder((synset) => heldout.has(synset) && !train.has(synset)),
  };
}
