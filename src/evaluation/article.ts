/** A word with its indefinite article, by its first letter: "a dog", "an oak", "a unicorn". */
export function withArticle(word: string): string {
  const soundsLikeVowel = /^[aeiou]/i.test(word) && !/^(?:eu|ewe|one|once|uni(?!n)|use|usu|uti|ura|uro)/i.test(word);
  return `${soundsLikeVowel ? "an" : "a"} ${word}`;
}
