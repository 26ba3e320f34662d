import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { JsonValue } from "../stage/json.ts";
import type { Problem } from "./problem.ts";

export type JsonPath = readonly (string | number)[];

/** A part of a text, in UTF-16 units. */
export interface TextRange {
  readonly start: number;
  readonly length: number;
}

interface Position {
  readonly line: number;
  readonly column: number;
}

/** A file of JSON with comments that knows where each of its values stands. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  readonly value: JsonValue | undefined;
  readonly syntaxProblems: readonly Problem[];
  private readonly root: Node | undefined;
  private readonly lineStarts: readonly number[];

  constructor(file: string, text: string) {
    this.file = file;
    // Editors write a byte order mark that they do not show.
    this.text = text.replace(/^\ufeff/, "");
    this.lineStarts = lineStartsOf(this.text);
    const errors: ParseError[] = [];
    this.root = parseTree(this.text, errors, { allowTrailingComma: true });
    const duplicates = this.root === undefined ? [] : [...duplicateNames(this.root)];
    this.syntaxProblems = [
      ...errors.map((error) => this.problemAt(error.offset, error.length, sentence(printParseErrorCode(error.error)))),
      ...duplicates.map((name) =>
        this.problemAt(name.offset, name.length, `"${String(name.value)}" stands here twice`),
      ),
    ];
    this.value = this.root === undefined ? undefined : valueOf(this.root);
  }

  /** A problem at the value that `path` leads to, or at the nearest enclosing value that exists. */
  problem(path: JsonPath, message: string, severity: Problem["severity"] = "error"): Problem {
    const node = this.nearestNode(path);
    return this.problemAt(node?.offset ?? 0, node?.length ?? 0, message, severity);
  }

  /** A problem at the name of a member of the object that `path` leads to. */
  problemAtName(path: JsonPath, name: string, message: string): Problem {
    const member = this.nearestNode(path)?.children?.find((child) => child.children?.[0]?.value === name);
    const node = member?.children?.[0] ?? this.nearestNode(path);
    return this.problemAt(node?.offset ?? 0, node?.length ?? 0, message);
  }

  /** A problem within the name of a member: from `start` of the name's text on, over `length` UTF-16 units of it. */
  problemInName(path: JsonPath, name: string, { start, length }: TextRange, message: string): Problem {
    const member = this.nearestNode(path)?.children?.find((child) => child.children?.[0]?.value === name);
    const node = member?.children?.[0] ?? this.nearestNode(path);
    return this.problemWithin(node, { start, length }, message);
  }

  /** A problem within the text that `path` leads to. */
  problemInText(path: JsonPath, range: TextRange, message: string): Problem {
    return this.problemWithin(this.nearestNode(path), range, message);
  }

  private problemWithin(node: Node | undefined, { start, length }: TextRange, message: string): Problem {
    if (node?.type !== "string") return this.problemAt(node?.offset ?? 0, node?.length ?? 0, message);
    const written = this.text.slice(node.offset, node.offset + node.length);
    // What is true of the whole text is marked with its quotes.
    if (start === 0 && length === String(node.value).length) return this.problemAt(node.offset, node.length, message);
    const begin = writtenOffset(written, start);
    return this.problemAt(node.offset + begin, writtenOffset(written, start + length) - begin, message);
  }

  /** The value that `path` leads to; undefined where there is none. */
  valueAt(path: JsonPath): JsonValue | undefined {
    const node = this.root && findNodeAtLocation(this.root, [...path]);
    return node && valueOf(node);
  }

  private nearestNode(path: JsonPath): Node | undefined {
    if (this.root === undefined) return undefined;
    for (let length = path.length; length >= 0; length--) {
      const node = findNodeAtLocation(this.root, path.slice(0, length));
      if (node !== undefined) return node;
    }
    return this.root;
  }

  private problemAt(offset: number, length: number, message: string, severity: Problem["severity"] = "error"): Problem {
    const start = this.positionOf(offset);
    const firstLine = this.text.slice(offset, offset + length).split(/\r?\n/, 1)[0] ?? "";
    // A problem of an object of many lines is marked on its first line alone.
    const end = this.positionOf(offset + firstLine.length);
    return {
      file: this.file,
      line: start.line,
      column: start.column,
      endLine: end.line,
      endColumn: end.column,
      severity,
      message,
    };
  }

  private positionOf(offset: number): Position {
    const after = this.lineStarts.findIndex((start) => start > offset);
    const line = after === -1 ? this.lineStarts.length : after;
    return { line, column: offset - (this.lineStarts[line - 1] ?? 0) + 1 };
  }
}

/** Where the unit `offset` of a text stands in the JSON string `written`, quotes and escapes included. */
function writtenOffset(written: string, offset: number): number {
  const units = /\\u[0-9a-fA-F]{4}|\\[^]|[^"\\]/gy;
  units.lastIndex = 1;
  let end = 1;
  for (let unit = 0; unit < offset; unit++) {
    if (units.exec(written) === null) break;
    end = units.lastIndex;
  }
  return end;
}

function lineStartsOf(text: string): number[] {
  return [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), (match) => match.index + match[0].length)];
}

function sentence(code: string): string {
  return `not valid JSON: ${code.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase()}`;
}

function* duplicateNames(node: Node): Generator<Node> {
  const seen = new Set<unknown>();
  for (const child of node.children ?? []) {
    const name = child.children?.[0];
    if (node.type === "object" && name !== undefined) {
      if (seen.has(name.value)) yield name;
      seen.add(name.value);
    }
    yield* duplicateNames(child);
  }
}

function valueOf(node: Node): JsonValue {
  if (node.type === "array") return (node.children ?? []).map(valueOf);
  if (node.type === "object") {
    return Object.fromEntries(
      (node.children ?? []).flatMap(({ children }) =>
        children?.[0] !== undefined && children[1] !== undefined
          ? [[String(children[0].value), valueOf(children[1])] as const]
          : [],
      ),
    );
  }
  const scalar: unknown = node.value;
  return typeof scalar === "string" || typeof scalar === "number" || typeof scalar === "boolean" ? scalar : null;
}
