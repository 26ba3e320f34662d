import { LEARNED_SIGNAL } from "../../experiment/corpus/classifier.ts";
import { filtersOf } from "../curate/filters.ts";
import type { Judge } from "../learned/classifier.ts";
import { type Analysis, analyseContent, type TextContent } from "../measure/analysis.ts";
import type { ExplainTask } from "./explain-task.ts";
import type { RuleMatches } from "../rules/measure-rules.ts";
import type { Capture } from "../syntax/capture.ts";
import type { SyntaxParser } from "../syntax/syntax-parser.ts";
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
  const { captures, rules } = recorder.found();
  const ruleDocs = Object.fromEntries(rules.map(({ rule }) => [rule.name, rule.doc]));
  return { analysis, thresholds, ruleDocs, ...chosenSpans(content, thresholds, captures, rules) };
}

function judged(content: TextContent, judge: Judge): TextContent {
  const learned = judge.learnedQuality(content.text, content.signals);
  return { ...content, signals: { ...content.signals, [LEARNED_SIGNAL]: learned } };
}

interface Found {
  readonly captures: readonly Capture[];
  readonly rules: readonly RuleMatches[];
}

/** Parses once: the captures that the signals are measured on are those that show where. */
function recording(parser: SyntaxParser): { parser: SyntaxParser; found(): Found } {
  let found: Found = { captures: [], rules: [] };
  return {
    found: () => found,
    parser: {
      ...parser,
      async parse(text, language) {
        const result = await parser.parse(text, language);
        found = { captures: result.captures ?? [], rules: result.rules ?? [] };
        return result;
      },
    },
  };
}

/** Their places are those where something is missing; the places of all others are what there is too much of. */
const LACKING: ReadonlySet<string> = new Set(["documentedFunctionShare", "identifierQuality", "meanIdentifierLength"]);

function isBeyondEnd(signal: string, value: number, range: Threshold["ideal"]): boolean {
  return LACKING.has(signal) ? value < (range?.min ?? -Infinity) : value > (range?.max ?? Infinity);
}

function chosenSpans(
  content: TextContent,
  thresholds: Readonly<Record<string, Threshold>>,
  captures: readonly Capture[],
  rules: readonly RuleMatches[],
): Pick<Explanation, "spans" | "moreSpans"> {
  const { text, signals, quality } = content;
  const values: Readonly<Partial<Record<string, number>>> = { ...signals, quality };
  const beyond = new Set(
    Object.entries(thresholds).flatMap(([signal, { bounds, ideal }]) => {
      const value = values[signal];
      const isBeyond = value !== undefined && [bounds, ideal].some((range) => isBeyondEnd(signal, value, range));
      return isBeyond ? [signal] : [];
    }),
  );
  const { bounds, ideal } = thresholds["maxLineLength"] ?? {};
  const lineLimit = Math.min(bounds?.max ?? Infinity, ideal?.max ?? Infinity, FALLBACK_LINE_LIMIT);
  const counts = new Map<string, number>();
  const spans: Span[] = [];
  let moreSpans = 0;
  // Of these one is too many.
  const sensitive = new Set(sensitiveSpans(content.findings));
  for (const found of [sensitive, textSpans(text, lineLimit), syntaxSpans(text, captures), ruleSpans(rules)]) {
    for (const span of found) {
      if (!sensitive.has(span) && !beyond.has(span.signal)) continue;
      const count = (counts.get(span.signal) ?? 0) + 1;
      counts.set(span.signal, count);
      if (count <= MOST_SPANS_PER_SIGNAL) spans.push(span);
      else moreSpans += 1;
    }
  }
  return { spans: spans.sort((a, b) => a.start - b.start || b.end - a.end), moreSpans };
}
