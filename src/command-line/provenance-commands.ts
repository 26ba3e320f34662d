import type { Command } from "commander";
import type { CommandContext } from "./command.ts";
import { collectGarbage, type GarbageOptions } from "./gc.ts";
import { verify, type VerifyOptions } from "./verify.ts";

type Action = (body: (context: CommandContext) => Promise<void>) => Promise<void>;

const workspaceOption = ["--workspace <folder>", "folder with the .ablate/ (default: the one around here)"] as const;

/** Adds the commands that say where results come from and look after what lies in `.ablate/`. */
export function addProvenanceCommands(program: Command, action: Action): void {
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
