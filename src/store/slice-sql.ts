import { type Condition, conditionText, type Literal, literalText } from "../experiment/slices/condition.ts";
import { parseCondition } from "../experiment/slices/parse-condition.ts";
import { factNames } from "../experiment/slices/slice-columns.ts";
import { signalColumn } from "./documents.ts";

/**
 * A slice's condition as SQL over a curated `documents.parquet`. Nothing of the text reaches the query but its names, as
 * quoted identifiers, and its values, as quoted literals.
 */
export function sliceSql(condition: string): string {
  return conditionSql(parseCondition(condition));
}

/** The parts of a condition that all must hold, each as it is written and as SQL. */
export function sliceParts(condition: string): readonly { readonly text: string; readonly sql: string }[] {
  const parsed = parseCondition(condition);
  const parts = parsed.kind === "and" ? parsed.parts : [parsed];
  return parts.map((part) => ({ text: conditionText(part), sql: conditionSql(part) }));
}

function conditionSql(condition: Condition): string {
  switch (condition.kind) {
    case "and":
    case "or":
      return `(${condition.parts.map(conditionSql).join(condition.kind === "and" ? " AND " : " OR ")})`;
    case "not":
      return `(NOT ${conditionSql(condition.part)})`;
    case "comparison":
      return `(${columnSql(condition)} ${condition.operator} ${literalSql(condition, condition.value)})`;
    case "in":
      return `(${columnSql(condition)} ${not(condition)}IN (${condition.values.map((value) => literalSql(condition, value)).join(", ")}))`;
    case "like":
      return `(${columnSql(condition)} ${not(condition)}LIKE ${literalText(condition.pattern)})`;
    case "null":
      return `(${columnSql(condition)} IS ${not(condition)}NULL)`;
  }
}

function not({ negated }: { readonly negated: boolean }): string {
  return negated ? "NOT " : "";
}

function columnSql({ column }: { readonly column: string }): string {
  const name = factNames.includes(column) ? column : signalColumn("signal", column);
  return `"${name.replaceAll('"', '""')}"`;
}

/** Numbers as doubles: DuckDB reads 0.1 as a decimal, and compares otherwise than JavaScript does. */
function literalSql({ column }: { readonly column: string }, value: Literal): string {
  if (typeof value === "number") return `'${String(value)}'::DOUBLE`;
  return column === "time" ? `${literalText(value)}::TIMESTAMP` : literalText(value);
}
