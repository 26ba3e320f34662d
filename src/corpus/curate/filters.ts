import type { CorpusFile, DocumentClass } from "../../experiment/corpus-file.ts";
import { LEARNED_SIGNAL } from "../../experiment/corpus/classifier.ts";
import { StageError } from "../../stage/runner.ts";
import { type MeasuredDocument, signalColumn } from "../../store/documents.ts";
import { sqlText } from "../../store/parquet-writer.ts";
import { SIGNAL_NAMES, SIGNALS } from "../signals/signals.ts";
import { PRESETS } from "./presets/presets.ts";
import type { Drop } from "./verdict.ts";

/** A bound on a signal, or on `quality`. */
export interface Filter {
  /** What a document that it drops is dropped by: the signal's name, with that of the preset before it (`gopher/wordCount`). */
  readonly rule: string;
  /** `quality` or the name of a signal. */
  readonly signal: string;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Only documents of these classes; left out: of any. */
  readonly classes?: readonly DocumentClass[] | undefined;
  /** Only documents in these languages; left out: in any. */
  readonly languages?: readonly string[] | undefined;
  /** Only documents in other languages than these, or in none. */
  readonly exceptLanguages?: readonly string[] | undefined;
}

/** What a filter looks at. */
export type Filterable = Pick<MeasuredDocument, "quality" | "signals" | "syntaxProblem" | "class" | "language">;

/** The names of the signals that a corpus's documents have. */
export function signalsOf({ classifier }: Pick<CorpusFile, "classifier">): readonly string[] {
  return classifier === undefined ? SIGNAL_NAMES : [...SIGNAL_NAMES, LEARNED_SIGNAL];
}

/**
 * The filters of a corpus in the order in which they are applied: those of its presets, then its own. Throws a StageError where
 * one bounds no signal there is.
 */
export function filtersOf(corpus: Pick<CorpusFile, "presets" | "filters" | "classifier" | "rules">): readonly Filter[] {
  const { presets, filters } = corpus;
  const signals = signalsOf(corpus);
  const ofPresets = presets.flatMap((preset) =>
    PRESETS[preset].filters.map((filter): Filter => ({ ...filter, rule: `${preset}/${filter.signal}` })),
  );
  return [
    ...ofPresets,
    ...Object.entries(filters).map(([signal, filter]) =>
      ownFilter(signal, filter, signals, corpus.rules !== undefined),
    ),
  ];
}

function ownFilter(
  signal: string,
  { min, max, languages }: CorpusFile["filters"][string],
  signals: readonly string[],
  withRules: boolean,
): Filter {
  // A filter that is not there would drop nothing, in silence. The names of rules, and of languages, are checked where the
  // file is read.
  if (signal !== "quality" && !signals.includes(signal) && !withRules)
    throw new StageError(`No signal is called "${signal}"; there are quality, ${signals.join(", ")}.`);
  return { rule: signal, signal, min, max, languages };
}

/** What the first of the filters that a document fails says of it; undefined where it passes all. */
export function failedFilter(document: Filterable, filters: readonly Filter[]): Drop | undefined {
  for (const filter of filters) {
    const reason = isFor(filter, document) ? outOfBounds(document, filter) : undefined;
    if (reason !== undefined) return { rule: filter.rule, reason };
  }
  return undefined;
}

/** The filters for documents of this class and language. */
export function applicableFilters<Some extends Omit<Filter, "rule">>(
  document: Pick<Filterable, "class" | "language">,
  filters: readonly Some[],
): readonly Some[] {
  return filters.filter((filter) => isFor(filter, document));
}

/** The signals that filters for a document bound though it has none: by them it passed without being looked at. */
export function unmeasuredSignals(document: Filterable, filters: readonly Filter[]): readonly string[] {
  const missing = applicableFilters(document, filters).filter((filter) => valueOf(document, filter) === undefined);
  return [...new Set(missing.map(({ signal }) => signal))];
}

function isFor(
  { classes, languages, exceptLanguages }: Pick<Filter, "classes" | "languages" | "exceptLanguages">,
  { class: documentClass, language }: Pick<Filterable, "class" | "language">,
): boolean {
  if (classes !== undefined && !classes.includes(documentClass)) return false;
  if (languages !== undefined && (language === null || !languages.includes(language))) return false;
  return exceptLanguages === undefined || language === null || !exceptLanguages.includes(language);
}

function valueOf({ quality, signals }: Filterable, { signal }: Filter): number | undefined {
  return signal === "quality" ? (quality ?? undefined) : signals[signal];
}

function outOfBounds(document: Filterable, filter: Filter): string | undefined {
  const { signal, min, max } = filter;
  const value = valueOf(document, filter);
  if (value === undefined) {
    // A signal that does not apply drops nothing; one that should be there and is not must not pass in silence.
    const { syntaxProblem } = document;
    return isOfSyntax(signal) && syntaxProblem !== null ? `${signal} is not known: ${syntaxProblem}` : undefined;
  }
  if (min !== undefined && value < min) return `${signal} ${shown(value, min)} is below ${String(min)}`;
  if (max !== undefined && value > max) return `${signal} ${shown(value, max)} is above ${String(max)}`;
  return undefined;
}

/**
 * The same as SQL over a measured `documents.parquet`: an expression for the rule of the first filter that a document fails,
 * NULL where it passes all. What is no document (`problem IS NOT NULL`) has nothing to be filtered by.
 */
export function failedFilterSql(filters: readonly Filter[]): string {
  const cases = filters.map((filter) => `WHEN ${failsSql(filter)} THEN ${sqlText(filter.rule)}`);
  return cases.length === 0 ? "NULL" : `CASE ${cases.join(" ")} END`;
}

function failsSql({ signal, min, max, ...restriction }: Filter): string {
  const column = signal === "quality" ? "quality" : signalColumn("signal", signal);
  const failures = [
    ...(min === undefined ? [] : [`${column} < ${sqlNumber(min)}`]),
    ...(max === undefined ? [] : [`${column} > ${sqlNumber(max)}`]),
    ...(isOfSyntax(signal) ? [`${column} IS NULL AND syntax_problem IS NOT NULL`] : []),
  ];
  return [...restrictionSql(restriction), `(${failures.join(" OR ")})`].join(" AND ");
}

function restrictionSql({
  classes,
  languages,
  exceptLanguages,
}: Pick<Filter, "classes" | "languages" | "exceptLanguages">): readonly string[] {
  const list = (texts: readonly string[]): string => `(${texts.map(sqlText).join(", ")})`;
  return [
    ...(classes === undefined ? [] : [`class IN ${list(classes)}`]),
    // A language that is null is in no list, and the result null: not true.
    ...(languages === undefined ? [] : [`language IN ${list(languages)}`]),
    ...(exceptLanguages === undefined ? [] : [`(language IS NULL OR language NOT IN ${list(exceptLanguages)})`]),
  ];
}

/** As a double: DuckDB reads 0.1 as a decimal, and compares otherwise than JavaScript does. */
function sqlNumber(value: number): string {
  return `${sqlText(String(value))}::DOUBLE`;
}

function isOfSyntax(signal: string): boolean {
  // What is no signal of ours is a rule of the user's.
  return (
    (SIGNALS.find(({ name }) => name === signal)?.family ?? "syntax") === "syntax" &&
    signal !== "quality" &&
    signal !== LEARNED_SIGNAL
  );
}

/** Three digits, or as many as it takes to tell the value from its bound. */
function shown(value: number, bound: number): string {
  for (let digits = 3; digits < 17; digits += 1) {
    const text = String(Number(value.toPrecision(digits)));
    if (Number(text) !== bound) return text;
  }
  return String(value);
}
