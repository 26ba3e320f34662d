import { type Lexicon, overlap, plainWord, withArticle } from "../../lexicon.ts";
import { CHOICES, type QuestionDraft } from "../../item.ts";
import type { Random } from "../../../stage/random.ts";

/** x is a kind of y, y is a kind of z; each a word. `fact` is the id of x's synset. */
interface Chain {
  readonly fact: string;
  readonly x: string;
  readonly y: string;
  readonly z: string;
}

/**
 * "Every beagle is a hound. … Every hound is a dog. … So every beagle is" → " a dog": four chains of WordNet's hypernyms, their
 * eight sentences in a random order; the question is about one of them, the choices are where the four end.
 */
export function* transitivity(lexicon: Lexicon, random: Random): Generator<QuestionDraft> {
  const chains = chainsOf(lexicon);
  if (chains.length < CHOICES) return;
  for (let failures = 0; failures < ATTEMPTS; failures += 1) {
    const four = unrelatedChains(chains, lexicon, random);
    if (four === undefined) continue;
    failures = 0;
    const asked = random.pick(four);
    const others = four.filter((chain) => chain !== asked);
    const sentences = random.shuffled(
      four.flatMap(({ x, y, z }) => [`Every ${x} is ${withArticle(y)}.`, `Every ${y} is ${withArticle(z)}.`]),
    );
    yield {
      cluster: asked.fact,
      prompt: `${sentences.join(" ")} So every ${asked.x} is`,
      right: ` ${withArticle(asked.z)}`,
      wrong: others.map(({ z }) => ` ${withArticle(z)}`),
    };
  }
}

function chainsOf(lexicon: Lexicon): Chain[] {
  return lexicon.countable().flatMap((synset) =>
    lexicon.hypernyms(synset).flatMap((kind) =>
      lexicon.hypernyms(kind).flatMap((kindOfKind) => {
        const [x, y, z] = [synset, kind, kindOfKind].map(plainWord);
        if (x === undefined || y === undefined || z === undefined) return [];
        return overlap(x, y) || overlap(y, z) || overlap(x, z) ? [] : [{ fact: synset.id, x, y, z }];
      }),
    ),
  );
}

/** Draws in a row that give nothing, after which there is nothing to be had. */
const ATTEMPTS = 100;

/** Four chains that share no word, none of which could end where another does, in any meaning of its words. */
function unrelatedChains(chains: readonly Chain[], lexicon: Lexicon, random: Random): Chain[] | undefined {
  const chosen: Chain[] = [];
  for (let attempt = 0; attempt < ATTEMPTS && chosen.length < CHOICES; attempt += 1) {
    const chain = random.pick(chains);
    if (chosen.every((other) => areUnrelated(chain, other, lexicon))) chosen.push(chain);
  }
  return chosen.length === CHOICES ? chosen : undefined;
}

function areUnrelated(a: Chain, b: Chain, lexicon: Lexicon): boolean {
  const wordsOfB = [b.x, b.y, b.z];
  return (
    [a.x, a.y, a.z].every((word) => !wordsOfB.includes(word)) &&
    !lexicon.kindsOf(a.x).has(b.z) &&
    !lexicon.kindsOf(b.x).has(a.z)
  );
}
