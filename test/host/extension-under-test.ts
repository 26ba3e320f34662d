import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TreeNode, TreeSource } from "../../src/editor/trees/tree-source.ts";
import type { ExtensionApi } from "../../src/extension.ts";

/** The extension, activated, as VS Code has loaded it. */
export async function activatedExtension(): Promise<ExtensionApi> {
  const extension = vscode.extensions.getExtension<ExtensionApi>("ablate.ablate");
  assert.ok(extension);
  return await extension.activate();
}

/** A file of the workspace that the window has open. */
export function workspaceFile(...path: readonly string[]): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  return vscode.Uri.joinPath(folder.uri, ...path);
}

/** A tree as a person reads it: a line for each node, two spaces deeper for each level, "label description". */
export async function treeLines(tree: TreeSource | undefined): Promise<readonly string[]> {
  assert.ok(tree);
  const linesOf = async (node: TreeNode | undefined, depth: number): Promise<readonly string[]> => {
    const children = await tree.getChildren(node);
    const lines = children.map(async (child) => [lineOf(child, depth), ...(await linesOf(child, depth + 1))]);
    return (await Promise.all(lines)).flat();
  };
  return linesOf(undefined, 0);
}

function lineOf({ item }: TreeNode, depth: number): string {
  const label = typeof item.label === "string" ? item.label : (item.label?.label ?? "");
  const description = typeof item.description === "string" ? ` ${item.description}` : "";
  return `${"  ".repeat(depth)}${label}${description}`.replaceAll("\u00a0", " ");
}
