import ignore, { type Ignore } from "ignore";

/**
 * The .gitignore files between a source's folder and one beneath it. As in git, the deepest file that has an opinion
 * decides, and nothing brings back what lies in an ignored folder (which is never entered).
 */
export class IgnoreRules {
  private readonly rules: Ignore | undefined;
  private readonly parent: IgnoreRules | undefined;
  /** Length of the path of the folder that the rules stand in, with its final `/`. */
  private readonly prefix: number;

  constructor(folder: string, gitignore: string | undefined, parent?: IgnoreRules) {
    this.rules = gitignore === undefined ? undefined : ignore({ ignoreCase: false }).add(gitignore);
    this.parent = parent;
    this.prefix = folder.length;
  }

  /** `path` is relative to the source's folder; a folder's ends with `/`. */
  ignores(path: string): boolean {
    const verdict = this.rules?.test(path.slice(this.prefix));
    if (verdict?.ignored === true) return true;
    if (verdict?.unignored === true) return false;
    return this.parent?.ignores(path) ?? false;
  }
}
