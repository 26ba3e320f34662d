import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { documentLicences } from "../exchange/document-licences.ts";
import { type CardPhase, modelCard } from "../exchange/model-card.ts";
import { makeNewFolder } from "../exchange/new-folder.ts";
import { writeTokenizer } from "../exchange/tokenizer-folder.ts";
import { trainedShares } from "../scheduler/trained-shares.ts";
import { armModel } from "../experiment/arm-model.ts";
import { StageError } from "../stage/runner.ts";
import { readEndOfText } from "../training/tokenizer.ts";
import type { CommandContext } from "./command.ts";
import { exportedExperiment, type ExportedExperiment, type FromExperiment } from "./exported-experiment.ts";
import { namedArmRun } from "./trained-arm.ts";

export interface ExportModelOptions extends FromExperiment {
  readonly to: string;
  readonly seed?: number;
}

/** `ablate export model ARM --from FILE --to DIR`: one trained model as a Hugging Face checkpoint with tokenizer and model card. */
export async function exportModel(arm: string, options: ExportModelOptions, context: CommandContext): Promise<void> {
  const exported = await exportedExperiment(options, context);
  const path = await makeNewFolder(options.to, (folder) => writeModel(folder, { arm, seed: options.seed }, exported));
  context.output.emit({ event: "file", kind: "checkpoint", path });
}

/** Puts the model of an arm into a folder that is there: configuration, weights, tokenizer and card. */
export async function writeModel(
  folder: string,
  name: { readonly arm: string; readonly seed: number | undefined },
  exported: ExportedExperiment,
): Promise<void> {
  const { loaded, graph, store, results, file } = exported;
  const { experiment } = loaded;
  const { arm, seed, phases: keys } = namedArmRun(name, loaded, graph);
  const declaredArm = graph.budgets.arms.find((candidate) => candidate.name === arm);
  const declared = declaredArm?.phases ?? [];
  const phases: CardPhase[] = [];
  for (const [index, key] of keys.entries()) {
    const manifest = await store.find({ kind: "train", key });
    if (manifest === undefined) throw new StageError(`${arm} is not trained yet; run: ablate run ${loaded.file}`);
    phases.push({ tokens: 0, mixture: {}, ...declared[index], manifest });
  }
  const last = phases.at(-1)?.manifest;
  const model = store.folder({ kind: "train", key: last?.key ?? "" });
  const tokenizer = store.folder({ kind: "tokenizer", key: last?.inputs["tokenizer"] ?? "" });
  await cp(join(model, "model"), folder, { recursive: true });
  const facts = { endOfText: await readEndOfText(tokenizer), context: armModel(experiment, declaredArm ?? {}).context };
  await writeTokenizer(join(model, "model"), folder, facts);
  const corpora = [];
  for (const [corpus, corpusFile] of loaded.corpora) {
    const key = graph.documents[corpus];
    const licences = key === undefined ? [] : await documentLicences(store.folder({ kind: "curate", key }));
    corpora.push({ name: corpus, file: corpusFile, licences });
  }
  const trained = await trainedShares(arm, graph, store).catch((error: unknown) => {
    // Other seeds of the arm may not be trained yet.
    if (error instanceof StageError) return {};
    throw error;
  });
  const { description, baseline, model: shape } = experiment;
  const about = { experiment: loaded.name, description, arm, seed, baseline, model: shape, file };
  await writeFile(join(folder, "README.md"), modelCard({ ...about, corpora, phases, trained, results }));
}
