import * as linguist from "linguist-languages";
import { basename } from "node:path";
import type { DocumentClass } from "../../experiment/corpus-file.ts";
import { languageByContent } from "./content-rules.ts";

interface LinguistLanguage {
  readonly name: string;
  readonly type: string;
  readonly extensions?: readonly string[];
  readonly filenames?: readonly string[];
  readonly interpreters?: readonly string[];
  readonly aliases?: readonly string[];
}

const LANGUAGES: readonly LinguistLanguage[] = Object.values(linguist);
const BY_NAME = indexBy(({ name, aliases = [] }) => [name, ...aliases].map((known) => known.toLowerCase()));
const BY_EXTENSION = indexBy(({ extensions = [] }) => extensions.map((extension) => extension.toLowerCase()));
const BY_FILE_NAME = indexBy(({ filenames = [] }) => filenames);
const BY_INTERPRETER = indexBy(({ interpreters = [] }) => interpreters);

/**
 * The language of a file as Linguist names it (`C++`, `Markdown`); null where nothing tells. The file's name decides, then
 * its extension, then its interpreter line; where an extension has several languages, interpreter line, editor mode line
 * and content choose between them, and then the language that is the most usual one.
 */
export function detectLanguage(path: string, text: string): string | null {
  const named = BY_FILE_NAME.get(basename(path));
  if (named?.length === 1) return named[0]?.name ?? null;
  const candidates = named ?? candidatesByExtension(path);
  const [only] = candidates;
  if (candidates.length === 1 && only !== undefined) return only.name;

  const interpreted = BY_INTERPRETER.get(interpreter(text) ?? "") ?? [];
  if (candidates.length === 0) return mostUsual(interpreted);
  const names = candidates.map(({ name }) => name);
  const chosen = interpreted.find(({ name }) => names.includes(name))?.name ?? modeLine(text, names);
  return chosen ?? languageByContent(extension(path), text, names) ?? mostUsual(candidates);
}

/** The language that a data set calls `name`, as Linguist names it: by name or alias, whatever the case. */
export function linguistName(name: string): string | undefined {
  return BY_NAME.get(name.toLowerCase())?.[0]?.name;
}

/**
 * The class of a document that nobody declared, by its language: programming languages are code; plain text, and what is in no
 * known language, is text; all others are markup, those of data and those that Linguist calls prose (Markdown) too.
 */
export function usualClass(language: string | null): DocumentClass {
  const type = LANGUAGES.find(({ name }) => name === language)?.type;
  if (type === undefined || language === "Text") return "text";
  return type === "programming" ? "code" : "markup";
}

/** Extensions can be compound (`.html.erb`): the longest that Linguist knows counts. */
function candidatesByExtension(path: string): readonly LinguistLanguage[] {
  const name = basename(path).toLowerCase();
  for (let dot = name.indexOf("."); dot !== -1; dot = name.indexOf(".", dot + 1)) {
    const languages = BY_EXTENSION.get(name.slice(dot));
    if (languages !== undefined) return languages;
  }
  return [];
}

function extension(path: string): string {
  const name = basename(path).toLowerCase();
  return name.slice(name.lastIndexOf("."));
}

/** `#!/usr/bin/env -S python3 -u` → `python3`, or `python` where only that is known. */
function interpreter(text: string): string | undefined {
  if (!text.startsWith("#!")) return undefined;
  const line = text.slice(2, 300).split("\n")[0] ?? "";
  const words = line
    .trim()
    .split(/\s+/)
    .map((word) => basename(word));
  const program =
    words[0] === "env" ? words.slice(1).find((word) => !word.startsWith("-") && !word.includes("=")) : words[0];
  if (program === undefined || BY_INTERPRETER.has(program)) return program;
  return program.replace(/[\d.]+$/, "");
}

/** Emacs' `-*- mode: C++ -*-` and `-*- C++ -*-` in one of the first two lines. */
function modeLine(text: string, names: readonly string[]): string | undefined {
  const head = text.slice(0, 400).split("\n", 2).join("\n");
  const mode = /-\*-\s*(?:.*?\bmode:\s*)?([^\s;:]+)\s*(?:;.*?)?-\*-/i.exec(head)?.[1]?.toLowerCase();
  return names.find((name) => name.toLowerCase() === mode);
}

const TYPES = ["programming", "markup", "data", "prose"];

/** Programming before markup before data before prose; then in Linguist's order. */
function mostUsual(languages: readonly LinguistLanguage[]): string | null {
  const [first] = languages.toSorted((a, b) => TYPES.indexOf(a.type) - TYPES.indexOf(b.type));
  return first?.name ?? null;
}

function indexBy(keysOf: (language: LinguistLanguage) => readonly string[]): ReadonlyMap<string, LinguistLanguage[]> {
  const index = new Map<string, LinguistLanguage[]>();
  for (const language of LANGUAGES) {
    for (const key of keysOf(language)) {
      const languages = index.get(key);
      if (languages === undefined) index.set(key, [language]);
      else languages.push(language);
    }
  }
  return index;
}
