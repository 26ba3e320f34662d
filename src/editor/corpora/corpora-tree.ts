import * as vscode from "vscode";
import type { CorpusSource } from "../../experiment/corpus-file.ts";
import type { DeclaredFile, DeclaredFiles } from "../files/declared-files.ts";
import { fileText } from "../files/file-text.ts";
import { workspaceOf } from "../files/workspace-of.ts";
import { ItemKind } from "../identifiers.ts";
import { countText } from "../quantities.ts";
import type { EngineRuns } from "../runs/engine-runs.ts";
import { fileItem } from "../trees/file-node.ts";
import { problemCountText, problemsTooltip } from "../trees/problem-text.ts";
import { stateIcon } from "../trees/state-icon.ts";
import { detailNode, plainMarkdown, type TreeNode } from "../trees/tree-source.ts";
import { type CorpusView, readCorpus } from "./corpus-view.ts";
import { qualitySparkline } from "./quality-sparkline.ts";

const sparklineWidth = 8;

/** The lines of the Corpora tree: corpus files, with what curation kept of each source and why it dropped the rest. */
export async function corporaTree(files: DeclaredFiles, runs: EngineRuns): Promise<readonly TreeNode[]> {
  const all = await files.list();
  return Promise.all(all.filter(({ kind }) => kind === "corpus").map((file) => corpusNode(file, all, runs)));
}

async function corpusNode(file: DeclaredFile, all: readonly DeclaredFile[], runs: EngineRuns): Promise<TreeNode> {
  const text = (await fileText(file.uri)) ?? "";
  const view = await readCorpus(file.uri.fsPath, text, workspaceOf(file.uri));
  const running = runs.active.some(({ uri }) => uri.toString() === file.uri.toString());
  const item = fileItem(file, all, corpusIcon(view, running), view.corpus !== undefined);
  item.description = running ? vscode.l10n.t("curating…") : corpusDescription(view);
  item.tooltip = corpusTooltip(view);
  item.contextValue = running ? ItemKind.corpusRunning : ItemKind.corpus;
  return { item, uri: file.uri, children: () => corpusDetails(view) };
}

function corpusIcon({ corpus, curated }: CorpusView, running: boolean): vscode.ThemeIcon {
  if (running) return stateIcon("running");
  if (corpus === undefined) return stateIcon("wrong");
  return stateIcon(curated === undefined ? "notRun" : "done");
}

function corpusDescription({ corpus, problems, curated }: CorpusView): string {
  if (corpus === undefined) return problemCountText(problems);
  const classes = [...new Set(corpus.sources.map((source) => source.class ?? vscode.l10n.t("by language")))].join(", ");
  if (curated === undefined) return vscode.l10n.t("{0} · not curated", classes);
  const { kept, documents, quality } = curated.summary;
  const share = `${countText(kept)}/${countText(documents)}`;
  return vscode.l10n.t("{0} kept {1} · {2}", share, qualitySparkline(quality.bins, sparklineWidth), classes);
}

function corpusTooltip({ corpus, problems, curated }: CorpusView): vscode.MarkdownString {
  if (corpus === undefined) return problemsTooltip(problems);
  const description = corpus.description === "" ? [] : [corpus.description];
  if (curated === undefined) return plainMarkdown(...description, vscode.l10n.t("Not curated as the file stands now."));
  const { kept, documents, bytes, heldOut } = curated.summary;
  return plainMarkdown(
    ...description,
    vscode.l10n.t("{0} of {1} documents kept, {2}B of text.", kept, documents, countText(bytes)),
    vscode.l10n.t("{0} documents are held out for evaluation.", heldOut.documents),
    vscode.l10n.t("The bars are the histogram of quality, from 0 to 1."),
  );
}

const sourceIcons: Readonly<Record<CorpusSource["type"], string>> = {
  folder: "folder",
  git: "repo",
  commits: "git-commit",
  table: "table",
  issues: "issues",
  "stack-exchange": "comment-discussion",
  wordnet: "book",
  synthetic: "beaker",
};

/** Where a source's documents are, for people. */
function sourcePlace(source: CorpusSource): string {
  if (source.type !== "git" && source.type !== "commits") return source.path;
  const { url, repositories } = source;
  if (url !== undefined) return url;
  if (!Array.isArray(repositories)) return repositories ?? "";
  return repositories.map((entry) => (typeof entry === "string" ? entry : entry.url)).join("\n");
}

function corpusDetails({ corpus, curated }: CorpusView): readonly TreeNode[] {
  const sources = (corpus?.sources ?? []).map((source) => {
    const counts = curated?.summary.sources.find(({ name }) => name === source.name);
    const kept = counts && vscode.l10n.t("{0}/{1} kept", countText(counts.kept), countText(counts.documents));
    const icon = sourceIcons[source.type];
    return detailNode(source.name, [source.class, kept].filter(Boolean).join(" · "), icon, sourcePlace(source));
  });
  const dropped = Object.entries(curated?.summary.rules ?? {})
    .filter(([rule, count]) => rule !== "kept" && count > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([rule, count]) => detailNode(rule, vscode.l10n.t("{0} dropped", countText(count)), "filter"));
  return [...sources, ...dropped];
}
