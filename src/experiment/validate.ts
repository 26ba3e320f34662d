import { z } from "zod";
import type { JsonValue } from "../stage/json.ts";
import type { Parsed, Problem } from "./problem.ts";
import type { JsonPath, SourceText } from "./source-text.ts";

/** Checks a file against its schema. Every deviation becomes a problem at the place in the file that deviates. */
export function validate<T>(source: SourceText, schema: z.ZodType<T>): Parsed<T> {
  if (source.syntaxProblems.length > 0) return { value: undefined, problems: source.syntaxProblems };
  if (source.value === undefined) return { value: undefined, problems: [source.problem([], "the file is empty")] };
  const result = schema.safeParse(source.value, { reportInput: true });
  if (result.success) return { value: result.data, problems: [] };
  return { value: undefined, problems: result.error.issues.flatMap((issue) => problemsOf(source, schema, issue)) };
}

function problemsOf(source: SourceText, schema: z.ZodType, issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.filter((step) => typeof step !== "symbol");
  if (issue.code === "unrecognized_keys") {
    const known = knownNames(schema, path, source.value);
    return issue.keys.map((name) =>
      source.problemAtName(path, name, `unknown name "${name}"${suggestion(name, known)}`),
    );
  }
  if (issue.code === "invalid_union") {
    const deepest = mostSpecific(issue);
    if (deepest !== undefined) {
      return deepest.flatMap((inner) => problemsOf(source, schema, { ...inner, path: [...issue.path, ...inner.path] }));
    }
  }
  if ((issue.code === "invalid_type" || issue.code === "invalid_value") && issue.input === undefined) {
    const name = path.at(-1);
    return [source.problem(path.slice(0, -1), `"${String(name)}" is missing (${describe(issue)})`)];
  }
  return [source.problem(path, describe(issue))];
}

/** Of a union's alternatives, the issues of the one that the value came nearest to: the fewest that hit its top level. */
function mostSpecific(issue: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] | undefined {
  const wrongShape = (issues: readonly z.core.$ZodIssue[]): boolean =>
    issues.some((inner) => isOfAnotherType(inner) || lacksItsDiscriminator(inner));
  const weight = (issues: readonly z.core.$ZodIssue[]): number =>
    issues.reduce((sum, inner) => sum + (inner.code === "unrecognized_keys" ? inner.keys.length : 1), 0);
  return issue.errors.filter((issues) => !wrongShape(issues)).sort((a, b) => weight(a) - weight(b))[0];
}

function isOfAnotherType({ path, code, input }: z.core.$ZodIssue): boolean {
  return path.length === 0 && (code === "invalid_type" || (code === "invalid_value" && typeof input === "object"));
}

/** Whether a value does not say which alternative of a union it is at all, so that it is of none. */
function lacksItsDiscriminator(issue: z.core.$ZodIssue): boolean {
  if (issue.code !== "invalid_union" || issue.discriminator === undefined) return false;
  const { input } = issue;
  return typeof input === "object" && input !== null && !(issue.discriminator in input);
}

function describe(issue: z.core.$ZodIssue): string {
  const message = issue.message.replace(/^Invalid (?:input|option): /, "").replace(/, received undefined$/, "");
  return message.charAt(0).toLowerCase() + message.slice(1);
}

type Schema = z.core.JSONSchema.BaseSchema;

/** The names that the object at `path` may have; of a union, those of the alternatives that its constants allow. */
function knownNames(schema: z.ZodType, path: JsonPath, value: JsonValue | undefined): readonly string[] {
  const root = z.toJSONSchema(schema, { unrepresentable: "any", io: "input" });
  return namesAt(root, root, path, value);
}

function namesAt(root: Schema, declared: Schema, path: JsonPath, value: JsonValue | undefined): readonly string[] {
  const schema = referred(root, declared);
  const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  const possible = alternatives.filter((alternative) => constantsAgree(alternative, value));
  const own = path.length === 0 ? Object.keys(schema.properties ?? {}) : namesBeneath(root, schema, path, value);
  return [...own, ...possible.flatMap((alternative) => namesAt(root, alternative, path, value))];
}

/** What a schema that contains itself refers to. */
function referred(root: Schema, schema: Schema): Schema {
  const name = schema.$ref?.split("/").at(-1);
  const definition = name === undefined ? undefined : root.$defs?.[name];
  return typeof definition === "object" ? definition : schema;
}

function namesBeneath(
  root: Schema,
  schema: Schema,
  [step, ...rest]: JsonPath,
  value: JsonValue | undefined,
): readonly string[] {
  const next =
    typeof step === "number" ? schema.items : (schema.properties?.[step ?? ""] ?? schema.additionalProperties);
  if (typeof next !== "object" || Array.isArray(next)) return [];
  return namesAt(root, next, rest, step === undefined ? undefined : memberOf(value, step));
}

function constantsAgree(schema: Schema, value: JsonValue | undefined): boolean {
  return Object.entries(schema.properties ?? {}).every(
    ([name, property]) =>
      typeof property !== "object" || property.const === undefined || property.const === memberOf(value, name),
  );
}

function memberOf(value: JsonValue | undefined, step: string | number): JsonValue | undefined {
  if (Array.isArray(value)) return typeof step === "number" ? value[step] : undefined;
  return typeof value === "object" && value !== null ? value[step] : undefined;
}

function suggestion(name: string, known: readonly string[]): string {
  const near = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(1, Math.floor(name.length / 3)))
    .sort((a, b) => a.distance - b.distance)[0];
  if (near !== undefined) return `; did you mean "${near.candidate}"?`;
  return known.length > 0 ? `; known are ${[...new Set(known)].join(", ")}` : "";
}

/** Edits that turn `a` into `b`: insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= b.length; column++) {
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          at(row - 1, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1),
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          swapped ? at(row - 2, column - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return at(a.length, b.length);
}
