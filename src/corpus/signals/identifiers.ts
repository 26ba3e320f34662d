/**
 * Whether a reader can tell what an identifier means: at least three characters, and each part that `_`, `$`, digits and
 * humps divide it into reads like a word (a vowel or y, no run of five consonants, no letter three times in a row) or
 * is a single letter beside longer parts (`xOffset`).
 */
export function isDescriptive(identifier: string): boolean {
  if (identifier.length < 3) return false;
  const parts = identifierParts(identifier);
  return parts.some((part) => part.length >= 3) && parts.every((part) => part.length === 1 || readsLikeWord(part));
}

/** `parseHTTPHeader_2` → `parse`, `HTTP`, `Header`. */
export function identifierParts(identifier: string): string[] {
  return identifier.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|[\p{Lo}\p{Lt}]+/gu) ?? [];
}

function readsLikeWord(part: string): boolean {
  const letters = part.toLowerCase();
  // Scripts without case and letters beyond ASCII have other rules; they get the benefit of the doubt.
  if (/[^a-z]/.test(letters)) return true;
  return /[aeiouy]/.test(letters) && !/[^aeiouy]{5}/.test(letters) && !/([a-z])\1\1/.test(letters);
}
