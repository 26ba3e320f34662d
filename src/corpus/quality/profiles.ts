import type { DocumentClass } from "../../experiment/corpus-file.ts";
import type { SignalName } from "../signals/signals.ts";
import type { Curve } from "./desirability.ts";

/** How a signal counts for the quality of a class of documents. */
export interface Criterion {
  readonly signal: SignalName;
  readonly weight: number;
  readonly curve: Curve;
  /** Whose threshold it is: they drop documents beyond one of the curve's corners. */
  readonly source: string;
}

export type ProfileName = "code" | "prose" | "markup";

const STARCODER = "StarCoder";
const STARCODER2 = "StarCoder2";
const REFINECODE = "RefineCode";
const GOPHER = "Gopher";
const LINGUIST = "Linguist";
const OURS = "Ablate";

function criterion(signal: SignalName, weight: number, source: string, ...curve: Curve): Criterion {
  return { signal, weight, source, curve };
}

const EVERY_CLASS: readonly Criterion[] = [
  criterion("replacementShare", 1, REFINECODE, [0, 1], [0.01, 0]),
  criterion("encodedDataShare", 1, STARCODER2, [0.05, 1], [0.5, 0]),
];

const CODE: readonly Criterion[] = [
  ...EVERY_CLASS,
  criterion("alphanumericShare", 0.5, STARCODER, [0.25, 0], [0.45, 1], [0.68, 1], [0.8, 0.5]),
  criterion("alphabeticShare", 0.5, STARCODER2, [0.25, 0], [0.4, 1]),
  criterion("digitShare", 1, REFINECODE, [0.02, 1], [0.2, 0]),
  criterion("whitespaceShare", 1, REFINECODE, [0.02, 0], [0.17, 1], [0.4, 1], [0.5, 0]),
  criterion("lineCount", 0.5, `${REFINECODE}, ${STARCODER2}`, [1, 0.1], [10, 0.6], [50, 1], [50_000, 1], [100_000, 0]),
  criterion("meanLineLength", 1, STARCODER, [38, 1], [60, 0.4], [100, 0]),
  criterion("maxLineLength", 1, STARCODER, [120, 1], [200, 0.7], [1000, 0]),
  criterion("trailingSpaceLineShare", 1, OURS, [0, 1], [0.02, 0.6], [0.2, 0.1]),
  criterion("openLastLine", 1, OURS, [0, 1], [1, 0.3]),
  criterion("mixedIndentShare", 0.5, OURS, [0, 1], [0.05, 0.6], [0.5, 0.1]),
  criterion("vendoredPath", 4, LINGUIST, [0, 1], [1, 0.02]),
  criterion("generatedHeader", 4, OURS, [0, 1], [1, 0.02]),
  criterion("wordCount", 1, REFINECODE, [10, 0], [30, 0.5], [100, 1]),
  criterion("meanWordLength", 1, REFINECODE, [2, 0], [4, 0.4], [5, 1], [7, 1], [10, 0]),
  criterion("uniqueWordShare", 1, OURS, [0.03, 0], [0.12, 1]),
  criterion("duplicatedLineShare", 1, REFINECODE, [0.3, 1], [0.7, 0]),
  criterion("topTrigramShare", 0.5, REFINECODE, [0.05, 1], [0.18, 0]),
  criterion("duplicated5gramShare", 1, REFINECODE, [0.2, 1], [0.5, 0.3], [0.8, 0]),
  criterion("parseErrorShare", 1, OURS, [0, 1], [0.05, 0.6], [0.3, 0.1]),
  criterion("commentShare", 1, STARCODER, [0, 0.5], [0.01, 0.7], [0.05, 1], [0.6, 1], [0.8, 0]),
  criterion("documentedFunctionShare", 0.5, OURS, [0, 0.5], [0.5, 1]),
  criterion("commentedCodeShare", 1, OURS, [0, 1], [0.02, 0.6], [0.1, 0.1]),
  criterion("tightCommaShare", 1, OURS, [0, 1], [0.05, 0.7], [0.5, 0.1], [1, 0]),
  criterion("mixedNamingShare", 1, OURS, [0.05, 1], [0.3, 0.4], [0.5, 0.2]),
  criterion("identifierQuality", 1, OURS, [0.5, 0], [0.9, 1]),
  criterion("meanIdentifierLength", 1, OURS, [3, 0], [5, 0.4], [7, 1], [11, 1], [17, 0.2]),
  criterion("maxNesting", 0.5, OURS, [6, 1], [20, 0.1]),
  criterion("meanCyclomaticComplexity", 1, "McCabe 1976", [5, 1], [10, 0.7], [50, 0]),
];

const PROSE: readonly Criterion[] = [
  ...EVERY_CLASS,
  criterion("alphabeticShare", 1, OURS, [0.5, 0], [0.7, 1]),
  criterion("digitShare", 1, REFINECODE, [0.05, 1], [0.2, 0]),
  criterion("whitespaceShare", 0.5, REFINECODE, [0.25, 1], [0.5, 0]),
  criterion("wordCount", 1, GOPHER, [10, 0], [50, 0.7], [100, 1], [50_000, 1], [100_000, 0.5], [200_000, 0.1]),
  criterion("meanWordLength", 1, GOPHER, [3, 0], [4, 1], [7, 1], [10, 0]),
  criterion("wordWithLetterShare", 1, GOPHER, [0.7, 0], [0.8, 0.5], [0.95, 1]),
  criterion("stopWordCount", 1, GOPHER, [0, 0], [2, 0.7], [5, 1]),
  criterion("uniqueWordShare", 0.5, OURS, [0.02, 0], [0.1, 1]),
  criterion("endPunctuationShare", 1, "FineWeb", [0, 0.1], [0.12, 0.4], [0.6, 1]),
  criterion("duplicatedLineShare", 1, GOPHER, [0.1, 1], [0.3, 0]),
  criterion("topTrigramShare", 1, GOPHER, [0.06, 1], [0.18, 0]),
  criterion("duplicated5gramShare", 1, GOPHER, [0.05, 1], [0.15, 0.2], [0.3, 0]),
];

const MARKUP: readonly Criterion[] = [
  ...EVERY_CLASS,
  criterion("alphanumericShare", 1, STARCODER, [0.25, 0], [0.45, 1]),
  criterion("digitShare", 1, OURS, [0.1, 1], [0.3, 0]),
  criterion("meanLineLength", 0.5, OURS, [100, 1], [300, 0.1]),
  criterion("maxLineLength", 1, OURS, [500, 1], [5000, 0.1]),
  criterion("vendoredPath", 1, LINGUIST, [0, 1], [1, 0.05]),
  criterion("generatedMarker", 1, STARCODER2, [0, 1], [1, 0.05]),
  criterion("wordCount", 1, REFINECODE, [10, 0], [30, 0.5], [100, 1]),
  criterion("duplicatedLineShare", 1, REFINECODE, [0.3, 1], [0.7, 0]),
  criterion("duplicated5gramShare", 1, REFINECODE, [0.3, 1], [0.8, 0]),
];

/** The criteria of each profile. A criterion whose signal does not apply to a document does not count for it. */
export const PROFILES: Readonly<Record<ProfileName, readonly Criterion[]>> = {
  code: CODE,
  prose: PROSE,
  markup: MARKUP,
};

/** Which profile judges a class: synthetic documents are code made to order; what surrounds code is read as prose. */
export function profileOf(documentClass: DocumentClass): ProfileName {
  switch (documentClass) {
    case "code":
    case "synthetic":
      return "code";
    case "text":
    case "adjacent":
      return "prose";
    case "markup":
      return "markup";
  }
}
