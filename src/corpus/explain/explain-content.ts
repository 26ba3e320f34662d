import { LEARNED_SIGNAL } from "../../experiment/corpus/classifier.ts";
import { filtersOf } from "../curate/filters.ts";
import type { Judge } from "../learned/classifier.ts";
import { type Analysis, analyseContent, type TextContent } from "../measure/analysis.ts";
import type { ExplainTask } from "./explain-task.ts";
import type { RuleMatches } from "../rules/measure-rules.ts";
import type { Capture } from "../syntax/capture.ts";
import type { SyntaxParser } from "../syntax/syntax-parser.ts";
import { commentedCodeSpans } from "./commented-code-spans.ts";
import { layoutSpans } from "./layout-spans.ts";
import { ruleSpans } from "./rule-spans.ts";
import { sensitiveSpans } from "./sensitive-spans.ts";
import type { Span } from "./span.ts";
import { syntaxSpans } from "./syntax-spans.ts";
import { textSpans } from "./text-spans.ts";
import { type Threshold, thresholdsOf } from "./thresholds.ts";

/** A content's analysis, what its signals are measured against, and where in the text their values come from. */
export interface Explanation {
  readonly analysis: Analysis;
  readonly thresholds: Readonly<Record<string, Threshold>>;
  /** By rule of the user's own: what it says that it measures. */
  readonly ruleDocs: Readonly<Record<string, string>>;
  /** In the order of their starts. Only of signals beyond a threshold. */
  readonly spans: readonly Span[];
  /** Spans that were left out because there are more than can be read. */
  readonly moreSpans: number;
}

const MOST_SPANS_PER_SIGNAL = 20;
/** Where nothing bounds the length of a line, only the longest is worth showing. */
const FALLBACK_LINE_LIMIT = 1000;

const NOTHING_TO_SAY = { thresholds: {}, ruleDocs: {}, spans: [], moreSpans: 0 };

/**
 * Analyses one file's content as curation does, and finds the places that its signals come from. `judge` is that of the corpus's
 * classifier.
 */
export async function explainContent(
  { bytes, path, class: declaredClass, language, corpus }: Omit<ExplainTask, "grammarsFolder" | "unparsed">,
  parser: SyntaxParser,
  judge: Judge | undefined,
): Promise<Explanation> {
  const recorder = recording(parser);
  const measured = await analyseContent(bytes, path, declaredClass, language, recorder.parser);
  if (measured.content.kind !== "text") return { analysis: measured, ...NOTHING_TO_SAY };
  const content = judge === undefined ? measured.content : judged(measured.content, judge);
  const analysis = { ...measured, content };
  const thresholds = thresholdsOf(content, filtersOf(corpus));
  const { captures, rules, fragments } = recorder.found();
  const ruleDocs = Object.fromEntries(rules.map(({ rule }) => [rule.name, rule.doc]));
  const { text, findings } = content;
  const lineLimit = longestLine(thresholds["maxLineLength"]);
  const commented = await commentedCodeSpans(text, captures, fragments);
  const found = [
    textSpans(text, lineLimit),
    layoutSpans(text),
    syntaxSpans(text, captures),
    commented,
    ruleSpans(rules),
  ];
  return { analysis, thresholds, ruleDocs, ...chosenSpans(content, thresholds, sensitiveSpans(findings), found) };
}

function judged(content: TextContent, judge: Judge): TextContent {
  const learned = judge.learnedQuality(content.text, content.signals);
  return { ...content, signals: { ...content.signals, [LEARNED_SIGNAL]: learned } };
}

interface Found {
  readonly captures: readonly Capture[];
  readonly rules: readonly RuleMatches[];
  /** By fragment of the text that was tried by itself: whether the parser reads it. */
  readonly fragments: ReadonlyMap<string, boolean>;
}

/** Parses once: the captures that the signals are measured on are those that show where. */
function recording(parser: SyntaxParser): { parser: SyntaxParser; found(): Found } {
  let found: Pick<Found, "captures" | "rules"> = { captures: [], rules: [] };
  const fragments = new Map<string, boolean>();
  return {
    found: () => ({ ...found, fragments }),
    parser: {
      ...parser,
      async parse(text, language) {
        const result = await parser.parse(text, language);
        found = { captures: result.captures ?? [], rules: result.rules ?? [] };
        return result;
      },
      async reads(fragment, language) {
        const isRead = await parser.reads(fragment, language);
        fragments.set(fragment, isRead);
        return isRead;
      },
    },
  };
}

/** Their places are those where something is missing; the places of all others are what there is too much of. */
const LACKING: ReadonlySet<string> = new Set([
  "documentedFunctionShare",
  "identifierQuality",
  "meanIdentifierLength",
  "visibleTextShare",
  "visibleTextLength",
]);

function isBeyondEnd(signal: string, value: number, range: Threshold["ideal"]): boolean {
  return LACKING.has(signal) ? value < (range?.min ?? -Infinity) : value > (range?.max ?? Infinity);
}

function longestLine(threshold: Threshold | undefined): number {
  return Math.min(threshold?.bounds?.max ?? Infinity, threshold?.ideal?.max ?? Infinity, FALLBACK_LINE_LIMIT);
}

/** Of all that was found, what is to be shown. Of what is sensitive one is too many. */
function chosenSpans(
  { signals, quality }: TextContent,
  thresholds: Readonly<Record<string, Threshold>>,
  sensitive: readonly Span[],
  found: readonly Iterable<Span>[],
): Pick<Explanation, "spans" | "moreSpans"> {
  const values: Readonly<Partial<Record<string, number>>> = { ...signals, quality };
  const beyond = new Set(
    Object.entries(thresholds).flatMap(([signal, { bounds, ideal }]) => {
      const value = values[signal];
      const isBeyond = value !== undefined && [bounds, ideal].some((range) => isBeyondEnd(signal, value, range));
      return isBeyond ? [signal] : [];
    }),
  );
  const counts = new Map<string, number>();
  const spans: Span[] = [];
  let moreSpans = 0;
  const offer = (span: Span): void => {
    const count = (counts.get(span.signal) ?? 0) + 1;
    counts.set(span.signal, count);
    if (count <= MOST_SPANS_PER_SIGNAL) spans.push(span);
    else moreSpans += 1;
  };
  for (const span of sensitive) offer(span);
  for (const source of found) {
    for (const span of source) if (beyond.has(span.signal)) offer(span);
  }
  return { spans: spans.sort((a, b) => a.start - b.start || b.end - a.end), moreSpans };
}
