import type { Capture } from "../syntax/capture.ts";
import { hashText, TokenCollector, type TokenSequence } from "./token-sequence.ts";

/** Words, numbers, strings that end on their line, and single signs. */
const TOKEN =
  /[\p{L}_$][\p{L}\p{M}\p{N}_$]*|\p{N}[\p{L}\p{N}_.]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[^\s\p{L}\p{N}]/gu;

/**
 * The leaves of a program's syntax, as far as they tell what it does: without comments and documentation, and with every
 * identifier alike. Its name is kept beside it: a copy may rename, but one name stands for one name. `captures` are those of the
 * language's queries.
 */
export function codeTokens(text: string, captures: readonly Capture[]): TokenSequence {
  const identifiers = new Map<number, number>();
  const comments: Capture[] = [];
  for (const capture of captures) {
    if (capture.name === "identifier") identifiers.set(capture.start, capture.end);
    else if (capture.name === "comment") comments.push(capture);
  }
  const tokens = new TokenCollector();
  const pattern = new RegExp(TOKEN);
  let comment = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const { 0: token, index: start } = match;
    while ((comments[comment]?.end ?? Infinity) <= start) comment += 1;
    const inside = comments[comment];
    if (inside !== undefined && inside.start <= start) {
      pattern.lastIndex = inside.end;
      continue;
    }
    const end = start + token.length;
    const weight = /^\p{N}/u.test(token) ? 0 : 2;
    if (identifiers.get(start) === end) tokens.add(hashText("identifier"), start, end, weight, hashText(token) || 1);
    else tokens.add(hashText(`=${token}`), start, end, weight);
  }
  return tokens.sequence();
}
