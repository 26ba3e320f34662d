import { z } from "zod";
import { everySource, fileSelection, skipFailed } from "./every-source.ts";

/** Published layouts of data sets. The columns that each stands for are in src/corpus/sources/tables/layouts.ts. */
export const tableLayout = z
  .enum([
    "hugging-face",
    "the-stack",
    "the-stack-v2",
    "starcoder-data",
    "github-code",
    "slimpajama",
    "redpajama",
    "the-pile",
    "c4",
    "fineweb",
    "dolma",
  ])
  .default("hugging-face")
  .describe("Names the columns of a published data set; hugging-face takes the usual names.");

const column = z.string().min(1);

export const tableColumns = z
  .strictObject({
    text: column.optional().describe("The document."),
    path: column.optional().describe("Its path in the repository."),
    repository: column.optional().describe("The repository's name or address."),
    licence: column.optional().describe("SPDX expression, or a list of licences."),
    language: column.optional().describe("A language as Linguist names it."),
    revision: column.optional().describe("The commit."),
    blob: column.optional().describe("The git object id of the content."),
    time: column.optional().describe("ISO 8601, or seconds or milliseconds since 1970."),
    class: column.optional().describe("text, code, markup, synthetic or adjacent."),
  })
  .default({})
  .describe('Columns by name, in place of the layout\'s; "meta.source" is a member of a column that is an object.');

export const tableFormat = z
  .enum(["jsonl", "json", "csv", "tsv", "parquet"])
  .optional()
  .describe("The files' format; told by their names when left out. Files ending in .gz and .zst are unpacked.");

export const tableSource = z.strictObject({
  ...everySource,
  type: z.literal("table"),
  path: z.string().min(1).describe("A file or a folder of files, relative to this file: a document in each row."),
  ...fileSelection,
  format: tableFormat,
  layout: tableLayout,
  columns: tableColumns,
  skipFailed,
});
