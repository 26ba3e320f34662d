/** What a document must be like to be in a slice. Values are compared as SQL does: with what is not there, nothing is true. */
export type Condition =
  | { readonly kind: "and" | "or"; readonly parts: readonly Condition[] }
  | { readonly kind: "not"; readonly part: Condition }
  | { readonly kind: "comparison"; readonly column: string; readonly operator: Operator; readonly value: Literal }
  | { readonly kind: "in"; readonly column: string; readonly negated: boolean; readonly values: readonly Literal[] }
  | { readonly kind: "like"; readonly column: string; readonly negated: boolean; readonly pattern: string }
  | { readonly kind: "null"; readonly column: string; readonly negated: boolean };

export type Literal = number | string;

export const operators = ["=", "!=", "<", "<=", ">", ">="] as const;
export type Operator = (typeof operators)[number];

/** A condition in its one spelling: conditions that differ in spaces, capitals of key words or brackets alone are equal texts. */
export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case "and":
      return condition.parts.map((part) => enclosed(part, part.kind === "or")).join(" AND ");
    case "or":
      return condition.parts.map((part) => conditionText(part)).join(" OR ");
    case "not":
      return `NOT ${enclosed(condition.part, condition.part.kind === "and" || condition.part.kind === "or")}`;
    case "comparison":
      return `${condition.column} ${condition.operator} ${literalText(condition.value)}`;
    case "in":
      return `${condition.column} ${not(condition)}IN (${condition.values.map(literalText).join(", ")})`;
    case "like":
      return `${condition.column} ${not(condition)}LIKE ${literalText(condition.pattern)}`;
    case "null":
      return `${condition.column} IS ${not(condition)}NULL`;
  }
}

function enclosed(condition: Condition, needed: boolean): string {
  const text = conditionText(condition);
  return needed ? `(${text})` : text;
}

function not({ negated }: { readonly negated: boolean }): string {
  return negated ? "NOT " : "";
}

/** A number, or a text between single quotes, as a condition has it. */
export function literalText(value: Literal): string {
  return typeof value === "number" ? String(value) : `'${value.replaceAll("'", "''")}'`;
}
