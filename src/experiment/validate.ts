import { z } from "zod";
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
  if (issue.code === "invalid_type" && issue.input === undefined) {
    const name = path.at(-1);
    return [source.problem(path.slice(0, -1), `"${String(name)}" is missing (${describe(issue)})`)];
  }
  return [source.problem(path, describe(issue))];
}

/** Of a union's alternatives, the issues of the one that the value came nearest to: the fewest that hit its top level. */
function mostSpecific(issue: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] | undefined {
  const wrongShape = (issues: readonly z.core.$ZodIssue[]): boolean =>
    issues.some((inner) => inner.path.length === 0 && inner.code === "invalid_type");
  return issue.errors.filter((issues) => !wrongShape(issues)).sort((a, b) => a.length - b.length)[0];
}

function describe(issue: z.core.$ZodIssue): string {
  const message = issue.message.replace(/^Invalid input: /, "").replace(/, received undefined$/, "");
  return message.charAt(0).toLowerCase() + message.slice(1);
}

/** The names that an object of the schema may have, for a suggestion; walks objects, arrays, records and unions. */
function knownNames(schema: z.ZodType, path: JsonPath, value: unknown): readonly string[] {
  const [step, ...rest] = path;
  const inner = z.toJSONSchema(schema, { unrepresentable: "any", io: "input" });
  return namesAt(inner, inner, step === undefined ? [] : [step, ...rest], value);
}

type Schema = z.core.JSONSchema.BaseSchema;

function namesAt(root: Schema, schema: Schema, path: JsonPath, value: unknown): readonly string[] {
  const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  const own = path.length === 0 ? Object.keys(schema.properties ?? {}) : namesBeneath(root, schema, path, value);
  return [...own, ...alternatives.flatMap((alternative) => namesAt(root, alternative, path, value))];
}

function namesBeneath(root: Schema, schema: Schema, path: JsonPath, value: unknown): readonly string[] {
  const [step, ...rest] = path;
  const next = typeof step === "number" ? schema.items : schema.properties?.[step ?? ""];
  const found = next ?? schema.additionalProperties;
  return typeof found === "object" && !Array.isArray(found) ? namesAt(root, found, rest, value) : [];
}

function suggestion(name: string, known: readonly string[]): string {
  const near = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(1, Math.floor(name.length / 3)))
    .sort((a, b) => a.distance - b.distance)[0];
  if (near !== undefined) return `; did you mean "${near.candidate}"?`;
  return known.length > 0 ? `; known are ${[...new Set(known)].join(", ")}` : "";
}

/** Levenshtein's distance: insertions, deletions and substitutions that turn `a` into `b`. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
