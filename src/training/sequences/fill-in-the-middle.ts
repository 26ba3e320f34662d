import { createHash } from "node:crypto";
import { type FillInTheMiddle, syntaxShares } from "../../experiment/token-options.ts";
import type { SequencePart, Span } from "./sequence-part.ts";

/** How a document is rearranged. */
export interface MiddleDraw {
  readonly suffixFirst: boolean;
  /** Two places of the text, drawn evenly and independently. */
  readonly span: Span;
  /** With `"level": "syntax"`: what becomes the middle, in place of the span where there is a grammar. */
  readonly mask: "span" | "alignedSpan" | "sampledNode";
  /** Draws the node, in [0,1). */
  readonly place: number;
}

/**
 * What the lot says of a document: undefined where it stays as it is. It depends on the document's id and the seed alone, so that
 * neither order nor threads nor other documents change it.
 */
export function drawMiddle(text: string, id: string, options: FillInTheMiddle): MiddleDraw | undefined {
  const [chance = 1, order = 1, one = 0, other = 0, mask = 0] = numbers(`${String(options.seed)} ${id}`);
  if (chance >= options.rate) return undefined;
  const places = [one, other].map((number) => characterAt(text, Math.floor(number * (text.length + 1))));
  return {
    suffixFirst: order < options.suffixFirst,
    span: { start: Math.min(...places), end: Math.max(...places) },
    mask: maskOf(mask, options),
    place: one,
  };
}

function maskOf(drawn: number, options: FillInTheMiddle): MiddleDraw["mask"] {
  const { characterShare, nodeShare } = syntaxShares(options);
  if (options.level === "character" || drawn < characterShare) return "span";
  return drawn < characterShare + (1 - characterShare) * nodeShare ? "sampledNode" : "alignedSpan";
}

/**
 * A text with its middle moved to the end (Bavarian et al. 2022): `<fim_prefix>prefix<fim_suffix>suffix<fim_middle>middle`, or
 * with the suffix first, `<fim_prefix><fim_suffix>suffix<fim_middle>prefix middle` (their SPM, variant 2, which StarCoder has too).
 */
export function rearrange(
  text: string,
  { suffixFirst, span }: Pick<MiddleDraw, "suffixFirst" | "span">,
): readonly SequencePart[] {
  const plain = (content: string): SequencePart => ({ text: content, masked: false });
  const prefix = plain(text.slice(0, span.start));
  const middle: SequencePart = { text: text.slice(span.start, span.end), masked: true };
  const suffix = plain(text.slice(span.end));
  return suffixFirst
    ? [{ sentinel: "<fim_prefix>" }, { sentinel: "<fim_suffix>" }, suffix, { sentinel: "<fim_middle>" }, prefix, middle]
    : [
        { sentinel: "<fim_prefix>" },
        prefix,
        { sentinel: "<fim_suffix>" },
        suffix,
        { sentinel: "<fim_middle>" },
        middle,
      ];
}

/** Five numbers in [0,1) of 48 bits each. */
function numbers(name: string): number[] {
  const digest = createHash("sha256").update(name).digest();
  return [0, 6, 12, 18, 24].map((at) => digest.readUIntBE(at, 6) / 2 ** 48);
}

/** The place itself, or the one before it where it lies within a character of two UTF-16 units. */
function characterAt(text: string, place: number): number {
  const code = text.charCodeAt(place);
  return code >= 0xdc00 && code <= 0xdfff && place > 0 ? place - 1 : place;
}
