import { LEARNED_DOC, LEARNED_SIGNAL } from "../../experiment/corpus/classifier.ts";
import { SIGNALS } from "./signals.ts";

/** What every signal means, by its name, also that of a classifier; rules of the user's own say it themselves. */
export const SIGNAL_DOCS: ReadonlyMap<string, string> = new Map([
  ...SIGNALS.map(({ name, doc }) => [name, doc] as const),
  [LEARNED_SIGNAL, LEARNED_DOC],
]);
