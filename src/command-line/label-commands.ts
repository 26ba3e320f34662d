import type { Command } from "commander";
import { classifierTrain, type ClassifierTrainOptions } from "./classifier-train.ts";
import type { CommandContext } from "./command.ts";
import { labelAsk, type LabelAskOptions } from "./label-ask.ts";
import { labelExport, type LabelExportOptions, labelImport, type LabelImportOptions } from "./label-exchange.ts";
import { labelQueueCommand, type LabelQueueOptions } from "./label-queue.ts";

interface Surroundings {
  readonly action: (body: (context: CommandContext) => Promise<void>) => Promise<void>;
  /** Adds the options of commands that work in a workspace. */
  readonly inWorkspace: (command: Command) => Command;
  readonly wholeNumberFrom: (least: number) => (text: string) => number;
  readonly numberFrom: (least: number) => (text: string) => number;
}

const LABELS = "labels/quality.labels.jsonl";

/** Adds `ablate label …` and `ablate classifier …`. */
export function addLabelCommands(program: Command, world: Surroundings): void {
  const { action, inWorkspace, wholeNumberFrom, numberFrom } = world;
  const label = program.command("label").description("labels of quality for documents");
  const ofCorpus = (name: string, count: number): Command =>
    inWorkspace(label.command(name).argument("<file.corpus.json>"))
      .option("--count <number>", "how many documents", wholeNumberFrom(1), count)
      .option("--seed <number>", "another seed draws others", wholeNumberFrom(0), 1);
  const withLabels = (command: Command): Command => command.option("--labels <file>", "the file of labels", LABELS);

  withLabels(ofCorpus("queue", 20))
    .description("the documents that are most worth a label next")
    .option("--classifier <file>", "ask where this classifier is uncertain (default: draw by lot)")
    .option("--pairs", "pairs to be compared, in place of single documents")
    .action((file: string, options: LabelQueueOptions) =>
      action((context) => labelQueueCommand(file, options, context)),
    );
  withLabels(ofCorpus("ask", 200))
    .description("ask a model behind an OpenAI-compatible endpoint for scores of a sample; goes on where it stopped")
    .requiredOption("--endpoint <url>", "base address, such as http://127.0.0.1:8080/v1")
    .requiredOption("--model <name>", "the model's name there")
    .option("--concurrency <number>", "requests at a time", wholeNumberFrom(1), 4)
    .option("--key-variable <name>", "variable of the environment with the key", "ABLATE_ENDPOINT_KEY")
    .option("--prompt-price <number>", "price of a million tokens asked, to show the cost", numberFrom(0))
    .option("--completion-price <number>", "price of a million tokens answered", numberFrom(0))
    .action((file: string, options: LabelAskOptions) => action((context) => labelAsk(file, options, context)));
  ofCorpus("export", 200)
    .description("a sample of documents to be scored with other tools")
    .requiredOption("--to <file.jsonl>", "where to")
    .action((file: string, options: LabelExportOptions) => action((context) => labelExport(file, options, context)));
  withLabels(label.command("import").argument("<file.jsonl>"))
    .description("take over scores that were filled in")
    .requiredOption("--by <name>", "who gave them")
    .action((file: string, options: LabelImportOptions) => action((context) => labelImport(file, options, context)));

  const classifier = program.command("classifier").description("classifiers of quality that learn from labels");
  withLabels(inWorkspace(classifier.command("train").argument("<file.corpus.json>")))
    .description("train a classifier on labels; says how well it does on repositories that it has not seen")
    .requiredOption("--to <file.classifier.json>", "where to write it")
    .option("--seed <number>", "divides repositories into folds", wholeNumberFrom(0), 1)
    .action((file: string, options: ClassifierTrainOptions) =>
      action((context) => classifierTrain(file, options, context)),
    );
}
