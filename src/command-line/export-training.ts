import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileNamesOf } from "../exchange/file-name.ts";
import type { ContinuedArm } from "../exchange/continued-arm.ts";
import { megatronDifferences, megatronScript } from "../exchange/megatron-script.ts";
import { makeNewFolder } from "../exchange/new-folder.ts";
import { torchtitanDifferences, torchtitanScript } from "../exchange/torchtitan-script.ts";
import { StageError } from "../stage/runner.ts";
import { readEndOfText } from "../training/tokenizer.ts";
import { type TrainParameters, trainParametersSchema } from "../training/train-parameters.ts";
import type { CommandContext } from "./command.ts";
import { exportedExperiment, type FromExperiment } from "./exported-experiment.ts";
import { writeModel } from "./export-model.ts";
import { tokenizedCorpora, writeTokens } from "./export-tokens.ts";
import { namedArmRun } from "./trained-arm.ts";

export interface ExportTrainingOptions extends FromExperiment {
  readonly to: string;
  readonly seed?: number;
  readonly for: "megatron" | "torchtitan";
}

interface Program {
  readonly name: string;
  readonly script: (arm: ContinuedArm) => string;
  readonly differences: (parameters: TrainParameters) => readonly string[];
}

const programs: Readonly<Record<ExportTrainingOptions["for"], Program>> = {
  megatron: { name: "Megatron Bridge", script: megatronScript, differences: megatronDifferences },
  torchtitan: { name: "torchtitan", script: torchtitanScript, differences: torchtitanDifferences },
};

/** `ablate export training ARM --from FILE --to DIR`: model, tokens and a script that goes on training elsewhere. */
export async function exportTraining(
  arm: string,
  options: ExportTrainingOptions,
  context: CommandContext,
): Promise<void> {
  const exported = await exportedExperiment(options, context);
  const { loaded, graph, store } = exported;
  const program = programs[options.for];
  const { seed, phases } = namedArmRun({ arm, seed: options.seed }, loaded, graph);
  const last = graph.stages.get(phases.at(-1) ?? "");
  const parameters = trainParametersSchema.parse(last?.parameters);
  if (parameters.model.architecture !== "llama") {
    throw new StageError(
      `${program.name} reads no ${parameters.model.architecture} checkpoints; transformers does: ablate export model ${arm} --from ${options.from}`,
    );
  }
  const path = await makeNewFolder(options.to, async (folder) => {
    for (const part of ["model", "tokens"]) await mkdir(join(folder, part));
    await writeModel(join(folder, "model"), { arm, seed }, exported);
    const names = Object.keys(parameters.mixture);
    await writeTokens(join(folder, "tokens"), tokenizedCorpora(names, exported), "megatron", exported, context.signal);
    const fileNames = fileNamesOf(names);
    const mixture = names.map((name) => ({
      prefix: `tokens/${fileNames.get(name) ?? ""}`,
      weight: parameters.mixture[name] ?? 0,
    }));
    const tokenizer = store.folder({ kind: "tokenizer", key: last?.inputs["tokenizer"] ?? "" });
    const endOfText = await readEndOfText(tokenizer);
    const continued = { arm, seed, experiment: loaded.name, endOfText, parameters, mixture };
    await writeFile(join(folder, "train.py"), program.script(continued));
  });
  context.output.emit({ event: "file", kind: "training", path });
  context.output.print(
    [`torchrun --nproc_per_node 8 ${join(path, "train.py")}`, ...program.differences(parameters)].join("\n"),
  );
}
