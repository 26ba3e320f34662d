import type { SourceFile } from "../sources/source-file.ts";
import { isLicenceText, type LicenceEvidence, readLicenceFile } from "./licence-file.ts";
import { FolderLicences } from "./licence-of-path.ts";
import { loadLicenceMatcher } from "./licence-texts.ts";
import type { LicenceMatcher } from "./matcher.ts";

const matchers = new Map<string, Promise<LicenceMatcher>>();

/** Read once: that takes most of a second. */
function matcherAt(grammarsFolder: string): Promise<LicenceMatcher> {
  let matcher = matchers.get(grammarsFolder);
  if (matcher === undefined) matchers.set(grammarsFolder, (matcher = loadLicenceMatcher(grammarsFolder)));
  return matcher;
}

const LARGEST_BYTES = 1_000_000;

/** What licence files and manifests say. Those that cannot be read say nothing. */
export async function readLicences(
  files: AsyncIterable<SourceFile> | Iterable<SourceFile>,
  grammarsFolder: string,
  signal: AbortSignal,
): Promise<FolderLicences> {
  const evidence: LicenceEvidence[] = [];
  for await (const { path, size, read } of files) {
    signal.throwIfAborted();
    if (size === null || size > LARGEST_BYTES) continue;
    const bytes = await read().catch(() => undefined);
    if (bytes === undefined) continue;
    const text = new TextDecoder().decode(bytes);
    const found = readLicenceFile(path, text, isLicenceText(path) ? await matcherAt(grammarsFolder) : undefined);
    if (found !== null) evidence.push(found);
  }
  return new FolderLicences(evidence);
}
