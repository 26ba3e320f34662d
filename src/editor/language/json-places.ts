import { findNodeAtLocation, getLocation, type Node, parseTree } from "jsonc-parser";

export type JsonPath = readonly (string | number)[];

/** A stretch of a text, in UTF-16 units. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

/** Where values stand in a text of JSON with comments. */
export class JsonPlaces {
  private readonly text: string;
  private readonly root: Node | undefined;

  constructor(text: string) {
    this.text = text;
    this.root = parseTree(text, [], { allowTrailingComma: true });
  }

  /** The place of the value that `path` leads to; undefined where there is none. */
  value(path: JsonPath): Place | undefined {
    return this.root && findNodeAtLocation(this.root, [...path]);
  }

  /** The text that `path` leads to; undefined where there is none. */
  textAt(path: JsonPath): string | undefined {
    const value: unknown = this.root && findNodeAtLocation(this.root, [...path])?.value;
    return typeof value === "string" ? value : undefined;
  }

  /** The paths of the elements of the list that `path` leads to; none where there is no list. */
  elementsOf(path: JsonPath): readonly JsonPath[] {
    const node = this.root && findNodeAtLocation(this.root, [...path]);
    return node?.type === "array" ? (node.children ?? []).map((_, index) => [...path, index]) : [];
  }

  /** The names and indices that lead to the innermost value or member name at an offset. */
  pathAt(offset: number): JsonPath {
    return getLocation(this.text, offset).path;
  }
}
