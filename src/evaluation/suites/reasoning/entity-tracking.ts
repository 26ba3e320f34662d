import type { Lexicon } from "../../lexicon.ts";
import { CHOICES, type QuestionDraft } from "../../item.ts";
import type { Random } from "../../../stage/random.ts";
import { NAMES } from "./names.ts";

/**
 * "Anna has the cup. Karl has the lamp. … Anna and Karl swap what they have. … Now the cup is with" → " Karl". Four people each
 * have a thing (one of WordNet's artifacts); one pair swaps, or both pairs do, equally often. So whoever was named with the
 * thing still has it one time in four: half of the time in half of the questions.
 */
export function* entityTracking(lexicon: Lexicon, random: Random): Generator<QuestionDraft> {
  const things = lexicon.familiarThings();
  while (things.length >= CHOICES) {
    const holdings = random.shuffled(NAMES).slice(0, CHOICES);
    const held = random.shuffled(things).slice(0, CHOICES);
    const people = random.shuffled(holdings);
    const pairs = [people.slice(0, 2), people.slice(2)].slice(0, 1 + random.below(2));
    const asked = random.below(CHOICES);
    const before = holdings[asked] ?? "";
    const right = pairs.find((pair) => pair.includes(before))?.find((person) => person !== before) ?? before;
    const sentences = [
      ...holdings.map((person, index) => `${person} has the ${held[index] ?? ""}.`),
      ...pairs.map((pair) => `${pair.join(" and ")} swap what they have.`),
    ];
    const prompt = `${sentences.join(" ")} Now the ${held[asked] ?? ""} is with`;
    const wrong = holdings.filter((person) => person !== right).map((person) => ` ${person}`);
    yield { cluster: prompt, prompt, right: ` ${right}`, wrong };
  }
}
