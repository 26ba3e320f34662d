import { MANY_EPOCHS, repetitionAdvice } from "../experiment/repetition.ts";

/** Says, once for each source of an arm, that it is seen more often than is worth it. */
export class RepetitionWarnings {
  readonly #log: (line: string) => void;
  readonly #told = new Set<string>();

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  /** `epochs` says how often the arm has seen each of its sources so far. */
  tell(label: string, sources: readonly { readonly name: string }[], epochs: readonly number[]): void {
    for (const [index, { name }] of sources.entries()) {
      const key = JSON.stringify([label, name]);
      if ((epochs[index] ?? 0) <= MANY_EPOCHS || this.#told.has(key)) continue;
      this.#told.add(key);
      this.#log(`${label} now sees "${name}" for more than the ${MANY_EPOCHS}th time: ${repetitionAdvice}`);
    }
  }
}
