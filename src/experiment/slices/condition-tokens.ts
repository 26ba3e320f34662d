/** What is wrong in the text of a slice, and where: from `start`, counted in UTF-16 units from 0, over `length` of them. */
export class SliceProblem extends Error {
  override readonly name = "SliceProblem";
  readonly start: number;
  readonly length: number;

  constructor(message: string, { start, length }: { readonly start: number; readonly length: number }) {
    super(message);
    this.start = start;
    this.length = length;
  }
}

/** A piece of a condition's text. A word that stands between single quotes is a `text`, without them. */
export interface Token {
  readonly kind: "word" | "number" | "text" | "symbol" | "end";
  readonly value: string;
  readonly start: number;
  readonly length: number;
}

const patterns: readonly (readonly [Token["kind"] | "space", RegExp])[] = [
  ["space", /\s+/y],
  ["word", /[\p{L}_][\p{L}\p{N}_]*/uy],
  ["number", /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y],
  ["text", /'(?:[^']|'')*'/y],
  ["symbol", /<=|>=|<>|!=|==|[=<>(),]/y],
];

/** Cuts the text of a condition into its tokens, an `end` after the last. Throws a SliceProblem at what is none. */
export function conditionTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let start = 0;
  while (start < text.length) {
    const found = tokenAt(text, start);
    if (found === undefined) throw new SliceProblem(unreadable(text, start), { start, length: 1 });
    const [kind, value] = found;
    const content = kind === "text" ? value.slice(1, -1).replaceAll("''", "'") : value;
    if (kind !== "space") tokens.push({ kind, value: content, start, length: value.length });
    start += value.length;
  }
  return [...tokens, { kind: "end", value: "", start: text.length, length: 0 }];
}

function tokenAt(text: string, start: number): readonly [Token["kind"] | "space", string] | undefined {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = start;
    const match = pattern.exec(text);
    if (match !== null) return [kind, match[0]];
  }
  return undefined;
}

function unreadable(text: string, start: number): string {
  const character = text[start] ?? "";
  if (character === "'") return "this text has no end; close it with '";
  if (character === '"') return "texts stand between single quotes: 'Python'";
  return `"${character}" has no meaning in a slice`;
}
