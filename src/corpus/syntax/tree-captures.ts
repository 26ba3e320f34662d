import { Parser, type Query, type Tree } from "web-tree-sitter";
import type { Capture } from "./capture.ts";

/** What captures are read with: functions of the parser's WebAssembly, and its memory as integers, which is another array after it has grown. */
interface ParserMemory {
  readonly HEAP32: Int32Array;
  currentQueryProgressCallback: unknown;
  readonly _ts_init: (...values: number[]) => unknown;
  readonly _ts_query_captures_wasm: (...values: number[]) => unknown;
  readonly _ts_node_end_index_wasm: (...values: number[]) => unknown;
  readonly _free: (...values: number[]) => unknown;
}

const FUNCTIONS = ["_ts_init", "_ts_query_captures_wasm", "_ts_node_end_index_wasm", "_free"] as const;

/** Emscripten, which web-tree-sitter is built with, puts functions and memory on the object that the parser is initialised with. */
const binding: { locateFile?: () => string } = {};

/** Loads the parser from a file, once for each thread, whatever the file is called later. */
export async function loadParser(wasmFile: string): Promise<Parser> {
  binding.locateFile ??= () => wasmFile;
  await Parser.init(binding);
  return new Parser();
}

function isParserMemory(value: object): value is ParserMemory {
  return (
    FUNCTIONS.every((name) => typeof Reflect.get(value, name) === "function") &&
    Reflect.get(value, "HEAP32") instanceof Int32Array
  );
}

/** Handles of the parser's objects, which are addresses in its memory. */
function addressOf(object: object): number {
  const address: unknown = Reflect.get(object, 0);
  if (typeof address !== "number") throw new Error("web-tree-sitter keeps no address where version 0.27.1 does");
  return address;
}

/** Of each pattern, what it demands of the texts that it captures: true where a match is one. */
function predicatesOf(query: Query): readonly (readonly Predicate[])[] {
  const predicates: unknown = Reflect.get(query, "textPredicates");
  if (!isPredicates(predicates)) throw new Error("web-tree-sitter keeps no predicates where version 0.27.1 does");
  return predicates;
}

type Predicate = (match: readonly { readonly name: string; readonly node: { readonly text: string } }[]) => unknown;

function isPredicates(value: unknown): value is readonly (readonly Predicate[])[] {
  return Array.isArray(value) && value.every((pattern) => Array.isArray(pattern));
}

/** The memory holds a node as its id, start, row, column and one thing more. */
const NODE_INTEGERS = 5;
const CAPTURE_INTEGERS = 1 + NODE_INTEGERS;

export interface CaptureLimits {
  /** Matches that may be under way at the same time. */
  readonly unfinishedMatches: number;
  /** Asked now and then; true ends the search. */
  readonly isOver: () => boolean;
}

/**
 * The captures of a query in a tree over `text`, as `Query.captures` gives them, with names and places alone, and without those
 * whose names begin with `_`, which are there for predicates. That method makes
 * objects of some hundred bytes for every node of every match, which takes a third of the time of a search; here they are read
 * from the parser's memory, as version 0.27.1 lays it out. A test compares both in every language.
 */
export function treeCaptures(query: Query, tree: Tree, text: string, limits: CaptureLimits): Capture[] {
  const memory: object = binding;
  if (!isParserMemory(memory)) throw new Error("web-tree-sitter is not built as version 0.27.1 is");
  const transfer = Number(memory._ts_init()) >> 2;
  const treeAddress = addressOf(tree);
  const root = tree.rootNode;
  const { row, column } = root.startPosition;
  memory.HEAP32.set([root.id, root.startIndex, row, column, addressOf(root)], transfer);
  memory.currentQueryProgressCallback = limits.isOver;
  // From the first to the last place of the text, within any node, at any depth.
  const everywhere = new Array<number>(12).fill(0);
  const bounds = [...everywhere, limits.unfinishedMatches, 0xffffffff];
  memory._ts_query_captures_wasm(addressOf(query), treeAddress, ...bounds);
  memory.currentQueryProgressCallback = null;

  const integers = memory.HEAP32;
  const count = integers[transfer] ?? 0;
  const address = integers[transfer + 1] ?? 0;
  const { captureNames } = query;
  const textPredicates = predicatesOf(query);
  const captureAt = (place: number): Capture => {
    for (let offset = 0; offset < NODE_INTEGERS; offset += 1)
      integers[transfer + offset] = integers[place + 1 + offset] ?? 0;
    const end = Number(memory._ts_node_end_index_wasm(treeAddress));
    return { name: captureNames[integers[place] ?? 0] ?? "", start: integers[place + 2] ?? 0, end };
  };
  const captures: Capture[] = [];
  let place = address >> 2;
  for (let index = 0; index < count; index += 1) {
    const pattern = integers[place] ?? 0;
    const inMatch = integers[place + 1] ?? 0;
    const captured = integers[place + 2] ?? 0;
    const first = place + 3;
    place = first + inMatch * CAPTURE_INTEGERS;
    const name = captureNames[integers[first + captured * CAPTURE_INTEGERS] ?? 0] ?? "";
    if (name.startsWith("_")) continue;
    const predicates = textPredicates[pattern] ?? [];
    if (predicates.length > 0) {
      const match = Array.from({ length: inMatch }, (_, member) => {
        const { name, start, end } = captureAt(first + member * CAPTURE_INTEGERS);
        return { name, node: { text: text.slice(start, end) } };
      });
      if (!predicates.every((predicate) => predicate(match) === true)) continue;
    }
    captures.push(captureAt(first + captured * CAPTURE_INTEGERS));
  }
  memory._free(address);
  return captures;
}
