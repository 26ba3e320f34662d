import assert from "node:assert/strict";
import { indefiniteArticle } from "../../../src/corpus/wordnet/article.ts";
import { synsetProse } from "../../../src/corpus/wordnet/prose.ts";
import type { Synset } from "../../../src/corpus/wordnet/synset.ts";

function synset(members: Partial<Synset>): Synset {
  return {
    ...{ id: "00000001-n", partOfSpeech: "noun", lexicographerFile: "noun.animal", words: ["dog"] },
    ...{ definition: "", examples: [], pointers: [] },
    ...members,
  };
}

describe("WordNet as prose", () => {
  it("gives a countable noun an article, names its synonyms and closes its examples", () => {
    const dog = synset({
      words: ["dog", "domestic dog"],
      definition: "a member of the genus Canis",
      examples: ["the dog barked"],
    });
    assert.equal(synsetProse(dog), "A dog, also called domestic dog, is a member of the genus Canis. The dog barked.");
  });

  it("gives none to what is not counted and to names", () => {
    assert.equal(
      synsetProse(synset({ words: ["running"], definition: "the act of running" })),
      "Running is the act of running.",
    );
    const tacitus = synset({ words: ["Tacitus"], lexicographerFile: "noun.person", definition: "Roman historian" });
    assert.equal(synsetProse(tacitus), "Tacitus is a Roman historian.");
  });

  it("says what verbs and adjectives mean, and in which domain", () => {
    const cool = synset({ partOfSpeech: "verb", words: ["cool", "chill"], definition: "make cool or cooler" });
    assert.equal(synsetProse(cool), "To cool or chill means to make cool or cooler.");
    const dull = synset({
      partOfSpeech: "adjective",
      words: ["dull"],
      definition: "(of color) very low in saturation",
    });
    assert.equal(synsetProse(dull), "Of color, dull means very low in saturation.");
  });

  it("chooses the article by sound", () => {
    for (const word of ["apple", "hour", "FBI agent", "umbrella", "X-ray", "unimportant man"])
      assert.equal(indefiniteArticle(word), "an", word);
    for (const word of ["dog", "unicorn", "European", "UN envoy", "one-armed man", "utensil"])
      assert.equal(indefiniteArticle(word), "a", word);
  });
});
