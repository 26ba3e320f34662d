import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, open, readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { StageError } from "../stage/runner.ts";
import { holderText, lockHolderIn } from "../store/lock-file.ts";
import { RunFiles, type RunOptions, type RunRecord } from "../store/run-record.ts";
import type { Workspace } from "../store/workspace.ts";
import type { CommandContext } from "./command.ts";

const pollMilliseconds = 50;
const quotedCharacters = 2000;

/** What is to be run without this process. */
export interface DetachedStart {
  readonly task: RunRecord["task"];
  readonly file: string;
  readonly workspace: Workspace;
  readonly options: RunOptions;
  /** Options of the command beside those that are kept. */
  readonly more?: readonly string[];
}

/**
 * Starts a run as a process of its own session, which neither the end of this one nor that of its terminal reaches. Resolves with
 * its record once it has begun. Throws a StageError that says why it has not.
 */
export async function startDetached(start: DetachedStart, context: CommandContext): Promise<RunRecord> {
  const { task, workspace, options, more = [] } = start;
  const file = resolve(start.file);
  const files = new RunFiles(workspace, file);
  const holder = await lockHolderIn(files.lock);
  if (holder !== undefined) {
    throw new StageError(`${file} is running already: ${holderText(holder)}. Follow it with: ablate attach ${file}`);
  }
  const id = randomUUID();
  await mkdir(workspace.runs, { recursive: true });
  const output = await open(files.output, "w");
  try {
    const child = spawn(
      process.execPath,
      [
        ...process.execArgv,
        context.files.program,
        ...[task, "--workspace", workspace.root, "--run-id", id, ...optionArguments(options), ...more, "--", file],
      ],
      // No pipe to this process: what is written after its end must go somewhere.
      { cwd: context.currentFolder, detached: true, stdio: ["ignore", output.fd, output.fd], windowsHide: true },
    );
    const ended = new Promise<"ended">((settle) => {
      child.once("error", () => {
        settle("ended");
      });
      child.once("exit", () => {
        settle("ended");
      });
    });
    for (;;) {
      const state = await Promise.race([ended, sleep(pollMilliseconds)]);
      const record = await files.readRecord();
      if (record?.id === id) {
        child.unref();
        return record;
      }
      if (state === "ended") throw new StageError(`the run could not be started: ${await lastWords(files.output)}`);
    }
  } finally {
    await output.close();
  }
}

/** Options of a run as the command takes them. */
export function optionArguments({ devices, threads, memory, executor }: RunOptions): readonly string[] {
  return [
    ...(devices === undefined ? [] : ["--devices", devices]),
    ...(threads === undefined ? [] : ["--threads", String(threads)]),
    ...(memory === undefined ? [] : ["--memory", `${String(memory / 1e6)}MB`]),
    ...(executor === undefined ? [] : ["--executor", executor]),
  ];
}

async function lastWords(file: string): Promise<string> {
  const text = (await readFile(file, "utf8").catch(() => "")).trim();
  return text === "" ? "it ended without a word" : text.slice(-quotedCharacters);
}
