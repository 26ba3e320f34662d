import type { CorpusFile, CorpusSource } from "../experiment/corpus-file.ts";
import type { CorpusInput } from "../experiment/graph.ts";
import { benchmarkRole } from "../experiment/graph.ts";
import { benchmarkDigest } from "./contamination/read-benchmark.ts";
import { classifierDigest } from "./learned/classifier.ts";
import { readClassifier } from "./learned/classifier-file.ts";
import { checkRules } from "./rules/check-rules.ts";
import { ruleNamesIn } from "./rules/read-rules.ts";
import { digestRules } from "./measure/rules-digest.ts";
import { openSource } from "./sources/open-source.ts";

/** Where what a corpus depends on lies. */
export interface CorpusSurroundings {
  /** Repositories are mirrored, and contents' hashes kept, here; the workspace's cache. */
  readonly cacheFolder: string;
  readonly grammarsFolder: string;
  /** Told, line by line, how far the fetching of many repositories is. */
  readonly log?: (line: string) => void;
}

/**
 * A corpus, whose paths are absolute, as the graph needs it: with digests of all that its sources hold now and of the rules.
 * Rejects with a `StageError` that names a folder or revision that is not there, and with the signal's reason when aborted.
 */
export async function readCorpusInput(
  file: CorpusFile,
  { cacheFolder, grammarsFolder, log }: CorpusSurroundings,
  signal: AbortSignal,
): Promise<CorpusInput> {
  const fingerprints: Record<string, string> = {};
  for (const source of file.sources) {
    signal.throwIfAborted();
    fingerprints[source.name] = await fingerprintSource(source, file.maxFileBytes, cacheFolder, signal, log);
  }
  for (const benchmark of file.decontaminate?.benchmarks ?? []) {
    signal.throwIfAborted();
    fingerprints[benchmarkRole(benchmark.name)] = await benchmarkDigest(benchmark);
  }
  const folder = file.rules;
  const rules = await digestRules(grammarsFolder, folder);
  if (folder !== undefined) await checkRules(folder, grammarsFolder);
  const ruleNames = folder === undefined ? [] : ruleNamesIn(folder);
  if (file.classifier === undefined) return { file, fingerprints, rules, ruleNames };
  return { file, fingerprints, rules, ruleNames, classifier: classifierDigest(readClassifier(file.classifier)) };
}

/**
 * A digest of what a source holds now: paths and contents of a folder, the commit of a repository. Contents are hashed once and
 * remembered in the cache by path, size and times.
 */
export function fingerprintSource(
  source: CorpusSource,
  maxFileBytes: number,
  cacheFolder: string,
  signal: AbortSignal,
  log?: (line: string) => void,
): Promise<string> {
  return openSource(source, maxFileBytes, cacheFolder, log).fingerprint(signal);
}
