import { conditionText } from "./condition.ts";
import { SliceProblem } from "./condition-tokens.ts";
import { type CheckColumn, parseCondition } from "./parse-condition.ts";

/** Longer names are nobody's. */
const LONGEST = 2000;

/** What a mixture draws from: a corpus, or those of its documents that a condition holds of. */
export interface MixtureSource {
  readonly corpus: string;
  /** In its one spelling; undefined for the whole corpus. */
  readonly condition: string | undefined;
}

/** The corpus and the condition of `code[quality > 0.6]`, as they are written; a name without brackets is a corpus. */
export function splitSlice(name: string): MixtureSource & { readonly start: number } {
  const bracket = name.indexOf("[");
  if (bracket === -1) return { corpus: name, condition: undefined, start: 0 };
  const end = name.endsWith("]") ? -1 : undefined;
  return { corpus: name.slice(0, bracket).trimEnd(), condition: name.slice(bracket + 1, end), start: bracket + 1 };
}

/** The name of a corpus or a slice in a mixture. */
export function sourceName({ corpus, condition }: MixtureSource): string {
  return condition === undefined ? corpus : `${corpus}[${condition}]`;
}

/**
 * The name of a slice in its one spelling, by which equal slices are known. Throws a SliceProblem, whose place counts from the
 * start of the name, where it is not understood or `check` does.
 */
export function canonicalSlice(name: string, check?: CheckColumn): string {
  const { corpus, condition, start } = splitSlice(name);
  if (condition === undefined) return name;
  if (name.length > LONGEST) {
    throw new SliceProblem(`a slice has at most ${String(LONGEST)} characters`, { start: 0, length: name.length });
  }
  if (!name.endsWith("]")) throw new SliceProblem(`a slice ends with "]"`, { start: name.length - 1, length: 1 });
  if (condition.trim() === "") {
    throw new SliceProblem(`there is no condition between the brackets; "${corpus}" alone is the whole corpus`, {
      start: start - 1,
      length: name.length - start + 1,
    });
  }
  try {
    return sourceName({ corpus, condition: conditionText(parseCondition(condition, check)) });
  } catch (error) {
    if (!(error instanceof SliceProblem)) throw error;
    throw new SliceProblem(error.message, { start: error.start + start, length: Math.max(1, error.length) });
  }
}
