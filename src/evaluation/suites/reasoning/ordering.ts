import { CHOICES, type QuestionDraft } from "../../item.ts";
import type { Random } from "../../../stage/random.ts";
import { NAMES } from "./names.ts";

const SCALES = [
  { more: "taller", less: "shorter", most: "tallest", least: "shortest" },
  { more: "older", less: "younger", most: "oldest", least: "youngest" },
  { more: "faster", less: "slower", most: "fastest", least: "slowest" },
];

/**
 * "Anna is taller than Karl. Vera is shorter than Karl. …" → who is the tallest, second tallest, third tallest or shortest.
 * The three comparisons are in a random order and direction; each rank is asked equally often.
 */
export function* ordering(random: Random): Generator<QuestionDraft> {
  for (;;) {
    const people = random.shuffled(NAMES).slice(0, CHOICES);
    const { more, less, most, least } = random.pick(SCALES);
    const comparisons = people.slice(1).map((person, rank) => {
      const above = people[rank] ?? "";
      return random.below(2) === 0 ? `${above} is ${more} than ${person}.` : `${person} is ${less} than ${above}.`;
    });
    const right = random.pick(people);
    const asked = [most, `second ${most}`, `third ${most}`, least][people.indexOf(right)] ?? most;
    const prompt = `${random.shuffled(comparisons).join(" ")} The ${asked} of them is`;
    const wrong = people.filter((person) => person !== right).map((person) => ` ${person}`);
    yield { cluster: prompt, prompt, right: ` ${right}`, wrong };
  }
}
