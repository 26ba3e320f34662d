import { resolve } from "node:path";
import { candidates } from "../corpus/learned/candidate.ts";
import { reportText } from "../corpus/learned/classifier-report.ts";
import { labelledIds, standingLabels } from "../corpus/learned/label.ts";
import { readLabels } from "../corpus/learned/label-file.ts";
import { trainClassifier, type TrainingDocument } from "../corpus/learned/train-classifier.ts";
import { writeFileAtomically } from "../store/atomic-file.ts";
import { type CommandContext, valueOf, type WorkspaceOptions } from "./command.ts";
import { measuredCorpus } from "./measured-corpus.ts";

export interface ClassifierTrainOptions extends WorkspaceOptions {
  readonly labels: string;
  readonly to: string;
  readonly seed: number;
}

/** `ablate classifier train FILE.corpus.json`: learns quality from labels and says how well it does on other repositories. */
export async function classifierTrain(
  file: string,
  options: ClassifierTrainOptions,
  context: CommandContext,
): Promise<void> {
  const labels = standingLabels(valueOf(await readLabels(options.labels), context.output));
  const wanted = labelledIds(labels);
  const documents: TrainingDocument[] = [];
  for await (const candidate of candidates(await measuredCorpus(file, options, context))) {
    context.signal.throwIfAborted();
    if (wanted.has(candidate.id)) documents.push(candidate);
  }
  const classifier = trainClassifier(documents, labels, options.seed);
  await writeFileAtomically(resolve(options.to), `${JSON.stringify(classifier)}\n`);
  context.output.emit({ event: "classifier", path: resolve(options.to), report: classifier.report });
  const missing = wanted.size - documents.length;
  if (missing > 0)
    context.output.print(`${missing} of the labelled documents are not in this corpus; they are left out`);
  context.output.print(reportText(classifier.report));
  context.output.print(
    `Written to ${options.to}; a corpus applies it with "classifier": "…" (docs/learned-quality.md).`,
  );
}
