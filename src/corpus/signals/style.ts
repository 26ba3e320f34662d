import type { Capture } from "../syntax/capture.ts";
import type { SignalDescription } from "./signal.ts";

/** Signals of how names and lists are written, from what the queries in `grammars/` capture. */
export const STYLE_SIGNALS = {
  oneLetterNameShare: {
    unit: "share",
    source: "Ablate",
    doc: "Uses of identifiers of one letter, of all uses of identifiers.",
  },
  mixedNamingShare: {
    unit: "share",
    source: "Ablate",
    doc: "Different identifiers in the rarer of snake_case and camelCase, of those in either.",
  },
  tightCommaShare: {
    unit: "share",
    source: "Ablate",
    doc: "Commas that neither white space nor a closing bracket follows, of those outside comments and strings; no value without any.",
  },
} as const satisfies Record<string, SignalDescription>;

export type StyleSignal = keyof typeof STYLE_SIGNALS;

const SNAKE_CASE = /^_*[\p{Ll}\d]+(?:_[\p{Ll}\d]+)+_*$/u;
const CAMEL_CASE = /^_*\p{Ll}[\p{Ll}\d]*(?:\p{Lu}[\p{Ll}\d]*)+_*$/u;

/** Which of the two ways a name of several words is written in; undefined for any other name. */
export function namingStyle(name: string): "snake_case" | "camelCase" | undefined {
  if (SNAKE_CASE.test(name)) return "snake_case";
  return CAMEL_CASE.test(name) ? "camelCase" : undefined;
}

/** Measures the identifiers of a text; nothing where there are none. */
export function measureNaming(
  text: string,
  identifiers: readonly Capture[],
): Partial<Record<"oneLetterNameShare" | "mixedNamingShare", number>> {
  if (identifiers.length === 0) return {};
  const names = new Set<string>();
  let letters = 0;
  for (const { start, end } of identifiers) {
    if (end - start === 1) letters += 1;
    names.add(text.slice(start, end));
  }
  let snake = 0;
  let camel = 0;
  for (const name of names) {
    const style = namingStyle(name);
    if (style === "snake_case") snake += 1;
    else if (style === "camelCase") camel += 1;
  }
  return {
    oneLetterNameShare: letters / identifiers.length,
    mixedNamingShare: snake + camel === 0 ? 0 : Math.min(snake, camel) / (snake + camel),
  };
}

/** Measures the commas of a text outside `literals`: its comments and strings, in the order of their starts. */
export function measureCommas(text: string, literals: readonly Capture[]): { readonly tightCommaShare?: number } {
  let commas = 0;
  let tight = 0;
  visitCommas(text, literals, (_, isTight) => {
    commas += 1;
    if (isTight) tight += 1;
  });
  return commas === 0 ? {} : { tightCommaShare: tight / commas };
}

/** Calls back for every comma outside `literals`, with its place and whether neither white space nor a closing bracket follows. */
export function visitCommas(
  text: string,
  literals: readonly Capture[],
  visit: (at: number, isTight: boolean) => void,
): void {
  let next = 0;
  let within = 0;
  for (let at = text.indexOf(","); at !== -1; at = text.indexOf(",", at + 1)) {
    for (; (literals[next]?.start ?? Infinity) <= at; next += 1) within = Math.max(within, literals[next]?.end ?? 0);
    if (at < within || isCharacterLiteral(text, at)) continue;
    visit(at, !/[\s)\]}>,]/u.test(text.charAt(at + 1) || "\n"));
  }
}

/** Most languages with literals of one character do not capture them as strings. */
function isCharacterLiteral(text: string, at: number): boolean {
  return text.charAt(at - 1) === "'" && text.charAt(at + 1) === "'";
}
