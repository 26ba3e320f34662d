import { Argument, type Command, InvalidArgumentError, Option } from "commander";
import { machineNames, namedMachine } from "../experiment/studies/machines.ts";
import { scaleNames } from "../experiment/studies/scale.ts";
import { type StudyName, studyNames } from "../experiment/studies/study.ts";
import type { CommandContext } from "./command.ts";
import { type NewOptions, newStudy } from "./new.ts";

const examples = `
Examples:
  ablate new                                     the five studies, and what each will take
  ablate new proportion                          text and code of this folder, at toy scale
  ablate new cooldown studies/cooldown --scale gpu --text ../corpora/text.corpus.json --code ../corpora/code.corpus.json
  ablate new scale --scale paper --machine 256xh100 --dry-run`;

/** Adds `ablate new` to a program. */
export function addNewCommand(
  program: Command,
  action: (body: (context: CommandContext) => Promise<void>) => Promise<void>,
): void {
  const corpus = (role: string, what: string): Option =>
    new Option(`--${role} <file.corpus.json>`, `use this corpus for ${what}`).argParser(corpusFile);
  program
    .command("new")
    .addArgument(new Argument("[study]", "which of the paper's studies; left out: what there is").choices(studyNames))
    .argument("[folder]", "where its files go (default: a folder of the study's name)")
    .description(
      "a study of “To Code, or Not To Code?” as an experiment; tells what it will take before it writes anything",
    )
    .addOption(new Option("--scale <scale>", "how large").choices(scaleNames).default("toy"))
    .option("--data <folder>", "where the text and code of new corpora lie (default: the current folder)")
    .option("--wordnet <folder>", "WordNet's dict folder, for the suites of knowledge and reasoning")
    .addOption(corpus("text", "text"))
    .addOption(corpus("code", "code from the web"))
    .addOption(corpus("markup", "markup"))
    .addOption(corpus("adjacent", "commits, notebooks, questions and answers"))
    .addOption(corpus("synthetic", "verified problems"))
    .option("--machine <name>", `tell the time on this machine: ${machineNames.join(", ")}, or 8xh100`, machine)
    .option("--dry-run", "write nothing")
    .addHelpText("after", examples)
    .action((study: StudyName | undefined, folder: string | undefined, options: NewOptions) =>
      action((context) => newStudy(study, folder, options, context)),
    );
}

function machine(name: string): string {
  if (namedMachine(name) === undefined) {
    throw new InvalidArgumentError(`it must be one of ${machineNames.join(", ")}, or several of one as in 8xh100`);
  }
  return name;
}

function corpusFile(path: string): string {
  if (!path.endsWith(".corpus.json")) throw new InvalidArgumentError("the name of such a file ends in .corpus.json");
  return path;
}
