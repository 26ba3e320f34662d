import { type Command, Option } from "commander";
import { bundle, type BundleOptions, unbundle, type UnbundleOptions } from "./bundle.ts";
import type { CommandContext } from "./command.ts";
import { exportMetrics, type ExportMetricsOptions } from "./export-metrics.ts";
import { exportModel, type ExportModelOptions } from "./export-model.ts";
import { exportTokens, type ExportTokensOptions } from "./export-tokens.ts";
import { exportTraining, type ExportTrainingOptions } from "./export-training.ts";
import type { FromExperiment } from "./exported-experiment.ts";
import { reproduce } from "./reproduce.ts";

interface Surroundings {
  readonly action: (body: (context: CommandContext) => Promise<void>) => Promise<void>;
  /** Adds the options of commands that work in a workspace. */
  readonly inWorkspace: (command: Command) => Command;
  readonly wholeNumberFrom: (least: number) => (text: string) => number;
}

/** Adds `ablate export …`, and what takes an experiment to another machine. */
export function addExportCommands(program: Command, { action, inWorkspace, wholeNumberFrom }: Surroundings): void {
  const group = program
    .command("export")
    .description("models, tokens and metrics for other programs (docs/exchange.md)");
  const ofExperiment = (command: Command): Command =>
    inWorkspace(command)
      .requiredOption("--from <file.ablation.json>", "the experiment")
      .requiredOption("--to <folder>", "a folder that is not there yet");
  const example = (text: string): [position: "after", text: string] => ["after", `\nExample:\n  ${text}`];

  ofExperiment(group.command("model", { isDefault: true }).argument("<arm>"))
    .description("a trained model as a Hugging Face checkpoint with tokenizer and model card")
    .option("--seed <number>", "the seed (default: the first)", wholeNumberFrom(0))
    .addHelpText(...example("ablate export model code-25 --from proportion.ablation.json --to models/code-25"))
    .action((arm: string, options: ExportModelOptions) => action((context) => exportModel(arm, options, context)));
  ofExperiment(group.command("tokens").argument("[corpus...]"))
    .description("the tokens of corpora (default: of all that arms are trained on), with the tokenizer")
    .addOption(
      new Option("--format <format>", "who is to read them").choices(["megatron", "datatrove"]).default("megatron"),
    )
    .addHelpText(...example("ablate export tokens code --from proportion.ablation.json --to tokens --format datatrove"))
    .action((names: string[], options: ExportTokensOptions) =>
      action((context) => exportTokens(names, options, context)),
    );
  ofExperiment(group.command("metrics").argument("[arm...]"))
    .description("curves and scores of every arm and seed (default: of all arms)")
    .addOption(
      new Option("--format <format>", "who is to read them").choices(["tensorboard", "wandb"]).makeOptionMandatory(),
    )
    .addHelpText(...example("ablate export metrics --from proportion.ablation.json --to logs --format tensorboard"))
    .action((arms: string[], options: ExportMetricsOptions) =>
      action((context) => exportMetrics(arms, options, context)),
    );

  ofExperiment(group.command("training").argument("<arm>"))
    .description("model, tokens and a script that goes on training the arm with Megatron Bridge or torchtitan")
    .option("--seed <number>", "the seed (default: the first)", wholeNumberFrom(0))
    .addOption(
      new Option("--for <program>", "what is to go on").choices(["megatron", "torchtitan"]).default("megatron"),
    )
    .addHelpText(...example("ablate export training code-25 --from proportion.ablation.json --to code-25"))
    .action((arm: string, options: ExportTrainingOptions) =>
      action((context) => exportTraining(arm, options, context)),
    );
  inWorkspace(program.command("bundle").argument("<file.ablation.json>"))
    .description("one file with all of an experiment but its data: files, manifests, curves, scores, results")
    .option("--to <file.zip>", "a file that is not there yet (default: NAME.ablate.zip here)")
    .addHelpText(...example("ablate bundle proportion.ablation.json --to proportion.ablate.zip"))
    .action((file: string, options: BundleOptions) => action((context) => bundle(file, options, context)));
  program
    .command("unbundle")
    .argument("<bundle.zip>")
    .description("unpack a bundle, and say what data it needs and where")
    .requiredOption("--to <folder>", "a folder that is not there yet")
    .addHelpText(...example("ablate unbundle proportion.ablate.zip --to proportion"))
    .action((file: string, options: UnbundleOptions) => action((context) => unbundle(file, options, context)));
  inWorkspace(program.command("reproduce").argument("<bundle.zip>"))
    .description(
      "which stages have the same keys here as in a bundle, why others have not, and how far results are apart",
    )
    .requiredOption("--from <file.ablation.json>", "the experiment as it was unpacked")
    .addHelpText(...example("ablate reproduce proportion.ablate.zip --from proportion/proportion.ablation.json"))
    .action((file: string, options: FromExperiment) => action((context) => reproduce(file, options, context)));
}
