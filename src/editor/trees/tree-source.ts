import * as vscode from "vscode";

/** A line of a tree and how its children are found. */
export interface TreeNode {
  readonly item: vscode.TreeItem;
  /** The file that commands on this line act on. */
  readonly uri?: vscode.Uri;
  children?(): readonly TreeNode[] | Promise<readonly TreeNode[]>;
}

const quietMilliseconds = 150;

/** The data of a tree view, asked again as a whole once `changes` have settled. */
export class TreeSource implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<TreeNode | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly roots: () => Promise<readonly TreeNode[]>;
  private readonly subscriptions: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;

  /** `lines` fires with a line whose item, and nothing else, has changed. */
  constructor(
    roots: () => Promise<readonly TreeNode[]>,
    changes: readonly vscode.Event<unknown>[],
    lines?: vscode.Event<TreeNode>,
  ) {
    this.roots = roots;
    this.subscriptions = changes.map((change) =>
      change(() => {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => {
          this.changed.fire(undefined);
        }, quietMilliseconds);
      }),
    );
    if (lines !== undefined) {
      this.subscriptions.push(
        lines((node) => {
          this.changed.fire(node);
        }),
      );
    }
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return node.item;
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    return [...(node === undefined ? await this.roots() : ((await node.children?.()) ?? []))];
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changed.dispose();
  }
}

/** A line without a file or children of its own. */
export function detailNode(label: string, description: string, icon: string, tooltip?: string): TreeNode {
  const item = new vscode.TreeItem(label);
  item.description = description;
  item.iconPath = new vscode.ThemeIcon(icon);
  // Plain text would be what screen readers say in place of the label.
  if (tooltip !== undefined) item.tooltip = plainMarkdown(tooltip);
  return { item };
}

/** Text of a user's or a repository's as Markdown in which nothing is a link, an image or HTML. */
export function plainMarkdown(...paragraphs: readonly string[]): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  for (const [index, paragraph] of paragraphs.entries()) {
    if (index > 0) markdown.appendMarkdown("\n\n");
    markdown.appendText(paragraph);
  }
  return markdown;
}
