import { posix } from "node:path";
import { type LicenceExpression, parseLicenceExpression } from "./expression.ts";
import type { LicenceMatcher } from "./matcher.ts";
import { licenceInManifest } from "./manifest.ts";

/** What a file says about the licence of the files beneath a folder. */
export interface LicenceEvidence {
  /** The file, relative to its source. */
  readonly path: string;
  /** The folder that it speaks for; "" is the root. */
  readonly folder: string;
  readonly kind: "text" | "manifest";
  /** Null: a licence file whose text is like no licence that SPDX lists. */
  readonly expression: LicenceExpression | null;
  /** Likeness of the text to the reference in [0,1]; 1 for a manifest, 0 where it is like none. */
  readonly score: number;
}

const LICENCE_NAME =
  /^(?:un)?licen[sc]e(?:$|[-_.])|^[\w.]{0,20}[-_.]licen[sc]e(?:\.(?:txt|md|rst))?$|^copying(?:$|[-_.])|^copyright(?:\.txt)?$/i;
const CODE_NAME = /\.(?:[cm]?[jt]sx?|py|rb|go|rs|java|c|h|cc|cpp|hpp|cs|php|sh|json|ya?ml|toml|xml|html?|css|spdx)$/i;
const MANIFEST_NAME =
  /^(?:package\.json|composer\.json|cargo\.toml|pyproject\.toml|setup\.cfg|pkg-info|metadata|pom\.xml)$/i;

/** Whether a path is that of a licence text (`LICENSE`, `COPYING.LESSER`, `LICENSES/MIT.txt`) or of a package's manifest. */
export function isLicenceFile(path: string): boolean {
  return isLicenceText(path) || MANIFEST_NAME.test(posix.basename(path));
}

/** Whether a path is that of a licence text. */
export function isLicenceText(path: string): boolean {
  const name = posix.basename(path);
  if (/^licenses$/i.test(posix.basename(posix.dirname(path)))) return /\.txt$/i.test(name);
  return LICENCE_NAME.test(name) && !CODE_NAME.test(name);
}

/** Reads a licence file or a manifest, for which no matcher is needed; null where it says nothing about licences. */
export function readLicenceFile(
  path: string,
  text: string,
  matcher: LicenceMatcher | undefined,
): LicenceEvidence | null {
  const inside = posix.dirname(path);
  const folder = inside === "." ? "" : inside;
  if (!isLicenceText(path)) {
    const stated = licenceInManifest(posix.basename(path).toLowerCase(), text);
    const expression = stated === null ? null : parseLicenceExpression(stated);
    return expression === null ? null : { path, folder, kind: "manifest", expression, score: 1 };
  }
  if (text.trim() === "") return null;
  const match = matcher?.match(text);
  // REUSE keeps the texts of a project in LICENSES/, where nothing else lies.
  const parent = posix.dirname(folder) === "." ? "" : posix.dirname(folder);
  const spokenFor = /^licenses$/i.test(posix.basename(folder)) ? parent : folder;
  return {
    path,
    folder: spokenFor,
    kind: "text",
    expression: match?.expression ?? null,
    score: match?.score ?? 0,
  };
}
