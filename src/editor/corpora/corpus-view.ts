import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { referencesBeside } from "../../corpus/references-beside.ts";
import { type CorpusFile, parseCorpusFile, resolveCorpusFile } from "../../experiment/corpus-file.ts";
import { corpusStages } from "../../experiment/graph.ts";
import type { Parsed, Problem } from "../../experiment/problem.ts";
import { canonicalJson } from "../../stage/key.ts";
import { type CorpusSummary, readCorpusSummary } from "../../store/corpus-summary.ts";
import { type Manifest, readManifest } from "../../store/manifest.ts";
import type { Workspace } from "../../store/workspace.ts";
import { FileEnding } from "../identifiers.ts";

/** All that trees and CodeLens show of a corpus file. */
export interface CorpusView {
  /** Undefined where the file is wrong. */
  readonly corpus: CorpusFile | undefined;
  readonly problems: readonly Problem[];
  /** Of the newest curation of the corpus as the file declares it now; undefined where there is none. */
  readonly curated: { readonly folder: string; readonly summary: CorpusSummary } | undefined;
}

/** Validates a corpus file's text. */
export function parseCorpus(file: string, text: string): Parsed<CorpusFile> {
  return parseCorpusFile(text, file, referencesBeside(file));
}

/** Reads a corpus file's text and what curation left of it on disk. */
export async function readCorpus(file: string, text: string, workspace: Workspace): Promise<CorpusView> {
  const { value, problems } = parseCorpus(file, text);
  const curated = value === undefined ? undefined : await findCuration(file, value, workspace);
  return { corpus: value, problems, curated };
}

async function findCuration(file: string, corpus: CorpusFile, workspace: Workspace): Promise<CorpusView["curated"]> {
  // The fingerprint of the sources would have to be computed; whatever it was, the newest curation is the one to show.
  const input = { file: resolveCorpusFile(corpus, dirname(file)), fingerprints: {}, rules: "", ruleNames: [] };
  const { curate } = corpusStages(corpusName(file), input, { measure: 0, curate: 0 });
  const declared = canonicalJson(curate.parameters["corpus"] ?? null);
  const folder = await newestCuration(
    workspace,
    ({ parameters }) => canonicalJson(parameters["corpus"] ?? null) === declared,
  );
  const summary = folder === undefined ? undefined : await readCorpusSummary(folder);
  return folder === undefined || summary === undefined ? undefined : { folder, summary };
}

/** The folder of the newest curation of a corpus file, whatever the file declared then; undefined where there is none. */
export async function lastCuration(file: string, workspace: Workspace): Promise<string | undefined> {
  const label = `curate ${corpusName(file)}`;
  return newestCuration(workspace, (manifest) => manifest.label === label);
}

function corpusName(file: string): string {
  return basename(file).slice(0, -FileEnding.corpus.length);
}

async function newestCuration(
  workspace: Workspace,
  isMeant: (manifest: Manifest) => boolean,
): Promise<string | undefined> {
  const candidates = await Promise.all(
    (await curateFolders(workspace)).map(async (folder) => ({ folder, manifest: await readManifest(folder) })),
  );
  return candidates
    .filter(({ manifest }) => manifest !== undefined && isMeant(manifest))
    .sort((a, b) => (b.manifest?.startedAt ?? "").localeCompare(a.manifest?.startedAt ?? ""))[0]?.folder;
}

async function curateFolders(workspace: Workspace): Promise<readonly string[]> {
  try {
    const names = await readdir(workspace.stages);
    return names.filter((name) => name.startsWith("curate-")).map((name) => join(workspace.stages, name));
  } catch {
    return [];
  }
}
