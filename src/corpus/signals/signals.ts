import type { DocumentClass } from "../../experiment/corpus-file.ts";
import {
  CHARACTER_SIGNALS,
  type CharacterSignal,
  measureCharacters,
  measureProseCharacters,
  PROSE_CHARACTER_SIGNALS,
  type ProseCharacterSignal,
} from "./characters.ts";
import { LAYOUT_SIGNALS, type LayoutSignal, measureLayout } from "./layout.ts";
import {
  LINE_SIGNALS,
  type LineSignal,
  measureLines,
  measureProseLines,
  PROSE_LINE_SIGNALS,
  type ProseLineSignal,
} from "./lines.ts";
import { measurePath, PATH_SIGNALS, type PathSignal } from "./path.ts";
import type { Signal, SignalDescription } from "./signal.ts";
import { SYNTAX_SIGNALS, type SyntaxSignal } from "./syntax.ts";
import {
  measureProseWords,
  measureWords,
  PROSE_WORD_SIGNALS,
  type ProseWordSignal,
  WORD_SIGNALS,
  type WordSignal,
} from "./words.ts";

export type SignalName =
  | CharacterSignal
  | ProseCharacterSignal
  | LineSignal
  | LayoutSignal
  | ProseLineSignal
  | WordSignal
  | ProseWordSignal
  | PathSignal
  | SyntaxSignal;

/** Measured signals; one that does not apply to the document is left out. */
export type SignalValues = Readonly<Partial<Record<SignalName, number>>>;

/** Whether documents of a class are read as prose: text, and what surrounds code (issues, notebooks, answers). */
export function isProse(documentClass: DocumentClass): boolean {
  return documentClass === "text" || documentClass === "adjacent";
}

const always: Signal["appliesTo"] = () => true;
const notProse: Signal["appliesTo"] = (documentClass) => !isProse(documentClass);
const withGrammar: Signal["appliesTo"] = (documentClass, hasGrammar) => hasGrammar && !isProse(documentClass);

/** Every signal, by family. Their order is that of the columns of `documents.parquet`. */
export const SIGNALS: readonly Signal[] = [
  ...described("characters", CHARACTER_SIGNALS, always),
  ...described("characters", PROSE_CHARACTER_SIGNALS, isProse),
  ...described("lines", LINE_SIGNALS, always),
  ...described("lines", LAYOUT_SIGNALS, notProse),
  ...described("lines", PROSE_LINE_SIGNALS, isProse),
  ...described("words", WORD_SIGNALS, always),
  ...described("words", PROSE_WORD_SIGNALS, isProse),
  ...described("path", PATH_SIGNALS, notProse),
  ...described("syntax", SYNTAX_SIGNALS, withGrammar),
];

/** What a filter of a corpus file may bound, beside `quality`. */
export const SIGNAL_NAMES: readonly string[] = SIGNALS.map(({ name }) => name);

function described(
  family: Signal["family"],
  descriptions: Readonly<Record<string, SignalDescription>>,
  appliesTo: Signal["appliesTo"],
): readonly Signal[] {
  return Object.entries(descriptions).map(([name, description]) => ({ name, family, ...description, appliesTo }));
}

/** Every signal but those of syntax, of a text that is not empty. `path` starts at its source's root. */
export function measureText(text: string, path: string, documentClass: DocumentClass): SignalValues {
  const custom = isProse(documentClass)
    ? { ...measureProseCharacters(text), ...measureProseLines(text), ...measureProseWords(text) }
    : { ...measureLayout(text), ...measurePath(path) };
  return { ...measureCharacters(text), ...measureLines(text), ...measureWords(text), ...custom };
}
