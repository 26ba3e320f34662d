import assert from "node:assert/strict";
import { repeatedSequences } from "../../../src/corpus/signals/repeated-sequences.ts";
import { hashWords } from "../../../src/corpus/signals/word-hashes.ts";

/** The same by the definition: every sequence as a string, counted in a map. */
function byDefinition(words: readonly string[], size: number): { readonly top: number; readonly duplicated: number } {
  const times = new Map<string, number>();
  const within = new Set<number>();
  let most = 1;
  let top = 0;
  for (let start = 0; start + size <= words.length; start += 1) {
    const sequence = words.slice(start, start + size);
    const key = sequence.join(" ");
    const count = (times.get(key) ?? 0) + 1;
    times.set(key, count);
    if (count > 1) sequence.forEach((_, offset) => within.add(start + offset));
    if (count > most) [most, top] = [count, count * sequence.join("").length];
  }
  const duplicated = [...within].reduce((sum, index) => sum + (words[index] ?? "").length, 0);
  return { top: Math.min(top, words.join("").length), duplicated };
}

describe("repeated sequences", () => {
  it("are those of the definition, in documents of few and of many different words", () => {
    let state = 1;
    const random = (below: number): number => (state = (state * 48271) % 0x7fffffff) % below;
    for (const different of [1, 2, 3, 20, 400]) {
      const words = Array.from(
        { length: 1500 },
        () => "x".repeat(1 + (random(different) % 5)) + String(random(different)),
      );
      const { top, duplicated } = repeatedSequences(hashWords(words.join(" ")));
      for (let size = 2; size <= 10; size += 1) {
        const expected = byDefinition(words, size);
        assert.deepEqual(
          { top: top[size], duplicated: duplicated[size] },
          expected,
          `${String(different)}, ${String(size)}`,
        );
      }
    }
  });
});
