import { posix } from "node:path";
import { bitsPerCharacter } from "./entropy.ts";
import type { Finding } from "./finding.ts";

const NAME =
  "password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|secret[_-]?key|auth[_-]?key|encryption[_-]?key|private[_-]?key";

/** A name that holds a secret, and a quoted value that is given to it. */
const QUOTED = new RegExp(
  `(?<![A-Za-z])(?<prefix>(?:[A-Za-z]{1,30}[_-]?)?)(?<name>${NAME})["']?\\s{0,4}(?::|=|:=|=>)\\s{0,4}(?<quote>["'\`])(?<value>[^"'\`\\s]{8,200})\\k<quote>`,
  "dgi",
);

/** The same on a line of its own and without quotes, as settings are written: `API_KEY=…`, `password: …`. */
const UNQUOTED = new RegExp(
  `^[ \\t]*(?:export[ \\t]+|-[ \\t]+)?(?<prefix>(?:[\\w.-]{0,60}[_.-])?[A-Za-z]{0,30}?)(?<name>${NAME})[ \\t]*[:=][ \\t]*(?<value>[\\w+/=~!@#%^&*?.-]{8,200})[ \\t]*$`,
  "dgim",
);

/** Files in which a value needs no quotes. In programs, what has none is an expression. */
const SETTINGS = /^(?:\.env.*|.*\.(?:env|ya?ml|ini|cfg|conf|config|properties|txt|md|rst|sh)|dockerfile|[^.]+)$/i;

/** Values that stand for a secret: placeholders, references to variables, what documentation writes. */
const NO_SECRET =
  /[<>{}]|\$[\w(]|%[sd(]|\\[ux]|\.\.\.|…|\*{3}|x{4}|example|sample|dummy|placeholder|change.?me|replace|redacted|undefined|passw(?:or)?d|secret|token|api.?key|process\.env|:\/\/|1234|abcd|qwerty|(?<![a-z])(?:fake|mock|your|insert|null|test|demo|foo|bar|default)(?![a-z]{3})/i;

/** Tokens that let nobody in: they number requests, pages, locks. */
const NO_KEY =
  /(?:continuation|request|lock|action|page|pagination|next|sync|postman|client|cancel(?:lation)?|csrf|xsrf|idempotency|resume)[_-]?$/i;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const EMAIL = /^[^@]+@[^@]+\.[a-z]{2,}$/i;

/**
 * Secrets that names betray: `password = "…"`, `"apiKey": "…"`, and without quotes in settings, which `path` tells. Values must
 * look random; see docs/compliance.md.
 */
export function findAssignedSecrets(text: string, path: string): Finding[] {
  const findings: Finding[] = [];
  const patterns = SETTINGS.test(posix.basename(path)) ? [QUOTED, UNQUOTED] : [QUOTED];
  for (const match of patterns.flatMap((pattern) => [...text.matchAll(pattern)])) {
    const { prefix = "", name = "", value = "" } = match.groups ?? {};
    const [start, end] = match.indices?.groups?.["value"] ?? [0, 0];
    const isPassword = /^(?:pass|pwd)/i.test(name);
    const isToken = /^token$/i.test(name);
    if (NO_SECRET.test(value) || (isToken && NO_KEY.test(prefix))) continue;
    if (isPassword ? !isPasswordLike(value) : !isKeyLike(value)) continue;
    // Ids are written so too; keys that are UUIDs are called keys.
    if (isToken && UUID.test(value)) continue;
    findings.push({ kind: isPassword ? "password" : "key", rule: "assignment", start, end });
  }
  return findings;
}

const LEAST_PASSWORD_BITS = 2.5;
/** 32 random hexadecimal digits have 3.7 in the mean and nearly always more than this. */
const LEAST_KEY_BITS = 3.2;
const LEAST_KEY_CHARACTERS = 16;

/** A letter, and a digit or sign that no identifier has; not one character over and over. */
function isPasswordLike(value: string): boolean {
  const isMixed = /[A-Za-z]/.test(value) && /[\d!@#$%^&*?+=~]/.test(value);
  return isMixed && !isIdentifier(value) && !EMAIL.test(value) && bitsPerCharacter(value) >= LEAST_PASSWORD_BITS;
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
