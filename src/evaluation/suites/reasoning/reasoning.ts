import type { Lexicon } from "../../lexicon.ts";
import { type Question, type QuestionDraft, questions } from "../../item.ts";
import { Random } from "../../../stage/random.ts";
import { entityTracking } from "./entity-tracking.ts";
import { negation } from "./negation.ts";
import { oddOneOut } from "./odd-one-out.ts";
import { ordering } from "./ordering.ts";
import { transitivity } from "./transitivity.ts";

const KINDS: Readonly<Record<string, (lexicon: Lexicon, random: Random) => Iterable<QuestionDraft>>> = {
  transitivity,
  negation,
  oddOneOut,
  entityTracking,
  ordering: (_lexicon, random) => ordering(random),
};

/**
 * The suite `reasoning`, one slice for each kind of question. The prompt says all that is needed. All four choices stand in
 * the prompt, and which one is right depends on nothing that a copying rule sees: see docs/suites.md.
 */
export function reasoningQuestions(lexicon: Lexicon, seed: number): Iterable<Question>[] {
  return Object.entries(KINDS).map(([kind, drafts]) => {
    const random = Random.of("reasoning", seed, kind);
    return questions("reasoning", kind, drafts(lexicon, random), random);
  });
}
