import type { Finding } from "./finding.ts";

/** Where comments name people, and nowhere else: text itself is full of names that are not private. */
const AUTHOR =
  /(?:@authors?|\\author\b|^[ \t]*(?:\/\/|#|\*|;|--|%|<!--|rem)?[ \t]*(?:author|written by|maintainer|created by)[ \t]*[:-]?|copyright(?:[ \t]*(?:\(c\)|©|&copy;))?(?:[ \t]*\d{4}(?:[ \t]*[-–][ \t]*(?:\d{4}|present))?,?)+(?:[ \t]+by\b)?)[ \t]*:?[ \t]*/gim;

/** A word, or the letter that stands for one. */
const WORD = "\\p{Lu}(?:\\.|[\\p{L}'’-]{0,30})";
const NAME = new RegExp(
  `^${WORD}(?:[ \\t]+(?:(?:van|von|de|der|den|del|da|di|la|le|bin|al)[ \\t]+){0,2}${WORD}){1,3}`,
  "u",
);

/** Words that make the holder of a copyright an organisation. */
const ORGANISATION =
  /\b(?:Inc|LLC|Ltd|Limited|Corp|Corporation|Company|Co|GmbH|AG|SA|BV|AB|Oy|Foundation|Contributors?|Authors?|Team|Project|Group|Software|Systems|Technologies|Labs?|Institute|University|Association|Consortium|Organization|Committee|Community|Developers?|Microsoft|Google|Facebook|Meta|Amazon|Apple|Oracle|Intel|IBM|Red Hat|Mozilla|All Rights|The|Free|Open|Copyright|License|Apache|National|Research|Center|Centre|Laboratory|Media|Networks?|International|Computing|Services|Solutions|Platforms|Holdings|Partners|Press|Regents|Sun Microsystems|SARL|SAS|SpA|Pty|PLC|KG|Stichting|Centrum|Universit\w+|H[öo]gskolan|Institut\w*|Instytut|Laborator\w+|College|School|Council|Society|Ministry|Department|Agency|Studios?|Industries|Enterprises|Ventures|Consulting|Interactive|Digital|Products|Electronics|Semiconductors?|Telecom|Bank|Organisation|Engineering|Games|Data|Cloud|Web|Collective|Maintainers?)\b/i;

/** Names of people after `@author`, `Author:`, `Written by`, `Copyright (c) 2020`, of two to four words. */
export function findNames(text: string): Finding[] {
  const findings: Finding[] = [];
  for (const match of text.matchAll(AUTHOR)) {
    const start = match.index + match[0].length;
    const name = NAME.exec(text.slice(start, start + 120))?.[0].replace(/[.,'’-]+$/, "");
    if (name === undefined || !/\s/.test(name) || ORGANISATION.test(name)) continue;
    findings.push({ kind: "name", rule: "author", start, end: start + name.length });
  }
  return findings;
}
