import type { Capture } from "./capture.ts";

/**
 * Captures in the order of their starts, those that start together as they were; the list given is changed. A query gives them so, but
 * for patterns whose outermost node may be any: `(_ body: (block …)) @match` is found where the body is, which may be after others
 * that start later.
 */
export function inOrderOfStarts(captures: Capture[]): readonly Capture[] {
  let before = 0;
  for (const { start } of captures) {
    if (start < before) return captures.sort((first, second) => first.start - second.start);
    before = start;
  }
  return captures;
}
