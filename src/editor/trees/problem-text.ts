import * as vscode from "vscode";
import type { Problem } from "../../experiment/problem.ts";
import { plainMarkdown } from "./tree-source.ts";

/** How many problems a file has, in words. */
export function problemCountText(problems: readonly Problem[]): string {
  return problems.length === 1 ? vscode.l10n.t("1 problem") : vscode.l10n.t("{0} problems", problems.length);
}

/** The problems of a file with their lines, one a paragraph. */
export function problemsTooltip(problems: readonly Problem[]): vscode.MarkdownString {
  return plainMarkdown(...problems.map(({ line, message }) => vscode.l10n.t("Line {0}: {1}", line, message)));
}
