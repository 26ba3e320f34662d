import { access, cp, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { parameterCount } from "../experiment/model.ts";
import { overallMixture } from "../scheduler/experiment-results.ts";
import { loadExperiment, type LoadedExperiment } from "../scheduler/load-experiment.ts";
import { StageError } from "../stage/runner.ts";
import { type CommandContext, surroundingsOf, valueOf, workspaceOf, type WorkspaceOptions } from "./command.ts";
import { trainedArm } from "./trained-arm.ts";

export interface ExportOptions extends WorkspaceOptions {
  readonly from: string;
  readonly to: string;
  readonly seed?: number;
}

/** `ablate export ARM --from FILE --to DIR`: one trained model as a Hugging Face checkpoint with tokenizer and model card. */
export async function exportCheckpoint(arm: string, options: ExportOptions, context: CommandContext): Promise<void> {
  const loaded = valueOf(await loadExperiment(options.from), context.output);
  const workspace = workspaceOf(options.from, options, context);
  const world = await surroundingsOf(workspace, options, context);
  const { folder, seed } = await trainedArm({ arm, seed: options.seed, file: options.from }, loaded, workspace, world);
  const to = resolve(options.to);
  await requireAbsent(to);
  const temporary = join(dirname(to), `.${basename(to)}.${String(process.pid)}.tmp`);
  try {
    await mkdir(dirname(to), { recursive: true });
    await cp(join(folder, "model"), temporary, { recursive: true });
    await writeFile(join(temporary, "README.md"), modelCard(loaded, arm, seed));
    await rename(temporary, to);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  context.output.emit({ event: "file", kind: "checkpoint", path: to });
}

async function requireAbsent(folder: string): Promise<void> {
  try {
    await access(folder);
  } catch {
    return;
  }
  throw new StageError(`${folder} is there already; name a new folder with --to`);
}

function modelCard({ name, experiment }: LoadedExperiment, armName: string, seed: number): string {
  const arm = experiment.arms.find((candidate) => candidate.name === armName);
  const mixture = Object.entries(arm === undefined ? {} : overallMixture(arm));
  const tokens = arm?.phases.reduce((sum, phase) => sum + phase.tokens, 0) ?? 0;
  return `---
library_name: transformers
pipeline_tag: text-generation
---

# ${armName}, seed ${String(seed)}

A base model of ${(parameterCount(experiment.model) / 1e6).toFixed(2)}M parameters, trained by Ablate for the experiment "${name}" on
${(tokens / 1e6).toFixed(2)}M tokens: ${mixture.map(([corpus, share]) => `${(share * 100).toFixed(1)} % ${corpus}`).join(", ")}. It exists to measure what its training data do, not to be used.

${experiment.description}
`;
}
