import { posix } from "node:path";
import { allOf, type LicenceExpression } from "./expression.ts";
import type { LicenceEvidence } from "./licence-file.ts";

/** Where a document's licence is known from. */
export interface KnownLicence {
  readonly expression: LicenceExpression | null;
  /** `its header`, `its source`, or the files that say so. */
  readonly origin: string;
}

/**
 * Licences of a source's folders. The nearest folder with evidence at or above a file speaks for it. Within one folder a
 * manifest goes before texts, because it says how several licences combine; several texts hold all at once.
 */
export class FolderLicences {
  private readonly folders: ReadonlyMap<string, KnownLicence>;
  private readonly longestAbove: number;

  constructor(evidence: Iterable<LicenceEvidence>) {
    const byFolder = new Map<string, LicenceEvidence[]>();
    for (const item of evidence) {
      const others = byFolder.get(item.folder);
      if (others === undefined) byFolder.set(item.folder, [item]);
      else others.push(item);
    }
    this.folders = new Map(Array.from(byFolder, ([folder, items]) => [folder, combined(items)]));
    const above = [...this.folders.keys()].filter((folder) => /^\.\.(?:\/|$)/.test(folder));
    this.longestAbove = above.reduce((longest, { length }) => Math.max(longest, length), 0);
  }

  /** The licence of the file at `path`; undefined where no file at or above it says anything. */
  of(path: string): KnownLicence | undefined {
    for (let folder = posix.dirname(path); folder !== "." && folder !== "/"; folder = posix.dirname(folder)) {
      const known = this.folders.get(folder);
      if (known !== undefined) return known;
    }
    // A source may be a folder of a repository: what lies above it is at "..", "../.." and so on.
    for (let folder = ""; folder.length <= this.longestAbove; folder = posix.join(folder, "..")) {
      const known = this.folders.get(folder);
      if (known !== undefined) return known;
    }
    return undefined;
  }
}

function combined(evidence: readonly LicenceEvidence[]): KnownLicence {
  const sorted = evidence.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const manifests = sorted.filter(({ kind }) => kind === "manifest");
  const deciding = manifests.length > 0 ? manifests : sorted;
  const expressions = deciding.map(({ expression }) => expression);
  const recognised = expressions.filter((expression) => expression !== null);
  // One text that cannot be told may say anything: what the others say is not the whole then.
  const expression = recognised.length < expressions.length ? null : allOf(recognised);
  return { expression, origin: deciding.map(({ path }) => path).join(", ") };
}
