import * as linguist from "linguist-languages";
import { editDistance } from "../../experiment/validate.ts";

const NAMES: ReadonlySet<string> = new Set(Object.values(linguist).map(({ name }) => name));

/** Whether Linguist knows a language of this name; capitals matter. */
export function isLanguage(name: string): boolean {
  return NAMES.has(name);
}

/** The language whose name is nearest to one that nobody knows; undefined where none is near. */
export function languageLike(name: string): string | undefined {
  const wanted = name.toLowerCase();
  const near = [...NAMES]
    .map((language) => ({ language, distance: editDistance(wanted, language.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.floor(name.length / 3))
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.language;
}
