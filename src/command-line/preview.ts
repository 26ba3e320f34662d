import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StructurePool } from "../corpus/structure/structure-pool.ts";
import { tokenOptionsSchema } from "../experiment/token-options.ts";
import { loadExperiment } from "../scheduler/load-experiment.ts";
import { compileExperiment } from "../scheduler/plan-experiment.ts";
import { InvalidInput, StageError } from "../stage/runner.ts";
import type { SequenceItem, SequencePart } from "../training/sequences/sequence-part.ts";
import { arrangeSequences } from "../training/sequences/sequences.ts";
import { type CommandContext, surroundingsOf, valueOf, workspaceOf, type WorkspaceOptions } from "./command.ts";

export interface PreviewOptions extends WorkspaceOptions {
  readonly corpus: string;
  readonly documents: number;
}

/** `ablate preview FILE.ablation.json --corpus NAME`: what the model will see of a corpus's first documents. */
export async function preview(file: string, options: PreviewOptions, context: CommandContext): Promise<void> {
  const loaded = valueOf(await loadExperiment(file), context.output);
  const { corpora, tokens } = loaded.experiment;
  const { corpus } = options;
  if (!corpora.includes(corpus))
    throw new InvalidInput(`${file} has no corpus "${corpus}"; it has ${corpora.join(", ")}.`);
  const workspace = workspaceOf(file, options, context);
  const world = await surroundingsOf(workspace, options, context);
  const { graph } = await compileExperiment(loaded, workspace, world);
  const stage = graph.stages.get(graph.documents[corpus] ?? "");
  if (stage === undefined || (await world.store.find(stage)) === undefined) {
    throw new StageError(
      `The corpus "${corpus}" is not curated as it is now; run: ablate curate ${corpus}.corpus.json`,
    );
  }
  const temporaryFolder = await mkdtemp(join(tmpdir(), "ablate-preview-"));
  const { structureWorker: workerFile, grammarsFolder } = context.files;
  const syntax = new StructurePool({ workerFile, grammarsFolder }, world.threads, context.signal);
  const documents = { file: join(world.store.folder(stage), "documents.parquet"), split: "train", temporaryFolder };
  const arrangement = tokens[corpus] ?? tokenOptionsSchema.parse({});
  let shown = 0;
  try {
    for await (const item of arrangeSequences(documents, arrangement, syntax, context.signal)) {
      const { path, parts, ends } = item;
      context.output.emit({ event: "preview", corpus, path, parts: parts.map((part) => ({ ...part })), ends });
      context.output.print(previewText(item));
      shown += 1;
      if (shown === options.documents) break;
    }
  } finally {
    await syntax.close();
    await rm(temporaryFolder, { recursive: true, force: true });
  }
  if (shown === 0) throw new StageError(`The corpus "${corpus}" has no documents in its train split.`);
}

/** A document with the special tokens as they are called, and what the model is to fill in between ⟦ and ⟧. */
export function previewText({ path, parts, ends }: SequenceItem): string {
  const text = parts.map(partText).join("");
  return [`──── ${path}`, `${text}${ends ? "<|endoftext|>" : ""}`, ""].join("\n");
}

function partText(part: SequencePart): string {
  if ("sentinel" in part) return part.sentinel;
  return part.masked ? `⟦${part.text}⟧` : part.text;
}
