import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { parseDevices } from "../scheduler/devices.ts";
import { StageError } from "../stage/runner.ts";
import type { CommandContext, Outcome, WorkspaceOptions } from "./command.ts";
import { curate } from "./curate.ts";
import { dedupExplain, type DedupExplainOptions } from "./dedup-explain.ts";
import { doctor } from "./doctor.ts";
import { explore } from "./explore.ts";
import { addExportCommands } from "./export-commands.ts";
import { failure } from "./failure.ts";
import { generate, type GenerateCommandOptions } from "./generate.ts";
import { inspect, type InspectOptions } from "./inspect.ts";
import { addJudgeCommand } from "./judge-command.ts";
import { addLabelCommands } from "./label-commands.ts";
import { addLawCommands } from "./law-commands.ts";
import { addNewCommand } from "./new-command.ts";
import { plan } from "./plan.ts";
import { preview, type PreviewOptions } from "./preview.ts";
import { addProvenanceCommands } from "./provenance-commands.ts";
import type { RunStartOptions } from "./recorded-run.ts";
import { results } from "./results.ts";
import { testRulesIn } from "./rules.ts";
import { run, type RunCommandOptions } from "./run.ts";
import { addRunControl } from "./run-control-commands.ts";
import { stage, type StageOptions } from "./stage.ts";
import { synthesiseProblems, type SynthesiseOptions } from "./synthesise.ts";
import type { ResultsOptions } from "./tell-results.ts";

/** What the composition root supplies; the context is made once it is known whether JSON is asked for. */
export interface ProgramSurroundings {
  readonly version: string;
  /** For usage and its errors. */
  writeOut(text: string): void;
  writeError(text: string): void;
  context(json: boolean): CommandContext;
}

/** Runs the command that `parameters` (without node and script) name. Never rejects: failures are told and become the outcome. */
export async function runProgram(parameters: readonly string[], world: ProgramSurroundings): Promise<Outcome> {
  let outcome: Outcome = "done";
  const action = (body: (context: CommandContext) => Promise<void>): Promise<void> => {
    const context = world.context(program.opts<{ json?: boolean }>().json === true);
    return perform(body, context).then((result) => {
      outcome = result;
    });
  };
  const program = buildProgram(world, action);
  try {
    await program.parseAsync([...parameters], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? "done" : "invalid";
  }
  return outcome;
}

/** Runs the body of a command. */
export type Action = (body: (context: CommandContext) => Promise<void>) => Promise<void>;

function buildProgram(world: ProgramSurroundings, action: Action): Command {
  const program = new Command("ablate")
    .description("Find out what each part of the pretraining data does to a language model.")
    .version(world.version)
    .option("--json", "write one JSON event a line on stdout")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        world.writeOut(text);
      },
      writeErr: (text) => {
        world.writeError(text);
      },
    });

  const inWorkspace = (command: Command): Command =>
    command
      .option("--workspace <folder>", "folder whose .ablate/ holds the stages (default: found from the file)")
      .option(
        "--device, --devices <list>",
        "where to compute, a pack of arms on each: cpu; cpu=4,cpu=4 (two packs with four cores each); cuda:0,cuda:1",
        deviceList,
        "cpu",
      )
      .option("--threads <number>", "cores to keep busy (default: all)", wholeNumberFrom(1))
      .option(
        "--memory <size>",
        "most memory that training may take, as in 8GB (default: what is available)",
        memorySize,
      );
  const detachable = (command: Command): Command =>
    command
      .option("--detach", "run without this terminal, which can be closed; see: ablate attach --help")
      .addOption(new Option("--run-id <id>").hideHelp())
      .addOption(
        new Option(
          "--executor <executor>",
          "where stages run: here (local), or as jobs of Slurm, by the settings in ablate.slurm.json (docs/slurm.md)",
        ).choices(["local", "slurm"]),
      );
  const withResults = (command: Command): Command =>
    command
      .option("--csv <file>", "write the results as CSV too")
      .option("--html <file>", "write the results as a self-contained HTML report too");

  detachable(inWorkspace(program.command("curate").argument("<file.corpus.json>")))
    .description("make a corpus's documents; says for every file why it was kept or dropped")
    .action((file: string, options: RunStartOptions) => action((context) => curate(file, options, context)));
  program
    .command("inspect")
    .argument("[path...]")
    .description("every signal, its contribution to the quality, and the verdict of files or folders")
    .option("--corpus <file.corpus.json>", "judge by the rules of this corpus")
    .addOption(new Option("--stdin", "inspect standard input as the file that <path> names").conflicts("watch"))
    .option("--watch", "answer requests on standard input, one JSON object a line, until it ends")
    .action((paths: string[], options: InspectOptions) => action((context) => inspect(paths, options, context)));
  program
    .command("dedup")
    .description("how duplicates are found")
    .command("explain")
    .description("the bands and rows that near duplicates are looked for by, and the chance to find them (S-curve)")
    .option("--threshold <similarity>", "the Jaccard similarity from which documents are duplicates", partialShare, 0.7)
    .option("--permutations <number>", "values of a signature, 16 to 1024", permutations, 256)
    .option("--miss-weight <share>", "weight of missed duplicates against false candidates", partialShare)
    .addOption(
      new Option("--verify <how>", "how candidates are checked")
        .choices(["estimate", "exact", "none"])
        .default("estimate"),
    )
    .action((options: DedupExplainOptions) => action((context) => dedupExplain(options, context)));
  program
    .command("synthesise")
    .argument("<file.corpus.json>")
    .description("have a language model write the problems of a synthetic source; they are verified when it is curated")
    .requiredOption(
      "--endpoint <url>",
      "an endpoint for chat completions as OpenAI's, such as http://localhost:8000/v1",
    )
    .requiredOption("--model <name>", "the model, as the endpoint names it")
    .option("--source <name>", "the source (default: the only synthetic one)")
    .option("--concurrency <number>", "requests at the same time", wholeNumberFrom(1), 4)
    .option("--retries <number>", "how often a request is sent again", wholeNumberFrom(0), 4)
    .option("--api-key-variable <name>", "the environment variable that holds the key", "OPENAI_API_KEY")
    .action((file: string, options: SynthesiseOptions) =>
      action((context) => synthesiseProblems(file, options, context)),
    );
  program
    .command("explore")
    .argument("<folder>")
    .description("answer queries about a curated corpus on standard input; <folder> is its curate stage's")
    .action((folder: string) => action((context) => explore(folder, context)));
  addNewCommand(program, action);
  inWorkspace(program.command("plan").argument("<file.ablation.json>"))
    .description("the stages of an experiment, what is there already, and what the rest will take")
    .action((file: string, options: WorkspaceOptions) => action((context) => plan(file, options, context)));
  inWorkspace(program.command("preview").argument("<file.ablation.json>"))
    .description("what the model will see of a corpus: its first documents with special tokens and masked spans")
    .requiredOption("--corpus <name>", "the corpus, as the experiment names it")
    .option("--documents <number>", "how many documents", wholeNumberFrom(1), 5)
    .action((file: string, options: PreviewOptions) => action((context) => preview(file, options, context)));
  detachable(withResults(inWorkspace(program.command("run").argument("<file.ablation.json>"))))
    .description("run what is missing of an experiment and show the results")
    .addHelpText("after", "\nExample: ablate run --detach study.ablation.json && ablate attach study.ablation.json")
    .action((file: string, options: RunCommandOptions) => action((context) => run(file, options, context)));
  addRunControl(program, action);
  withResults(inWorkspace(program.command("results").argument("<file.ablation.json>")))
    .description("the table of results")
    .action((file: string, options: ResultsOptions) => action((context) => results(file, options, context)));
  addExportCommands(program, { action, inWorkspace, wholeNumberFrom });
  inWorkspace(program.command("generate").argument("<model>"))
    .description("how a trained model continues texts: <model> is its folder, or with --from an arm's name")
    .requiredOption("--prompt <text...>", "the texts to be continued")
    .option(
      "--max-tokens <number>",
      "the most tokens of a continuation (default: 100, or what fits)",
      wholeNumberFrom(1),
    )
    .option("--temperature <number>", "0: the likeliest token each time; 1: as the model says", numberFrom(0), 0.8)
    .option("--top-k <number>", "draw from so many of the likeliest tokens only", wholeNumberFrom(1))
    .option("--top-p <share>", "draw from the likeliest tokens that have this probability together", share)
    .option("--seed <number>", "another seed draws other tokens", wholeNumberFrom(0), 1)
    .option("--stop <text...>", "end where one of these texts comes up")
    .addOption(
      new Option("--precision <type>", "what operands of matrix products are rounded to")
        .choices(["float32", "bfloat16"])
        .default("float32"),
    )
    .option("--from <file.ablation.json>", "the experiment whose arm <model> is")
    .option("--arm-seed <number>", "the arm's seed (default: the first)", wholeNumberFrom(0))
    .action((model: string, options: GenerateCommandOptions) => action((context) => generate(model, options, context)));
  addLabelCommands(program, { action, inWorkspace, wholeNumberFrom, numberFrom });
  addJudgeCommand(program, { action, inWorkspace, wholeNumberFrom, numberFrom });
  addLawCommands(program, { action, inWorkspace, wholeNumberFrom });
  program
    .command("rules")
    .description("rules of your own, which make signals of tree-sitter queries")
    .command("test")
    .argument("<folder>")
    .description("measure the fixtures of every rule and compare with what is expected of them")
    .action((folder: string) => action((context) => testRulesIn(folder, context)));
  addProvenanceCommands(program, { action, inWorkspace, wholeNumberFrom });
  program
    .command("stage")
    .argument("<tasks.json>")
    .description("run one task of a job array, as jobs of Slurm do: see --executor slurm of run and curate")
    .requiredOption("--task <number>", "the index of the task", wholeNumberFrom(0))
    .addHelpText("after", "\nExample:\n  ablate stage .ablate/slurm/20261124T043000-1a2b3c4d/tasks.json --task 0")
    .action((file: string, options: StageOptions) => action((context) => stage(file, options, context)));
  program
    .command("doctor")
    .description("what is installed, what is missing, how to get it")
    .action(() => action(doctor));
  return program;
}

function wholeNumberFrom(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`it must be a whole number, ${String(least)} or more`);
    }
    return value;
  };
}

function deviceList(text: string): string {
  try {
    parseDevices(text, 1);
    return text;
  } catch (error) {
    throw error instanceof StageError ? new InvalidArgumentError(error.message) : error;
  }
}

function numberFrom(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value) || value < least) {
      throw new InvalidArgumentError(`it must be a number, ${String(least)} or more`);
    }
    return value;
  };
}

function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1)) throw new InvalidArgumentError("it must be above 0 and at most 1");
  return value;
}

function partialShare(text: string): number {
  const value = share(text);
  if (value === 1) throw new InvalidArgumentError("it must be above 0 and below 1");
  return value;
}

function permutations(text: string): number {
  const value = wholeNumberFrom(16)(text);
  if (value > 1024) throw new InvalidArgumentError("it must be 1024 at most");
  return value;
}

const bytesOfUnit: Readonly<Record<string, number>> = {
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
};

function memorySize(text: string): number {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?) ?([a-z]+)$/i.exec(text) ?? [];
  const bytes = Number(number) * (bytesOfUnit[unit.toUpperCase()] ?? NaN);
  if (!(bytes > 0)) throw new InvalidArgumentError("it must be a size with its unit: 800MB, 8GB, 7.5GiB");
  return bytes;
}

async function perform(body: (context: CommandContext) => Promise<void>, context: CommandContext): Promise<Outcome> {
  const started = context.now().getTime();
  const outcome = await body(context).then(
    (): Outcome => "done",
    (error: unknown) => failure(error, context.output, context.signal),
  );
  context.output.emit({ event: "end", outcome, seconds: (context.now().getTime() - started) / 1000 });
  context.output.close();
  return outcome;
}
