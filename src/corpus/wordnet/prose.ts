import { indefiniteArticle } from "./article.ts";
import type { Synset } from "./synset.ts";

/**
 * A synset as sentences: one that has its words and its definition, and its examples. The article of a noun follows its
 * definition, because WordNet does not say what can be counted: "A dog is a member of …", "Water is the liquid …".
 */
export function synsetProse(synset: Synset): string {
  return [definitionSentence(synset), ...synset.examples.map(sentence)].join(" ");
}

function definitionSentence(synset: Synset): string {
  const [, domain, meaning = synset.definition] = /^\(([^()]+)\) (.+)$/.exec(synset.definition) ?? [];
  const statement = statementOf(synset, meaning);
  if (domain === undefined) return sentence(statement);
  const isPhrase = /^(?:of|in|used|with|for|at|on|to|as) /i.test(domain);
  return isPhrase ? sentence(`${domain}, ${statement}`) : `(${domain}) ${sentence(statement)}`;
}

function statementOf(synset: Synset, definition: string): string {
  const [word = "", ...others] = synset.words;
  const alternatives = [word, ...others].join(" or ");
  switch (synset.partOfSpeech) {
    case "noun":
      return nounStatement(word, others, synset.lexicographerFile, definition);
    case "verb":
      return `to ${alternatives} means ${definition.startsWith("to ") ? "" : "to "}${definition}`;
    case "adjective":
    case "adverb":
      return `${alternatives} means ${definition}`;
  }
}

function nounStatement(word: string, others: readonly string[], topic: string, definition: string): string {
  const isName = /^\p{Lu}/u.test(word);
  const isCounted = /^(?:an?|any|one|someone|something|somebody|each|either) /i.test(definition);
  const isPlain = isCounted || /^(?:the|all|some|these|those|what|that) /i.test(definition);
  const subject = isCounted && !isName ? withArticle(word) : word;
  const called = others.length === 0 ? "" : `, also called ${listed(others)},`;
  if (isPlain) return `${subject}${called} is ${definition}`;
  // Definitions of people often go without an article: "Roman historian who wrote …".
  if (isName) return `${subject}${called} is ${topic === "noun.person" ? withArticle(definition) : definition}`;
  return `${subject}${called} means ${definition}`;
}

function withArticle(noun: string): string {
  return `${indefiniteArticle(noun)} ${noun}`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} or ${words.at(-1) ?? ""}`;
}

/** Begins with a capital and ends with a mark. */
function sentence(text: string): string {
  const closed = /[.!?…]["')]*$/.test(text) ? text : `${text.replace(/[,;:]$/, "")}.`;
  return closed.charAt(0).toUpperCase() + closed.slice(1);
}
