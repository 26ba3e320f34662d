import type { Finding } from "./finding.ts";

const LOCAL = /[A-Za-z0-9._%+-]/;
const LONGEST_LOCAL = 64;
const DOMAIN = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9_-]|\.[A-Za-z0-9])/;
const LONGEST_DOMAIN = 255;

/** Names that RFC 2606 and RFC 6761 keep for examples and tests, and what documentation writes in their place. */
const RESERVED =
  /(?:^|\.)(?:example\.(?:com|org|net|edu)|example|test|invalid|localhost|local|(?:(?:my|your|some)-?)?(?:domain|email|host|company|place|site)\.(?:com|org|net)|(?:foo|bar|baz|foobar|acme|xyz|abc)\.(?:com|org|net))$/i;

/** What follows an @ in code and looks like a domain: file names (`icon@2x.png`), members (`a@b.length`). */
const NO_TOP_LEVEL_DOMAIN = new Set(
  `png jpg jpeg gif svg webp ico css scss less js jsx ts tsx mjs cjs json html htm xml yml yaml toml txt md rst java class jar
  php rb go cpp hpp vue py sh bat exe dll so zip gz tar tgz lock map min bundle test spec module git service target socket
  length name value key type id data call apply bind prototype push`.split(/\s+/),
);

/** Ways to write an address that is no one's: version control over ssh, placeholders of documentation. */
const NOBODY =
  /^(?:git|hg|svn|user|username|name|you|your\.?name|foo|bar|me|someone|email|first\.last|john\.?doe|jane\.?doe)$/i;

/** How SSH (RFC 4251, section 6) names the algorithms of a vendor: `aes128-gcm@openssh.com`. */
const ALGORITHM =
  /^(?:openssh\.com|libssh\.org|ssh\.com|lysator\.liu\.se|dropbear\.\w+|putty\.projects\.tartarus\.org)$/i;

/** E-mail addresses of people: not of reserved domains, not `git@host`, not the user of a URL. Linear in the text's length. */
export function findEmails(text: string): Finding[] {
  const findings: Finding[] = [];
  for (let at = text.indexOf("@"); at !== -1; at = text.indexOf("@", at + 1)) {
    let start = at;
    while (start > 0 && at - start <= LONGEST_LOCAL && LOCAL.test(text.charAt(start - 1))) start -= 1;
    while (start < at && !/[A-Za-z0-9]/.test(text.charAt(start))) start += 1;
    if (start === at || at - start > LONGEST_LOCAL || text.charAt(at - 1) === ".") continue;
    const domain = DOMAIN.exec(text.slice(at + 1, at + 1 + LONGEST_DOMAIN))?.[0];
    if (domain === undefined || !isPersonal(text.slice(start, at), domain)) continue;
    if (isUserOfAddress(text.slice(Math.max(0, start - 7), start))) continue;
    findings.push({ kind: "email", rule: "email", start, end: at + 1 + domain.length });
  }
  return findings;
}

function isPersonal(local: string, domain: string): boolean {
  const topLevel = domain.slice(domain.lastIndexOf(".") + 1).toLowerCase();
  if (ALGORITHM.test(domain) && /[\d-]/.test(local)) return false;
  return !RESERVED.test(domain) && !NO_TOP_LEVEL_DOMAIN.has(topLevel) && !NOBODY.test(local);
}

/** `//user@host`, `//user:password@host` and paths name machines; `mailto:` and `Author:` stand before people. */
function isUserOfAddress(before: string): boolean {
  return /[\w/]:$|\/$/.test(before) && !/(?:mailto|e?mail|author|by|from|contact|to|cc):$/i.test(before);
}
