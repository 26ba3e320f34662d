import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileNameOf } from "../exchange/file-name.ts";
import { megatronDifferences, megatronScript } from "../exchange/megatron-script.ts";
import { makeNewFolder } from "../exchange/new-folder.ts";
import { StageError } from "../stage/runner.ts";
import { trainParametersSchema } from "../training/train-parameters.ts";
import type { CommandContext } from "./command.ts";
import { exportedExperiment, type FromExperiment } from "./exported-experiment.ts";
import { writeModel } from "./export-model.ts";
import { tokenizedCorpora, writeTokens } from "./export-tokens.ts";
import { namedArmRun } from "./trained-arm.ts";

export interface ExportTrainingOptions extends FromExperiment {
  readonly to: string;
  readonly seed?: number;
}

/** `ablate export training ARM --from FILE --to DIR`: model, tokens and a script that goes on training with Megatron. */
export async function exportTraining(
  arm: string,
  options: ExportTrainingOptions,
  context: CommandContext,
): Promise<void> {
  const exported = await exportedExperiment(options, context);
  const { loaded, graph } = exported;
  const { seed, phases } = namedArmRun({ arm, seed: options.seed }, loaded, graph);
  const last = graph.stages.get(phases.at(-1) ?? "");
  const parameters = trainParametersSchema.parse(last?.parameters);
  if (parameters.model.architecture !== "llama") {
    throw new StageError(
      `Megatron Bridge reads no ${parameters.model.architecture} checkpoints; export the model with: ablate export model ${arm}`,
    );
  }
  const path = await makeNewFolder(options.to, async (folder) => {
    for (const part of ["model", "tokens"]) await mkdir(join(folder, part));
    await writeModel(join(folder, "model"), { arm, seed }, exported);
    const names = Object.keys(parameters.mixture);
    await writeTokens(join(folder, "tokens"), tokenizedCorpora(names, exported), "megatron", exported, context.signal);
    const mixture = names.map((name) => ({
      prefix: `tokens/${fileNameOf(name)}`,
      weight: parameters.mixture[name] ?? 0,
    }));
    await writeFile(
      join(folder, "train.py"),
      megatronScript({ arm, seed, experiment: loaded.name, parameters, mixture }),
    );
  });
  context.output.emit({ event: "file", kind: "training", path });
  context.output.print(
    [`torchrun --nproc_per_node 8 ${join(path, "train.py")}`, ...megatronDifferences(parameters)].join("\n"),
  );
}
