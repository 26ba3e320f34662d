import { mkdirSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { SIGNALS } from "../src/corpus/signals/signals.ts";
import { ablationFileSchema } from "../src/experiment/ablation-file.ts";
import { corpusFileSchema } from "../src/experiment/corpus-file.ts";
import { slurmFileSchema } from "../src/experiment/slurm-file.ts";

type Schema = z.core.JSONSchema.BaseSchema;

/**
 * What our own validator reports, with suggestions and at the right place. Left in the schemas, the editor would say
 * everything twice; they are there for completion and hover.
 */
const leftToTheValidator = new Set([
  "required",
  "propertyNames",
  "pattern",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "minItems",
  "minLength",
  "maxLength",
]);

/** The JSON Schema by which the editor completes and explains a file. */
function editorSchema(schema: z.ZodType, title: string): Schema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: "draft-7", io: "input" });
  return { ...($schema && { $schema }), title, allowComments: true, allowTrailingCommas: true, ...relaxed(rest) };
}

/** The schema of corpus files, with the signals that filters may bound by name, so that they are completed and explained. */
function corpusSchema(): Schema {
  const schema = editorSchema(corpusFileSchema, "Corpus of Ablate");
  const filters = schema.properties?.["filters"];
  if (!isSchema(filters) || !isSchema(filters.additionalProperties)) throw new Error("the filters have no schema");
  const bounds = filters.additionalProperties;
  const described = [{ name: "quality", doc: "The quality score of the whole document, 0 to 1." }, ...SIGNALS];
  const properties = Object.fromEntries(described.map(({ name, doc }) => [name, { ...bounds, description: doc }]));
  return { ...schema, properties: { ...schema.properties, filters: { ...filters, properties } } };
}

function textOf(schema: Schema): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function relaxed(schema: Schema): Schema {
  const entries = Object.entries(schema)
    .filter(([keyword]) => !leftToTheValidator.has(keyword))
    .flatMap(([keyword, value]): [string, unknown][] => {
      if (keyword === "additionalProperties" && value === false) return [];
      if (keyword === "properties" || keyword === "definitions") return [[keyword, mapValues(value, relaxed)]];
      if (keyword === "oneOf" || keyword === "anyOf") return [["anyOf", mapList(value)]];
      const inner = keyword === "items" || keyword === "additionalProperties";
      return [[keyword, inner && isSchema(value) ? relaxed(value) : value]];
    });
  return Object.fromEntries(entries);
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mapValues(value: unknown, change: (schema: Schema) => Schema): unknown {
  if (!isSchema(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => [
      name,
      isSchema(member) ? change(member) : member,
    ]),
  );
}

function mapList(value: unknown): unknown {
  return Array.isArray(value) ? value.map((member: unknown) => (isSchema(member) ? relaxed(member) : member)) : value;
}

/** The generated files, by their path in the repository. */
export const schemaFiles: Readonly<Record<string, string>> = {
  "schemas/corpus.schema.json": textOf(corpusSchema()),
  "schemas/ablation.schema.json": textOf(editorSchema(ablationFileSchema, "Ablation of Ablate")),
  "schemas/slurm.schema.json": textOf(editorSchema(slurmFileSchema, "Slurm settings of Ablate")),
};

if (import.meta.main) {
  const root = new URL("../", import.meta.url);
  mkdirSync(new URL("schemas/", root), { recursive: true });
  for (const [path, text] of Object.entries(schemaFiles)) writeFileSync(new URL(path, root), text);
}
