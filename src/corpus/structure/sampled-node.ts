import type { Node } from "web-tree-sitter";
import type { TextSpan } from "./structure-task.ts";

/**
 * A node of the tree, drawn with a probability in proportion to its size (single-node masking of AST-FIM, Gong et al. 2025, arXiv
 * 2506.00204). `place` in [0,1) draws it among the named nodes in the order of a walk; the root, which is the whole text, is none
 * of them. Null where there are no others.
 */
export function sampledNode(root: Node, place: number): TextSpan | null {
  let total = 0;
  for (const { start, end } of namedNodes(root)) total += end - start;
  let left = place * total;
  for (const span of namedNodes(root)) {
    left -= span.end - span.start;
    if (left < 0) return span;
  }
  return null;
}

function* namedNodes(root: Node): Generator<TextSpan> {
  const cursor = root.walk();
  try {
    let deeper = cursor.gotoFirstChild();
    while (deeper) {
      if (cursor.nodeIsNamed && cursor.endIndex > cursor.startIndex)
        yield { start: cursor.startIndex, end: cursor.endIndex };
      deeper = cursor.gotoFirstChild() || cursor.gotoNextSibling();
      while (!deeper && cursor.gotoParent() && cursor.currentDepth > 0) deeper = cursor.gotoNextSibling();
    }
  } finally {
    cursor.delete();
  }
}
