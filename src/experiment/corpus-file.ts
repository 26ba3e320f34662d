import { resolve } from "node:path";
import { z } from "zod";
import { classifierFile, LEARNED_SIGNAL } from "./corpus/classifier.ts";
import { dedup } from "./corpus/dedup.ts";
import { decontaminationSchema } from "./corpus/decontamination.ts";
import { filtersSchema } from "./corpus/filters.ts";
import { heldOutBySchema } from "./corpus/held-out-by.ts";
import { licencePolicySchema } from "./corpus/licences.ts";
import { presetsSchema } from "./corpus/presets.ts";
import { rulesSchema } from "./corpus/rules.ts";
import { commitsSource } from "./corpus/commits-source.ts";
import type { CorpusReferences } from "./corpus/references.ts";
import { documentClass } from "./corpus/every-source.ts";
import { folderSource } from "./corpus/folder-source.ts";
import { gitSource } from "./corpus/git-source.ts";
import { issuesSource } from "./corpus/issues-source.ts";
import { resolveRepositories } from "./corpus/repositories.ts";
import { stackExchangeSource } from "./corpus/stack-exchange-source.ts";
import { tableSource } from "./corpus/table-source.ts";
import { wordnetSource } from "./corpus/wordnet-source.ts";
import { syntheticSource } from "./corpus/synthetic-source.ts";
import { DEFAULT_REDACTION, redactionSchema } from "./corpus/redaction.ts";
import type { Parsed, Problem } from "./problem.ts";
import { SourceText } from "./source-text.ts";
import { validate } from "./validate.ts";

export { documentClass };

/** A place that documents come from. */
export const corpusSourceSchema = z.discriminatedUnion("type", [
  folderSource,
  gitSource,
  tableSource,
  commitsSource,
  issuesSource,
  stackExchangeSource,
  wordnetSource,
  syntheticSource,
]);

/** The schema of `NAME.corpus.json`: where documents come from and which of them are kept. */
export const corpusFileSchema = z
  .strictObject({
    $schema: z.string().optional(),
    description: z.string().default("").describe("For people."),
    sources: z
      .array(corpusSourceSchema)
      .min(1, "a corpus needs at least one source")
      .describe("Where the documents come from, in order of precedence among duplicates."),
    presets: presetsSchema,
    filters: filtersSchema,
    rules: rulesSchema,
    licences: licencePolicySchema.optional(),
    decontaminate: decontaminationSchema.optional(),
    dedup,
    classifier: classifierFile,
    maxFileBytes: z.int().positive().default(1_000_000).describe("Larger files are dropped unread."),
    heldOut: z
      .number()
      .min(0)
      .max(0.9)
      .default(0.05)
      .describe("Share of the kept documents that is never trained on, for evaluation."),
    redact: redactionSchema.default(DEFAULT_REDACTION),
    heldOutBy: heldOutBySchema,
    seed: z.int().min(0).default(1).describe("Decides which documents are held out."),
  })
  .describe("A corpus of Ablate: sources, filters and the held-out share.");

export type CorpusFile = z.infer<typeof corpusFileSchema>;
export type CorpusSource = CorpusFile["sources"][number];
export type DocumentClass = z.infer<typeof documentClass>;

/** Reads the text of a corpus file and checks what it refers to. */
export function parseCorpusFile(text: string, file: string, references: CorpusReferences): Parsed<CorpusFile> {
  const source = new SourceText(file, text);
  const parsed = validate(source, corpusFileSchema);
  if (parsed.value === undefined) return parsed;
  const rules = parsed.value.rules === undefined ? [] : references.ruleNames(parsed.value.rules);
  const problems = [
    ...unknownFilters(source, parsed.value, [...references.signals, ...rules]),
    ...unknownLanguages(source, parsed.value, references),
    ...unusableClassifier(source, parsed.value, references),
    ...repeatedNames(source, parsed.value),
  ];
  return { value: problems.length > 0 ? undefined : parsed.value, problems };
}

function unknownFilters(source: SourceText, corpus: CorpusFile, measured: readonly string[]): Problem[] {
  const signals = corpus.classifier === undefined ? measured : [...measured, LEARNED_SIGNAL];
  return Object.keys(corpus.filters)
    .filter((name) => name !== "quality" && !signals.includes(name))
    .map((name) => {
      const message =
        name === LEARNED_SIGNAL
          ? `"${LEARNED_SIGNAL}" needs a "classifier" in this file`
          : `no signal is called "${name}"; there are quality, ${signals.join(", ")}`;
      return source.problemAtName(["filters"], name, message);
    });
}

function unknownLanguages(source: SourceText, { filters }: CorpusFile, references: CorpusReferences): Problem[] {
  return Object.entries(filters).flatMap(([signal, { languages }]) =>
    (languages ?? []).flatMap((language, index) => {
      const problem = references.languageProblem(language);
      return problem === undefined ? [] : [source.problem(["filters", signal, "languages", index], problem)];
    }),
  );
}

function unusableClassifier(source: SourceText, { classifier }: CorpusFile, references: CorpusReferences): Problem[] {
  const problem = classifier === undefined ? undefined : references.classifierProblem(classifier);
  return problem === undefined ? [] : [source.problem(["classifier"], problem)];
}

function repeatedNames(source: SourceText, corpus: CorpusFile): Problem[] {
  return corpus.sources.flatMap(({ name }, index) =>
    corpus.sources.findIndex((other) => other.name === name) < index
      ? [source.problem(["sources", index, "name"], `another source is called "${name}" already`)]
      : [],
  );
}

/** The corpus with every path made absolute; `folder` is the folder of its file. */
export function resolveCorpusFile(corpus: CorpusFile, folder: string): CorpusFile {
  const { classifier, decontaminate, rules } = corpus;
  const benchmarks = decontaminate?.benchmarks.map((each) => ({ ...each, path: resolve(folder, each.path) }));
  return {
    ...corpus,
    ...(classifier === undefined ? {} : { classifier: resolve(folder, classifier) }),
    ...(rules === undefined ? {} : { rules: resolve(folder, rules) }),
    sources: corpus.sources.map((source) => resolveSource(source, folder)),
    ...(decontaminate === undefined || benchmarks === undefined
      ? {}
      : { decontaminate: { ...decontaminate, benchmarks } }),
  };
}

function resolveSource(source: CorpusSource, folder: string): CorpusSource {
  if (source.type === "git" || source.type === "commits") return resolveRepositories(source, folder);
  return { ...source, path: resolve(folder, source.path) };
}
