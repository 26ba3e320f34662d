import { type Condition, type Literal, type Operator, operators } from "./condition.ts";
import { conditionTokens, SliceProblem, type Token } from "./condition-tokens.ts";

/** Deeper nesting is nobody's, and would overflow the stack. */
const DEEPEST = 50;
const keyWords = ["AND", "OR", "NOT", "IN", "LIKE", "IS", "NULL", "BETWEEN"];

/** A name or a value in a condition, and where it stands in the text. */
export interface Placed<Value> {
  readonly value: Value;
  readonly start: number;
  readonly length: number;
}

/** Asked of every column that a condition names, with what it is compared with, before it is used; throws a SliceProblem. */
export type CheckColumn = (column: Placed<string>, use: ColumnUse) => { readonly values: readonly Literal[] };

export interface ColumnUse {
  readonly how: "equality" | "order" | "pattern" | "null";
  readonly values: readonly Placed<Literal>[];
}

/** Every column as it is: for conditions that were checked before. */
const unchecked: CheckColumn = (_column, { values }) => ({ values: values.map(({ value }) => value) });

/**
 * Reads a condition: comparisons (`= != < <= > >=`), `BETWEEN a AND b`, `IN (…)`, `LIKE '…'` and `IS NULL`, joined by AND, OR,
 * NOT and brackets; key words in any case, numbers plain, texts between single quotes ('' is one of them). Throws a
 * SliceProblem at what it does not understand, and where `check` does.
 */
export function parseCondition(text: string, check: CheckColumn = unchecked): Condition {
  return new ConditionParser(conditionTokens(text), check).parse();
}

class ConditionParser {
  private readonly tokens: readonly Token[];
  private readonly check: CheckColumn;
  private position = 0;
  private depth = 0;

  constructor(tokens: readonly Token[], check: CheckColumn) {
    this.tokens = tokens;
    this.check = check;
  }

  parse(): Condition {
    const condition = this.either();
    if (this.token.kind !== "end") throw this.expected("AND, OR or the end");
    return condition;
  }

  private get token(): Token {
    const token = this.tokens[this.position] ?? this.tokens.at(-1);
    if (token === undefined) throw new Error("a list of tokens has an end");
    return token;
  }

  private either(): Condition {
    return this.joined("or", "OR", () => this.joined("and", "AND", () => this.negation()));
  }

  private joined(kind: "and" | "or", word: string, next: () => Condition): Condition {
    const parts = [next()];
    while (this.takes(word)) parts.push(next());
    const [first] = parts;
    if (first !== undefined && parts.length === 1) return first;
    // `a AND (b AND c)` is `a AND b AND c`.
    return { kind, parts: parts.flatMap((part) => (part.kind === kind ? part.parts : [part])) };
  }

  private negation(): Condition {
    if (this.takes("NOT")) return this.deeper(() => ({ kind: "not", part: this.negation() }));
    if (!this.takes("(")) return this.predicate();
    return this.deeper(() => {
      const condition = this.either();
      this.need(")");
      return condition;
    });
  }

  private deeper(inner: () => Condition): Condition {
    this.depth += 1;
    if (this.depth > DEEPEST) throw new SliceProblem("this is nested too deeply", this.token);
    const condition = inner();
    this.depth -= 1;
    return condition;
  }

  private predicate(): Condition {
    const { token } = this;
    if (token.kind !== "word" || keyWords.includes(token.value.toUpperCase())) {
      throw this.expected("the name of a signal or of a column");
    }
    this.position += 1;
    const column: Placed<string> = token;
    if (this.takes("IS")) {
      const negated = this.takes("NOT");
      this.need("NULL");
      this.check(column, { how: "null", values: [] });
      return { kind: "null", column: column.value, negated };
    }
    const negated = this.takes("NOT");
    if (this.takes("IN")) return this.list(column, negated);
    if (this.takes("LIKE")) return this.pattern(column, negated);
    if (this.takes("BETWEEN")) return this.between(column, negated);
    if (negated) throw this.expected("IN, LIKE or BETWEEN");
    return this.comparison(column);
  }

  private comparison(column: Placed<string>): Condition {
    const { token } = this;
    const spelt = token.value === "<>" ? "!=" : token.value === "==" ? "=" : token.value;
    const operator = operators.find((each) => each === spelt);
    if (token.kind !== "symbol" || operator === undefined) {
      throw this.expected(`a comparison (${operators.join(" ")}, IN, LIKE, BETWEEN, IS NULL)`);
    }
    this.position += 1;
    return this.compared(column, operator, this.literal());
  }

  private compared(column: Placed<string>, operator: Operator, literal: Placed<Literal>): Condition {
    const how = operator === "=" || operator === "!=" ? "equality" : "order";
    const [value = literal.value] = this.check(column, { how, values: [literal] }).values;
    return { kind: "comparison", column: column.value, operator, value };
  }

  private list(column: Placed<string>, negated: boolean): Condition {
    this.need("(");
    const values = [this.literal()];
    while (this.takes(",")) values.push(this.literal());
    this.need(")");
    return {
      kind: "in",
      column: column.value,
      negated,
      values: this.check(column, { how: "equality", values }).values,
    };
  }

  private pattern(column: Placed<string>, negated: boolean): Condition {
    const literal = this.literal();
    if (typeof literal.value === "number") throw new SliceProblem("a pattern is a text, such as 'src/%'", literal);
    this.check(column, { how: "pattern", values: [literal] });
    return { kind: "like", column: column.value, negated, pattern: literal.value };
  }

  private between(column: Placed<string>, negated: boolean): Condition {
    const low = this.literal();
    this.need("AND");
    const parts = [this.compared(column, ">=", low), this.compared(column, "<=", this.literal())];
    return negated ? { kind: "not", part: { kind: "and", parts } } : { kind: "and", parts };
  }

  private literal(): Placed<Literal> {
    const { token } = this;
    if (token.kind === "word" && token.value.toUpperCase() === "NULL") {
      throw new SliceProblem("what is not there is asked for with IS NULL", token);
    }
    if (token.kind !== "number" && token.kind !== "text") {
      const hint = token.kind === "word" ? `; texts stand between single quotes: '${token.value}'` : "";
      throw this.expected("a number or a text", hint);
    }
    this.position += 1;
    const value = token.kind === "number" ? Number(token.value) : token.value;
    if (typeof value === "number" && !Number.isFinite(value)) throw new SliceProblem("this number is too large", token);
    return { value, start: token.start, length: token.length };
  }

  /** Takes a key word or symbol where it stands here. */
  private takes(what: string): boolean {
    const { kind, value } = this.token;
    if ((kind !== "word" && kind !== "symbol") || value.toUpperCase() !== what) return false;
    this.position += 1;
    return true;
  }

  private need(what: string): void {
    if (!this.takes(what)) throw this.expected(`"${what}"`);
  }

  private expected(what: string, hint = ""): SliceProblem {
    const { kind, value } = this.token;
    const found = kind === "end" ? "the slice ends" : `"${value}" stands`;
    return new SliceProblem(`${found} where ${what} is expected${hint}`, this.token);
  }
}
