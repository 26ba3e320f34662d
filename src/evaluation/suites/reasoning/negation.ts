import type { Lexicon } from "../../lexicon.ts";
import { CHOICES, type QuestionDraft } from "../../item.ts";
import type { Random } from "../../../stage/random.ts";

const PROPERTIES = "red blue clean broken empty open new warm heavy wooden wet round".split(" ");

/**
 * "The cup is not red. The lamp is red. …" → the only one that is (or is not) red. Things are WordNet's artifacts. All
 * choices are named once in sentences of one shape, in a random order, so that only the word "not" tells them apart.
 */
export function* negation(lexicon: Lexicon, random: Random): Generator<QuestionDraft> {
  const things = lexicon.familiarThings();
  while (things.length >= CHOICES) {
    const property = random.pick(PROPERTIES);
    const four = random.shuffled(things).slice(0, CHOICES);
    const asked = random.pick(four);
    const asksNot = random.below(2) === 1;
    const sentences = four.map((thing) => `The ${thing} is ${(thing === asked) === asksNot ? "not " : ""}${property}.`);
    yield {
      cluster: four.join(" "),
      prompt: `${sentences.join(" ")} The only one that is ${asksNot ? "not " : ""}${property} is the`,
      right: ` ${asked}`,
      wrong: four.filter((thing) => thing !== asked).map((thing) => ` ${thing}`),
    };
  }
}
