import type { SignalDescription } from "./signal.ts";

/** Signals of where a file lies within its source. */
export const PATH_SIGNALS = {
  vendoredPath: {
    unit: "flag",
    source: "Linguist",
    doc: "1 where a folder of the path, within the source, is one of those that hold copies of other people's code (vendor, _vendor, vendored, third_party, 3rdparty, external, externals, node_modules, bower_components, Godeps; deps, dependencies, Pods or Carthage as the first).",
  },
} as const satisfies Record<string, SignalDescription>;

export type PathSignal = keyof typeof PATH_SIGNALS;

/** Folders by which Linguist knows vendored code, and the names that Python packages give theirs. */
const VENDORED =
  /(?:^|\/)(?:_?vendors?|vendored|(?:third|3rd)[-_]?party|extern(?:als?)?|node_modules|bower_components|Godeps)\/|^(?:deps|dependencies|Pods|Carthage)\//i;

/** Measures a path that starts at the source's root and has `/` between its folders. */
export function measurePath(path: string): Record<PathSignal, number> {
  return { vendoredPath: VENDORED.test(path) ? 1 : 0 };
}
