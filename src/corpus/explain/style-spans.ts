import { distinct } from "../signals/capture-sets.ts";
import { namingStyle, visitCommas } from "../signals/style.ts";
import type { Capture } from "../syntax/capture.ts";
import type { Span } from "./span.ts";

/** The places that signals of how names and lists are written come from; captures are in the order of their starts. */
export function* styleSpans(text: string, captures: readonly Capture[]): Generator<Span> {
  const identifiers = distinct(captures.filter(({ name }) => name === "identifier"));
  for (const { start, end } of identifiers) {
    if (end - start === 1) yield { signal: "oneLetterNameShare", start, end, note: "a name of one letter" };
  }
  yield* rarerNames(text, identifiers);
  yield* tightCommas(
    text,
    captures.filter(({ name }) => name === "comment" || name === "string"),
  );
}

/** Where names in the rarer of the two styles stand first; camelCase where there are as many of each. */
function* rarerNames(text: string, identifiers: readonly Capture[]): Generator<Span> {
  const first = new Map<string, Capture>();
  for (const identifier of identifiers) {
    const name = text.slice(identifier.start, identifier.end);
    if (!first.has(name)) first.set(name, identifier);
  }
  const styled = [...first].map(([name, { start, end }]) => ({ style: namingStyle(name), start, end }));
  const count = (wanted: string): number => styled.filter(({ style }) => style === wanted).length;
  const [snake, camel] = [count("snake_case"), count("camelCase")];
  const [rarer, usual] = camel <= snake ? ["camelCase", "snake_case"] : ["snake_case", "camelCase"];
  const note = `${rarer}, where ${camel === snake ? "as many" : "more"} names are ${usual}`;
  for (const { style, start, end } of styled) {
    if (style === rarer) yield { signal: "mixedNamingShare", start, end, note };
  }
}

function tightCommas(text: string, literals: readonly Capture[]): readonly Span[] {
  const spans: Span[] = [];
  visitCommas(text, literals, (start, isTight) => {
    if (isTight) spans.push({ signal: "tightCommaShare", start, end: start + 1, note: "no space follows" });
  });
  return spans;
}
