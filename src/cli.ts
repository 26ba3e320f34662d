#!/usr/bin/env node
import { availableParallelism } from "node:os";
import { askAtTerminal } from "./command-line/ask-at-terminal.ts";
import { JsonOutput } from "./command-line/output.ts";
import { exitCodes, TimeIsUp } from "./command-line/command.ts";
import { runProgram } from "./command-line/program.ts";
import { createRunners } from "./command-line/runners.ts";
import { TerminalOutput } from "./command-line/terminal-output.ts";
import { engineFiles } from "./engine-files.ts";

const abort = new AbortController();
const interrupt = (): void => {
  // A second Ctrl-C does not wait for the checkpoint.
  if (abort.signal.aborted) process.exit(exitCodes.cancelled);
  abort.abort(new Error("stopped by the user"));
};
process.on("SIGINT", interrupt);
process.on("SIGTERM", interrupt);
// Sent by Slurm some time before a job's time is over: see `scheduler/slurm/job-script.ts`.
process.on("SIGUSR2", () => {
  abort.abort(new TimeIsUp("the job's time is nearly over"));
});
// The reader is gone (`ablate … | head`, an editor that was closed): nobody to write to is no failure of the run.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", () => {
    abort.abort(new Error("nobody reads the output"));
  });
}

const files = engineFiles(import.meta.url, process.env);
const outcome = await runProgram(process.argv.slice(2), {
  version: files.version,
  writeOut: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
  context: (json) => ({
    output: json
      ? new JsonOutput((text) => process.stdout.write(text))
      : new TerminalOutput({
          out: (text) => process.stdout.write(text),
          error: (text) => process.stderr.write(text),
          columns: () => (process.stderr.isTTY ? process.stderr.columns : undefined),
          now: Date.now,
        }),
    signal: abort.signal,
    files,
    runners: (cacheFolder, launcher) => createRunners(files, cacheFolder, launcher),
    command: process.argv.slice(2),
    currentFolder: process.cwd(),
    cores: availableParallelism(),
    confirm: (question) => (json ? Promise.resolve(undefined) : askAtTerminal(question, abort.signal)),
    now: () => new Date(),
  }),
});
process.exitCode = exitCodes[outcome];
