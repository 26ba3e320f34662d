import type { CorpusFile } from "../../experiment/corpus-file.ts";
import { StageError } from "../../stage/runner.ts";
import { type MeasuredDocument, signalColumn } from "../../store/documents.ts";
import { sqlText } from "../../store/parquet-writer.ts";
import { SIGNAL_NAMES, SIGNALS } from "../signals/signals.ts";
import type { Drop } from "./verdict.ts";

/** A bound on a signal, or on `quality`. */
export interface Filter {
  /** What a document that it drops is dropped by: the name that the verdict has. */
  readonly rule: string;
  /** `quality` or the name of a signal. */
  readonly signal: string;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** What a filter looks at. */
export type Filterable = Pick<MeasuredDocument, "quality" | "signals" | "syntaxProblem">;

/** The filters of a corpus, in the order in which they are applied. Throws a StageError where one bounds no signal there is. */
export function filtersOf({ filters }: Pick<CorpusFile, "filters">): readonly Filter[] {
  return Object.entries(filters).map(([signal, { min, max }]) => {
    // A filter that is not there would drop nothing, in silence.
    if (signal !== "quality" && !SIGNAL_NAMES.includes(signal))
      throw new StageError(`No signal is called "${signal}"; there are quality, ${SIGNAL_NAMES.join(", ")}.`);
    return { rule: signal, signal, min, max };
  });
}

/** What the first of the filters that a document fails says of it; undefined where it passes all. */
export function failedFilter(document: Filterable, filters: readonly Filter[]): Drop | undefined {
  for (const filter of filters) {
    const reason = outOfBounds(document, filter);
    if (reason !== undefined) return { rule: filter.rule, reason };
  }
  return undefined;
}

function outOfBounds(document: Filterable, { signal, min, max }: Filter): string | undefined {
  const value = signal === "quality" ? document.quality : document.signals[signal];
  if (value === undefined || value === null) {
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

function failsSql({ signal, min, max }: Filter): string {
  const column = signal === "quality" ? "quality" : signalColumn("signal", signal);
  const failures = [
    ...(min === undefined ? [] : [`${column} < ${sqlNumber(min)}`]),
    ...(max === undefined ? [] : [`${column} > ${sqlNumber(max)}`]),
    ...(isOfSyntax(signal) ? [`${column} IS NULL AND syntax_problem IS NOT NULL`] : []),
  ];
  return `(${failures.join(" OR ")})`;
}

/** As a double: DuckDB reads 0.1 as a decimal, and compares otherwise than JavaScript does. */
function sqlNumber(value: number): string {
  return `${sqlText(String(value))}::DOUBLE`;
}

function isOfSyntax(signal: string): boolean {
  return SIGNALS.some(({ name, family }) => name === signal && family === "syntax");
}

/** Three digits, or as many as it takes to tell the value from its bound. */
function shown(value: number, bound: number): string {
  for (let digits = 3; digits < 17; digits += 1) {
    const text = String(Number(value.toPrecision(digits)));
    if (Number(text) !== bound) return text;
  }
  return String(value);
}
