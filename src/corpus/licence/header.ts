import { allOf, licence, type LicenceExpression, parseLicenceExpression } from "./expression.ts";

const HEAD_CHARACTERS = 4000;

/** Notices that stand in files in place of an SPDX header, in small letters with single spaces, and the licence they name. */
const NOTICES: readonly { readonly says: RegExp; readonly id: string }[] = [
  { says: /licensed under the apache license,? version 2\.0/, id: "Apache-2.0" },
  { says: /(?:licensed|released|distributed) under (?:the terms of )?the mit license/, id: "MIT" },
  { says: /subject to the terms of the mozilla public license, v\. 2\.0/, id: "MPL-2.0" },
  { says: /(?:distributed|licensed) under the boost software license,? version 1\.0/, id: "BSL-1.0" },
  { says: /under the terms of the eclipse public license (?:v\. ?)?2\.0/, id: "EPL-2.0" },
];

const GNU = /terms of (?:version \d(?:\.\d)? of )?the gnu (?:(affero|lesser|library) )?(?:general )?public licen[sc]e/;
const GNU_NAMES: Readonly<Record<string, string>> = { affero: "AGPL", lesser: "LGPL", library: "LGPL" };

/**
 * The licence that a file states about itself in its first 4000 characters: `SPDX-License-Identifier: …` (several hold all at
 * once, as in REUSE), or else a usual notice such as GNU's or Apache's. Null where it states none.
 */
export function licenceInHeader(text: string): LicenceExpression | null {
  const head = text.slice(0, HEAD_CHARACTERS);
  const stated = Array.from(head.matchAll(/SPDX-License-Identifier:[ \t]*([^\r\n]{1,1000})/g), ([, rest = ""]) =>
    parseLicenceExpression(rest.replace(/\s*(?:\*\/|-->|\*\)|#\}|%>|"""|'''|[*#;]+\s*$).*/, "")),
  ).filter((expression) => expression !== null);
  return stated.length > 0 ? allOf(stated) : licenceInNotice(head);
}

function licenceInNotice(head: string): LicenceExpression | null {
  if (!/licen[sc]e/i.test(head)) return null;
  const plain = head
    .toLowerCase()
    .replace(/^[ \t]*(?:\/\*+|\*+\/?|\/\/+!?|#+|;+|--+|%+|"""|\.\\")/gm, " ")
    .replace(/\s+/g, " ");
  const notice = NOTICES.find(({ says }) => says.test(plain));
  if (notice !== undefined) return licence(notice.id);
  const gnu = GNU.exec(plain);
  if (gnu === null) return null;
  const window = plain.slice(gnu.index, gnu.index + 300);
  const version = /version (\d(?:\.\d)?)/.exec(window)?.[1];
  if (version === undefined) return null;
  const name = GNU_NAMES[gnu[1] ?? ""] ?? "GPL";
  const later = window.includes("any later version");
  return licence(`${name}-${version.includes(".") ? version : `${version}.0`}-${later ? "or-later" : "only"}`);
}
