import { z } from "zod";

const fieldPath = z
  .string()
  .regex(/^[^.]+(?:\.[^.]+)*$/, "a field is a name, or names joined by '.' as in question.stem");

const benchmark = z.strictObject({
  name: z.string().min(1).describe("Names the benchmark in reasons and hits."),
  path: z
    .string()
    .min(1)
    .describe("A file of rows: .jsonl, .json, .csv, .tsv or .parquet, also .gz and .zst, relative to this file."),
  fields: z
    .array(fieldPath)
    .min(1)
    .optional()
    .describe(
      'Fields whose text no document may hold, such as "question.stem". Left out, the name tells them (humaneval, mbpp, gsm8k, arc, mmlu and others: docs/compliance.md), or every text of an item counts.',
    ),
  id: fieldPath
    .optional()
    .describe("The field that names an item; left out, task_id, id or the like, or the row's number."),
  code: z
    .array(fieldPath)
    .min(1)
    .optional()
    .describe(
      "Fields that are a program when they follow one another, for the comparison by syntax. Left out with the fields, the name tells.",
    ),
  language: z.string().min(1).default("Python").describe("The language of the code, as Linguist names it."),
});

/** Which benchmarks no training document may give away, and how copies of them are found. */
export const decontaminationSchema = z
  .strictObject({
    benchmarks: z
      .array(benchmark)
      .min(1)
      .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, "two benchmarks have the same name"),
    ngram: z
      .int()
      .min(5)
      .max(50)
      .default(13)
      .describe("So many words in a row of an item make a document contaminated."),
    codeNgram: z.int().min(5).max(50).default(10).describe("The same for documents of class code or synthetic."),
    syntax: z
      .boolean()
      .default(true)
      .describe("Whether code is also compared by its syntax, whatever its identifiers are called."),
    action: z
      .enum(["drop", "redact"])
      .default("drop")
      .describe("Whether a contaminated document is dropped, or what it has of the item is taken out of it."),
  })
  .describe("Documents that hold items of these benchmarks are dropped before training.");

export type Decontamination = z.infer<typeof decontaminationSchema>;
export type Benchmark = Decontamination["benchmarks"][number];
