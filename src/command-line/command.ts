import type { EngineFiles } from "../engine-files.ts";
import { formatProblem, type Parsed } from "../experiment/problem.ts";
import { parseDevices, slotsFor } from "../scheduler/devices.ts";
import type { Runners } from "../scheduler/packs.ts";
import type { RunSurroundings } from "../scheduler/run-graph.ts";
import { speedsSchema, TimeEstimate } from "../scheduler/time-left.ts";
import { readOrigin } from "../store/origin.ts";
import { readSpeeds } from "../store/speed-record.ts";
import { StageStore } from "../store/stage-store.ts";
import { findWorkspace, Workspace } from "../store/workspace.ts";
import type { Launcher } from "../training/trainer-process.ts";
import { executorOf } from "./executors.ts";
import type { Output } from "./output.ts";

/** What a command is given: the world, and the options that all commands share. */
export interface CommandContext {
  readonly output: Output;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  readonly files: EngineFiles;
  /** The runners of all stages, with a folder for what may be deleted at any time; `launcher` as in TrainerSurroundings. */
  runners(cacheFolder: string, launcher?: Launcher): Runners;
  /** What was typed, without `ablate` itself. */
  readonly command: readonly string[];
  readonly currentFolder: string;
  readonly cores: number;
  /** Asks a person at the terminal; undefined where there is none, or programs read the output. */
  confirm(question: string): Promise<boolean | undefined>;
  now(): Date;
}

/** Options of every command that works in a workspace. */
export interface WorkspaceOptions {
  readonly workspace?: string;
  /** Where to compute: see `parseDevices`. */
  readonly devices?: string;
  readonly threads?: number;
  /** Most bytes that a process may take. */
  readonly memory?: number;
  /** Left out, "local". */
  readonly executor?: "local" | "slurm";
}

/** How a command ended; see `exitCodes`. */
export type Outcome = "done" | "failed" | "cancelled" | "paused" | "invalid";

/** 130 is what shells give for SIGINT. */
export const exitCodes: Readonly<Record<Outcome, number>> = {
  done: 0,
  failed: 1,
  invalid: 2,
  cancelled: 130,
  paused: 130,
};

/** Why a command is to end: the job of Slurm that runs it has little time left. */
export class TimeIsUp extends Error {
  override readonly name = "TimeIsUp";
}

/** A file of the user's is invalid: the command ends with exit code 2. The problems have been told already. */
export class InvalidFile extends Error {
  override readonly name = "InvalidFile";
}

/** A command ends with an outcome of which all has been told. */
export class CommandEnded extends Error {
  override readonly name = "CommandEnded";
  readonly outcome: Outcome;

  constructor(outcome: Outcome) {
    super(outcome);
    this.outcome = outcome;
  }
}

/** The value of a file. Tells its problems; throws InvalidFile where there is no value. */
export function valueOf<T>(parsed: Parsed<T>, output: Output): T {
  for (const problem of parsed.problems) output.emit({ event: "problem", ...problem });
  if (parsed.value === undefined) throw new InvalidFile(parsed.problems.map(formatProblem).join("\n"));
  return parsed.value;
}

/** The workspace that a command works in: the one asked for, or that of the file. */
export function workspaceOf(file: string, options: WorkspaceOptions, context: CommandContext): Workspace {
  return options.workspace === undefined
    ? findWorkspace(file, context.currentFolder)
    : new Workspace(options.workspace);
}

/** What the scheduler needs to run stages in a workspace. */
export async function surroundingsOf(
  workspace: Workspace,
  options: WorkspaceOptions,
  context: CommandContext,
): Promise<RunSurroundings> {
  const { signal, output } = context;
  const runners = context.runners(workspace.cache);
  const store = new StageStore(workspace, () => readOrigin(workspace.root, context.files.version, context.command));
  const now = (): Date => context.now();
  const log = (line: string): void => {
    output.emit({ event: "log", line });
  };
  return {
    runners,
    executor: await executorOf(workspace, options, { runners, store, cores: context.cores, now, log }, context),
    signal,
    store,
    timeEstimate: new TimeEstimate((await readSpeeds(workspace, speedsSchema)) ?? {}),
    grammarsFolder: context.files.grammarsFolder,
    device: trainingDevice(options, context),
    threads: options.threads ?? context.cores,
    ...(options.memory === undefined ? {} : { memoryLimit: options.memory }),
    log,
    now,
    emit: (event) => {
      output.emit(event);
    },
  };
}

/** The device whose speed and memory stand for all of them in forecasts, and where a single model runs. */
export function trainingDevice({ devices = "cpu" }: WorkspaceOptions, { cores }: CommandContext): string {
  return slotsFor("train", parseDevices(devices, cores), cores)[0]?.device ?? "cpu";
}
