import { isDocumentedCredential } from "./documented-credentials.ts";
import { bitsPerCharacter } from "./entropy.ts";
import type { Finding } from "./finding.ts";

/**
 * Formats of secrets as their providers document them, which secretlint's rules leave out or find in part: name of the rule and
 * pattern. A pattern starts with letters or digits that tell it from others, so that a text is searched for all of them at once.
 */
const FORMATS: Readonly<Record<string, string>> = {
  "aws-access-key": "(?:AKIA|ASIA)[A-Z2-7]{16}",
  "google-api-key": "AIza[\\w-]{35}",
  "google-oauth-secret": "GOCSPX-[\\w-]{28}",
  "google-oauth-token": "ya29\\.[\\w-]{60,400}",
  pypi: "pypi-AgE[\\w-]{60,300}",
  sendgrid: "SG\\.[\\w-]{22}\\.[\\w-]{43}",
  twilio: "SK[0-9a-f]{32}",
  mailgun: "key-[0-9a-f]{32}",
  digitalocean: "do[oprt]_v1_[0-9a-f]{64}",
  notion: "(?:ntn_[A-Za-z0-9]{46}|secret_[A-Za-z0-9]{43})",
  postman: "PMAK-[0-9a-f]{24}-[0-9a-f]{34}",
  telegram: "[0-9]{8,10}:AA[\\w-]{33}",
  age: "AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}",
  openai: "sk-(?:[a-z]{3,10}-)?[\\w-]{20,90}T3BlbkFJ[\\w-]{20,90}",
  "json-web-token": "eyJ[\\w-]{10,500}\\.eyJ[\\w-]{10,2000}\\.[\\w-]{20,700}",
  "connection-string":
    "(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\\+srv)?|rediss?|amqps?|mssql|ldaps?|s?ftp|smtps?)://[^\\s:/@\"'`<>]{0,60}:[^\\s:/@\"'`<>]{3,120}@[^\\s\"'`<>()]{1,200}",
};

const RULES = Object.keys(FORMATS);
const ANY = new RegExp(
  `(?<![\\w-])(?:${Object.values(FORMATS)
    .map((format) => `(${format})`)
    .join("|")})(?![\\w-])`,
  "g",
);

/** Random characters of these alphabets have 3.2 bits and more; `AKIAXXXXXXXXXXXXXXXX` and counting have less. */
const LEAST_BITS = 3;
/** The token that jwt.io shows, by its subject 1234567890. */
const PUBLISHED = /EXAMPLE|eyJzdWIiOiIxMjM0NTY3ODkw/;

/** Tokens of services by the formats that their providers document. Linear in the text's length. */
export function findProviderTokens(text: string): Finding[] {
  const findings: Finding[] = [];
  for (const match of text.matchAll(ANY)) {
    const { 0: token, index: start } = match;
    if (PUBLISHED.test(token) || isDocumentedCredential(token) || bitsPerCharacter(token) < LEAST_BITS) continue;
    const rule = RULES[match.indexOf(token, 1) - 1] ?? "";
    findings.push({ kind: "key", rule: `provider/${rule}`, start, end: start + token.length });
  }
  return findings;
}
