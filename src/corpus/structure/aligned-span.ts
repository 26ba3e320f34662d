import type { Node } from "web-tree-sitter";
import type { TextSpan } from "./structure-task.ts";

/**
 * The nodes beside one another, of one parent, that lie best over a span: of the smallest node that holds the span, the run of
 * children whose intersection with the span, as a share of their union, is the largest; the node itself where it has no children
 * or lies over the span as well as they do. After the aligned spans of AST-FIM (Gong et al. 2025, arXiv 2506.00204).
 */
export function alignedSpan(root: Node, span: TextSpan): TextSpan | null {
  const end = Math.max(span.end, span.start + 1);
  const holder = root.descendantForIndex(span.start, end - 1);
  if (holder === null) return null;
  const whole = { start: holder.startIndex, end: holder.endIndex };
  const children = holder.children.filter((child) => child.endIndex > child.startIndex);
  const touching = children.filter((child) => child.endIndex > span.start && child.startIndex < end);
  let best = holder.id === root.id ? undefined : whole;
  let bestOverlap = best === undefined ? -1 : overlap(best, { start: span.start, end });
  // Between the first and the last child that the span touches all are inside of it: only these two may be left out.
  for (const run of [touching, touching.slice(1), touching.slice(0, -1), touching.slice(1, -1)]) {
    const [first, last] = [run[0], run.at(-1)];
    if (first === undefined || last === undefined) continue;
    const candidate = { start: first.startIndex, end: last.endIndex };
    const share = overlap(candidate, { start: span.start, end });
    if (share > bestOverlap) [best, bestOverlap] = [candidate, share];
  }
  return best ?? null;
}

function overlap(a: TextSpan, b: TextSpan): number {
  const intersection = Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));
  return intersection / (a.end - a.start + b.end - b.start - intersection);
}
