import { splitSlice } from "../slices/slice.ts";

/** The most characters of an arm's name. */
export const LONGEST_ARM_NAME = 80;

/** What a corpus is called in the name of an arm: its last name, `code` for `../shared/code`. A slice counts by its corpus. */
export function shortName(source: string): string {
  return slug(splitSlice(source).corpus.replace(/^.*\//, ""));
}

/** As `shortName`, but with the condition of a slice: `code-quality-0.6` for `code[quality > 0.6]`. */
export function fullName(source: string): string {
  const { condition = "" } = splitSlice(source);
  return [shortName(source), slug(condition)].filter((part) => part !== "").join("-");
}

function slug(text: string): string {
  return text.replace(/[^\w.]+/g, "-").replace(/^-+|-+$/g, "");
}

/** A share in the name of an arm, in percent: 0.25 is 25, an eighth 12.5. */
export function percentName(share: number): string {
  return String(Number((share * 100).toFixed(4)));
}

/** Tokens in the name of an arm: 2500000 is 2.5M. Exact, so that no two numbers have one name. */
export function tokensName(tokens: number): string {
  const unit = [
    { factor: 1e9, letter: "G" },
    { factor: 1e6, letter: "M" },
    { factor: 1e3, letter: "k" },
  ].find(({ factor }) => tokens >= factor);
  if (unit === undefined) return String(tokens);
  return `${String(tokens / unit.factor)}${unit.letter}`;
}
