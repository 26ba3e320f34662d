/** "a" or "an", by how the word begins when spoken. */
export function indefiniteArticle(word: string): "a" | "an" {
  // Initials are spoken as letters: an FBI agent, a UN envoy.
  if (/^[A-Z]{2,}(?![a-z])/.test(word) || /^[A-Za-z](?:[.-]|$)/.test(word))
    return /^[AEFHILMNORSXaefhilmnorsx]/.test(word) ? "an" : "a";
  if (/^(?:hono[u]?r|hour|heir|honest)/i.test(word)) return "an";
  if (
    /^(?:eu|ewe|once\b|one(?:\b|-|ness|self)|ubi|uku|unanim|uni(?!n|m[aipb])|ura[nl]|uri[nc]|us(?:e|u|ab)|ut[eio])/i.test(
      word,
    )
  )
    return "a";
  return /^[aeiouàáâäæèéêëìíîïòóôöøùúûü]/i.test(word) ? "an" : "a";
}
