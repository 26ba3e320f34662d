import type { Command } from "commander";
import { attach } from "./attach.ts";
import type { Action } from "./program.ts";
import { askRun, type AskOptions } from "./ask-run.ts";
import { listRuns, type RunsOptions } from "./runs.ts";
import { startAgain, type StartAgainOptions } from "./start-again.ts";

const fileArgument = "[file]";
const fileHelp = "the ablation or corpus file (default: the only run that this is possible for)";

/** Adds the commands that look after runs: `runs`, `attach`, `pause`, `stop`, `resume` and `retry`. */
export function addRunControl(program: Command, action: Action): void {
  const inWorkspace = (command: Command, example: string): Command =>
    command
      .option("--workspace <folder>", "folder whose .ablate/ holds the runs (default: found from the file)")
      .addHelpText("after", `\nExample: ${example}`);
  const ofRun = (name: string, example: string): Command =>
    inWorkspace(program.command(name).argument(fileArgument, fileHelp), example);

  inWorkspace(program.command("runs"), "ablate --json runs")
    .description("the last run of every file of a workspace, and which of them run now")
    .action((options: RunsOptions) => action((context) => listRuns(options, context)));
  ofRun("attach", "ablate attach study.ablation.json")
    .description("follow a run, whoever started it; Ctrl-C leaves it running")
    .action((file: string | undefined, options: RunsOptions) => action((context) => attach(file, options, context)));
  ofRun("pause", "ablate pause study.ablation.json && ablate resume study.ablation.json")
    .description("end a run after its next checkpoint, to go on later with resume; nothing is computed twice")
    .action((file: string | undefined, options: AskOptions) =>
      action((context) => askRun("pause", file, options, context)),
    );
  ofRun("stop", "ablate stop study.ablation.json")
    .description("end a run after its next checkpoint")
    .option("--force", "kill it where it does not end within a minute; what was not on disk is computed again")
    .action((file: string | undefined, options: AskOptions) =>
      action((context) => askRun("stop", file, options, context)),
    );
  ofRun("resume", "ablate resume study.ablation.json")
    .description("go on with a run that was paused, stopped or interrupted (by a crash, a restart), with its options")
    .action((file: string | undefined, options: StartAgainOptions) =>
      action((context) => startAgain("resume", file, options, context)),
    );
  ofRun("retry", "ablate retry study.ablation.json")
    .description("run again what has failed, and what needs it")
    .action((file: string | undefined, options: StartAgainOptions) =>
      action((context) => startAgain("retry", file, options, context)),
    );
}
