import type { Command } from "commander";
import type { CommandContext } from "./command.ts";
import { collectGarbage, type GarbageOptions } from "./gc.ts";
import { trace, type TraceOptions } from "./trace.ts";
import { verify, type VerifyOptions } from "./verify.ts";

const workspaceOption = ["--workspace <folder>", "folder with the .ablate/ (default: the one around here)"] as const;

interface Surroundings {
  readonly action: (body: (context: CommandContext) => Promise<void>) => Promise<void>;
  /** Adds the options of commands that work in a workspace. */
  readonly inWorkspace: (command: Command) => Command;
  readonly wholeNumberFrom: (least: number) => (text: string) => number;
}

/** Adds the commands that say where results come from and look after what lies in `.ablate/`. */
export function addProvenanceCommands(program: Command, world: Surroundings): void {
  const { action, inWorkspace, wholeNumberFrom } = world;
  inWorkspace(program.command("trace").argument("<file.ablation.json>"))
    .description("where a number of the results comes from: items, stages, documents, commit and command")
    .requiredOption("--arm <name>", "the arm")
    .requiredOption("--metric <id>", "the metric, as the CSV of results calls it: bitsPerByte/code, knowledge:accuracy")
    .option("--seed <number>", "the seed (default: the first)", wholeNumberFrom(0))
    .option("--examples <number>", "how many items are shown", wholeNumberFrom(0), 5)
    .addHelpText(
      "after",
      "\nExample:\n  ablate trace proportion.ablation.json --arm code-25 --seed 2 --metric bitsPerByte/code",
    )
    .action((file: string, options: TraceOptions) => action((context) => trace(file, options, context)));
  program
    .command("verify")
    .argument("[key...]")
    .description("whether finished stages are still as they were made: their files' SHA-256 against their manifests")
    .option(...workspaceOption)
    .addHelpText("after", "\nExample:\n  ablate verify                 every stage\n  ablate verify 5eabb7b9 --json")
    .action((keys: string[], options: VerifyOptions) => action((context) => verify(keys, options, context)));
  program
    .command("gc")
    .argument("[name...]")
    .description(
      "list what no ablation or corpus file refers to any more, ask, and delete it; [name...] as it lists them",
    )
    .option(...workspaceOption)
    .option("--dry-run", "only list")
    .option("--yes", "do not ask")
    .option("--trash", "put aside in .ablate/trash/ in place of deleting; the next gc lists it")
    .option("--cache", "the cache too: it is made anew when it is needed")
    .option("--ignore-invalid", "go on though files are invalid that never ran")
    .addHelpText("after", "\nExample:\n  ablate gc --dry-run\n  ablate gc --trash --yes train-5eabb7b9fd25909174f5")
    .action((names: string[], options: GarbageOptions) => action((context) => collectGarbage(names, options, context)));
}
