import type { Finding } from "./finding.ts";

/** A name that holds a secret, and a quoted value that is given to it. */
const ASSIGNMENT =
  /(?<![A-Za-z])(?:[A-Za-z]{1,30}[_-]?)?(?<name>password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|secret[_-]?key|auth[_-]?key|encryption[_-]?key)["']?\s{0,4}(?::|=|:=|=>)\s{0,4}(?<quote>["'`])(?<value>[^"'`\s]{8,200})\k<quote>/dgi;

/** Values that stand for a secret: placeholders, references to variables, what documentation writes. */
const NO_SECRET =
  /[<>{}]|\$[\w(]|%[sd(]|\.\.\.|…|\*{3}|x{4}|example|sample|dummy|fake|mock|placeholder|change.?me|replace|your|insert|redacted|undefined|null|password|passwd|secret|token|api.?key|test|demo|foo|bar|default|1234|abcd|qwerty|process\.env|:\/\//i;

/** Secrets that names betray: `password = "…"`, `"apiKey": "…"`. Values must look random; see docs/compliance.md. */
export function findAssignedSecrets(text: string): Finding[] {
  const findings: Finding[] = [];
  for (const match of text.matchAll(ASSIGNMENT)) {
    const { name = "", value = "" } = match.groups ?? {};
    const [start, end] = match.indices?.groups?.["value"] ?? [0, 0];
    const isPassword = /^(?:pass|pwd)/i.test(name);
    if (NO_SECRET.test(value) || !(isPassword ? isPasswordLike(value) : isKeyLike(value))) continue;
    findings.push({ kind: isPassword ? "password" : "key", rule: "assignment", start, end });
  }
  return findings;
}

const LEAST_PASSWORD_BITS = 2.5;
const LEAST_KEY_BITS = 3.5;
const LEAST_KEY_CHARACTERS = 16;

/** A letter, and a digit or sign that no identifier has; not one character over and over. */
function isPasswordLike(value: string): boolean {
  const isMixed = /[A-Za-z]/.test(value) && /[\d!@#$%^&*?+=~]/.test(value);
  return isMixed && !isIdentifier(value) && bitsPerCharacter(value) >= LEAST_PASSWORD_BITS;
}

/** Letters and digits mixed as no language mixes them. */
function isKeyLike(value: string): boolean {
  if (value.length < LEAST_KEY_CHARACTERS || !/^[\w+/=.~:-]+$/.test(value)) return false;
  const digits = value.match(/\d/g)?.length ?? 0;
  const changes = value.match(/[A-Za-z](?=\d)|\d(?=[A-Za-z])/g)?.length ?? 0;
  return digits >= 3 && changes >= 3 && !isIdentifier(value) && bitsPerCharacter(value) >= LEAST_KEY_BITS;
}

/** Words that `-`, `_`, `.`, `/` or humps join, with a number at their end at most. */
function isIdentifier(value: string): boolean {
  return /^[A-Za-z]+(?:[-_./:][A-Za-z]+)*[-_.]?\d{0,2}$/.test(value);
}

/** Shannon's entropy of the characters, in bits for each. */
function bitsPerCharacter(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
