import { readFile } from "node:fs/promises";
import { sampleDocuments } from "../corpus/learned/ask-labels.ts";
import { candidates } from "../corpus/learned/candidate.ts";
import { exportLine, importLabels } from "../corpus/learned/label-exchange.ts";
import { appendLabels, readLabels } from "../corpus/learned/label-file.ts";
import { InvalidInput } from "../stage/runner.ts";
import { writeFileAtomically } from "../store/atomic-file.ts";
import { type CommandContext, valueOf, type WorkspaceOptions } from "./command.ts";
import { measuredCorpus } from "./measured-corpus.ts";

export interface LabelExportOptions extends WorkspaceOptions {
  readonly to: string;
  readonly count: number;
  readonly seed: number;
}

/** `ablate label export FILE.corpus.json`: a seeded sample of documents, to be scored with other tools. */
export async function labelExport(file: string, options: LabelExportOptions, context: CommandContext): Promise<void> {
  const files = await measuredCorpus(file, options, context);
  const documents = await sampleDocuments(candidates(files), options.count, options.seed);
  await writeFileAtomically(options.to, documents.map(exportLine).join(""));
  context.output.print(
    `${documents.length} documents in ${options.to}: fill in "score" (0–5), then ablate label import`,
  );
}

export interface LabelImportOptions {
  readonly labels: string;
  readonly by: string;
}

/** `ablate label import FILE.jsonl`: takes over the scores of exported documents that were filled in. */
export async function labelImport(file: string, options: LabelImportOptions, context: CommandContext): Promise<void> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new InvalidInput(`${file} cannot be read.`);
  });
  const labels = valueOf(importLabels(text, file, options.by, context.now().toISOString()), context.output);
  valueOf(await readLabels(options.labels), context.output);
  await appendLabels(options.labels, labels);
  context.output.print(`${labels.length} labels added to ${options.labels}`);
}
