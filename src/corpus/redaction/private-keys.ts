import type { Finding } from "./finding.ts";

const BEGIN = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g;
const END = /-----END (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/;
const LONGEST = 20_000;
const LEAST_CHARACTERS = 64;

/** Private keys in PEM (RFC 7468), with their first and last lines, also within strings with `\n`. */
export function findPrivateKeys(text: string): Finding[] {
  const findings: Finding[] = [];
  for (const begin of text.matchAll(BEGIN)) {
    const start = begin.index + begin[0].length;
    const rest = text.slice(start, start + LONGEST);
    const end = END.exec(rest);
    if (end === null) continue;
    const body = rest.slice(0, end.index);
    // "…" or a variable between the two lines is no key.
    if ((body.match(/[A-Za-z0-9+/=]/g)?.length ?? 0) < LEAST_CHARACTERS || /[<>{}]|\.\.\./.test(body)) continue;
    findings.push({ kind: "key", rule: "pem", start: begin.index, end: start + end.index + end[0].length });
  }
  return findings;
}
