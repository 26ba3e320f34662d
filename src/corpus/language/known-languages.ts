import * as linguist from "linguist-languages";
import { editDistance } from "../../experiment/validate.ts";

const NAMES: ReadonlySet<string> = new Set(Object.values(linguist).map(({ name }) => name));

/** Whether Linguist knows a language of this name; capitals matter. */
export function isLanguage(name: string): boolean {
  return NAMES.has(name);
}

const BY_LOWER_CASE: ReadonlyMap<string, string> = new Map([...NAMES].map((name) => [name.toLowerCase(), name]));

/** The language of this name in any case, as Linguist spells it; undefined where there is none. */
export function languageNamed(name: string): string | undefined {
  return isLanguage(name) ? name : BY_LOWER_CASE.get(name.toLowerCase());
}

/** What is wrong with the name of a language, and the way out; undefined where Linguist knows it. */
export function languageProblem(name: string): string | undefined {
  if (isLanguage(name)) return undefined;
  const meant = languageLike(name);
  const way = meant === undefined ? "they are named as Linguist does: Python, C++" : `did you mean "${meant}"?`;
  return `no language is called "${name}"; ${way}`;
}

/** The language whose name is nearest to one that nobody knows; undefined where none is near. */
function languageLike(name: string): string | undefined {
  const wanted = name.toLowerCase();
  const near = [...NAMES]
    .map((language) => ({ language, distance: editDistance(wanted, language.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.floor(name.length / 3))
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.language;
}
