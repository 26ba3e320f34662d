import { type Command, InvalidArgumentError, Option } from "commander";
import type { CommandContext } from "./command.ts";
import { mixture, type MixtureCommandOptions } from "./mixture.ts";

interface Surroundings {
  readonly action: (body: (context: CommandContext) => Promise<void>) => Promise<void>;
  /** Adds the options of commands that work in a workspace. */
  readonly inWorkspace: (command: Command) => Command;
  readonly wholeNumberFrom: (least: number) => (text: string) => number;
}

/** A name and a number that belongs to it. */
type Pair = readonly [string, number];

/** Adds the commands that fit laws to results: of the mixture, and of the scale. */
export function addLawCommands(program: Command, { action, inWorkspace, wholeNumberFrom }: Surroundings): void {
  inWorkspace(program.command("mixture").argument("<file.ablation.json>"))
    .description(
      "the laws of the mixture that the arms follow, the best mixture that they predict, and arms to train next",
    )
    .option("--metric <id[=weight]...>", "what to optimise (default: the mean bits per byte of all corpora)", weighted)
    .addOption(new Option("--law <law>", "the law to predict with").choices(["log-linear", "linear"]))
    .option("--min <corpus=share...>", "least shares (default: the least that an arm has)", shares)
    .option("--max <corpus=share...>", "largest shares (default: the largest that an arm has)", shares)
    .option("--tokens <number>", "training tokens of the run that it is for (default: those of the arms)", tokenCount)
    .option("--epochs <number>", "most times that a corpus is seen (default: 4); none for no limit", epochs)
    .option("--arms <number>", "how many arms to propose", wholeNumberFrom(0), 4)
    .option("--write <file.ablation.json>", "write a follow-up, the same experiment with the proposed arms too")
    .addHelpText(
      "after",
      "\nExample:\n  ablate mixture swarm.ablation.json\n" +
        "  ablate mixture swarm.ablation.json --metric bitsPerByte/code bitsPerByte/text=2 --max code=0.4 --tokens 2e9\n" +
        "  ablate mixture swarm.ablation.json --arms 6 --write swarm-2.ablation.json && ablate run swarm-2.ablation.json",
    )
    .action((file: string, options: MixtureCommandOptions) => action((context) => mixture(file, options, context)));
}

function weighted(text: string, before: readonly Pair[] = []): readonly Pair[] {
  const [, id = text, weight = "1"] = /^(.+)=([^=]+)$/.exec(text) ?? [];
  const value = Number(weight);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError("a weight must be a number above 0");
  return [...before, [id, value]];
}

function shares(text: string, before: readonly Pair[] = []): readonly Pair[] {
  const [, name = "", share = ""] = /^(.+)=([^=]+)$/.exec(text) ?? [];
  const value = Number(share);
  if (name === "" || !(value >= 0 && value <= 1)) {
    throw new InvalidArgumentError("it must be a corpus and a share between 0 and 1, as in code=0.4");
  }
  return [...before, [name, value]];
}

function tokenCount(text: string): number {
  const value = Number(text);
  if (!(value >= 1 && Number.isFinite(value)))
    throw new InvalidArgumentError("it must be a number of tokens, as in 2e9");
  return value;
}

function epochs(text: string): number {
  const value = text === "none" ? Infinity : Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("it must be a number above 0, or none");
  return value;
}
