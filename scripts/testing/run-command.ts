import { spawn } from "node:child_process";
import { projectFolder } from "../setup/folders.mjs";

export interface CommandResult {
  /** Whether it ended with exit code 0. */
  readonly ok: boolean;
  /** What it wrote to stdout and stderr, with how it ended where that was not exit code 0. */
  readonly output: string;
}

/** Runs a command in the project's folder, with the project's Node and tools first on PATH. */
export function runCommand(command: string, commandArguments: readonly string[]): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(command, commandArguments, {
      cwd: projectFolder,
      env: { ...process.env, PATH: `${projectFolder}/node_modules/.bin:${process.env["PATH"] ?? ""}` },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("error", (error) => {
      resolve({ ok: false, output: `${command} cannot be started: ${error.message}` });
    });
    child.on("close", (code, signal) => {
      const ending = code === 0 ? "" : `\n${command} ended with ${signal ?? `exit code ${String(code)}`}`;
      resolve({ ok: code === 0, output: output + ending });
    });
  });
}
