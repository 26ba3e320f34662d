import ignore from "ignore";

/** The files that a source's `include` and `exclude` leave: patterns as in a .gitignore, so `*.js` holds at any depth. */
export interface FileSelection {
  selects(path: string): boolean;
}

export function fileSelection(include: readonly string[] | undefined, exclude: readonly string[] = []): FileSelection {
  const included = include && ignore({ ignoreCase: false }).add(include);
  const excluded = ignore({ ignoreCase: false }).add(exclude);
  return { selects: (path) => (included?.ignores(path) ?? true) && !excluded.ignores(path) };
}
