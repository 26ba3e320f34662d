import * as vscode from "vscode";
import type { CorpusFacts } from "../../../webview/protocol.ts";
import { readRules } from "../../corpus/rules/read-rules.ts";
import { SIGNAL_DOCS } from "../../corpus/signals/signal-docs.ts";
import { LEARNED_SIGNAL } from "../../experiment/corpus/classifier.ts";
import { type CorpusFile, corpusFileSchema } from "../../experiment/corpus-file.ts";
import { readManifest } from "../../store/manifest.ts";
import { lastCuration, readCorpus } from "../corpora/corpus-view.ts";
import { declaredFile } from "../files/declared-files.ts";
import { fileText } from "../files/file-text.ts";
import { workspaceOf } from "../files/workspace-of.ts";

/** What an explorer shows of a corpus file, and the curation that it is shown from. */
export interface ExplorerView {
  readonly facts: Omit<CorpusFacts, "version">;
  readonly curation: Curation | undefined;
}

export interface Curation {
  /** Of the `curate` stage. */
  readonly folder: string;
  /** As it was declared then, with absolute paths. */
  readonly corpus: CorpusFile;
}

/** Reads a corpus file as it stands in its editor or on disk, and its newest curation. */
export async function explorerView(uri: vscode.Uri): Promise<ExplorerView> {
  const workspace = workspaceOf(uri);
  const { corpus, curated } = await readCorpus(uri.fsPath, (await fileText(uri)) ?? "", workspace);
  const folder = curated?.folder ?? (await lastCuration(uri.fsPath, workspace));
  const curation = folder === undefined ? undefined : await readCuration(folder);
  const shown = corpus ?? curation?.corpus;
  return {
    curation,
    facts: {
      name: declaredFile(uri)?.name ?? uri.path,
      description: shown?.description ?? "",
      file: vscode.workspace.asRelativePath(uri),
      restore: uri.toString(),
      stale: curated === undefined,
      canCurate: vscode.workspace.isTrusted && corpus !== undefined,
      canWrite: corpus !== undefined,
      filters: plainFilters(shown?.filters ?? {}),
      signals: shown === undefined ? [] : await boundable(shown, curation?.corpus.rules),
    },
  };
}

/** What a filter of the corpus may bound; `rules` is the folder of the user's rules. */
async function boundable({ classifier }: CorpusFile, rules: string | undefined): Promise<CorpusFacts["signals"]> {
  // Rules that are wrong are told of where the corpus is curated; their names still are in its tables.
  const own = rules === undefined ? [] : await readRules(rules).catch(() => []);
  const docs = new Map([...SIGNAL_DOCS, ...own.map(({ name, doc }) => [name, doc] as const)]);
  if (classifier === undefined) docs.delete(LEARNED_SIGNAL);
  const quality = { name: "quality", doc: vscode.l10n.t("The quality score, from 0 to 1.") };
  return [quality, ...[...docs].map(([name, doc]) => ({ name, doc }))];
}

/** The filters of a corpus, without members that are undefined. */
export function plainFilters(filters: CorpusFile["filters"]): CorpusFacts["filters"] {
  return Object.fromEntries(
    Object.entries(filters).map(([signal, { min, max }]) => [
      signal,
      { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) },
    ]),
  );
}

async function readCuration(folder: string): Promise<Curation | undefined> {
  const parsed = corpusFileSchema.safeParse((await readManifest(folder))?.parameters["corpus"]);
  return parsed.success ? { folder, corpus: parsed.data } : undefined;
}
