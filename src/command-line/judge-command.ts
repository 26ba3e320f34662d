import { type Command, Option } from "commander";
import type { CommandContext } from "./command.ts";
import { judge, type JudgeOptions } from "./judge.ts";

interface Surroundings {
  readonly action: (body: (context: CommandContext) => Promise<void>) => Promise<void>;
  /** Adds the options of commands that work in a workspace. */
  readonly inWorkspace: (command: Command) => Command;
  readonly wholeNumberFrom: (least: number) => (text: string) => number;
  readonly numberFrom: (least: number) => (text: string) => number;
}

/** Adds `ablate judge`. */
export function addJudgeCommand(
  program: Command,
  { action, inWorkspace, wholeNumberFrom, numberFrom }: Surroundings,
): void {
  inWorkspace(program.command("judge").argument("<file.ablation.json>"))
    .description("win-rates of trained arms: a language model compares their answers to prompts, in both orders")
    .requiredOption("--prompts <file.jsonl>", 'prompts: lines of Dolly, of Arena-Hard, or with a "prompt"')
    .option("--items <number>", "most prompts, chosen by the seed", wholeNumberFrom(1), 200)
    .option("--arms <name...>", "the arms to be compared (default: all)")
    .option("--seed <number>", "of the choice of prompts, the sampling and the bootstrap", wholeNumberFrom(0), 1)
    .option("--max-tokens <number>", "the most tokens of an answer", wholeNumberFrom(1), 200)
    .option("--temperature <number>", "of the answers; 0: the likeliest token each time", numberFrom(0), 0)
    .option("--endpoint <url>", "the judge's endpoint, such as http://localhost:8000/v1")
    .option("--model <name>", "the judge, as the endpoint names it")
    .addOption(
      new Option("--format <format>", "what the endpoint speaks").choices(["openai", "cohere"]).default("openai"),
    )
    .option("--api-key-variable <name>", "the environment variable that holds the key", "OPENAI_API_KEY")
    .option("--input-price <number>", "of a million tokens that the judge reads", numberFrom(0))
    .option("--output-price <number>", "of a million tokens that the judge writes", numberFrom(0))
    .option("--budget <number>", "the most that this judge may cost in this workspace, in all runs", numberFrom(0))
    .option("--concurrency <number>", "requests at the same time", wholeNumberFrom(1), 4)
    .option("--retries <number>", "how often a request is sent again", wholeNumberFrom(0), 4)
    .option("--dry-run", "generate the answers and tell what judging them would cost; ask nobody")
    .addOption(
      new Option("--likelihood <arm>", "without a judge: which answer this arm finds likelier per byte").conflicts([
        "endpoint",
        "model",
        "dryRun",
      ]),
    )
    .addHelpText(
      "after",
      "\nExample:\n  ablate judge study.ablation.json --prompts dolly.jsonl --endpoint https://host/v1 --model NAME \\\n" +
        "    --input-price 0.5 --output-price 1.5 --budget 5 --dry-run\n" +
        "  ablate judge study.ablation.json --prompts dolly.jsonl --likelihood large",
    )
    .action((file: string, options: JudgeOptions) => action((context) => judge(file, options, context)));
}
