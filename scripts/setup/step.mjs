// Steps of the set-up: each prints one line with its duration, and the whole output of a command that fails.
import { spawn } from "node:child_process";

/** Something that stops the set-up and that a person can act on. `exitCode` 2: something is missing on the machine. */
export class SetUpError extends Error {
  /**
   * @param {string} message
   * @param {number} exitCode
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.name = "SetUpError";
    this.exitCode = exitCode;
  }
}

/**
 * Runs one step and prints its name and duration when it is through. `work` may answer with a remark for that line.
 *
 * @param {string} name
 * @param {() => Promise<string | void>} work
 */
export async function step(name, work) {
  const started = performance.now();
  const remark = await work();
  const seconds = (performance.now() - started) / 1000;
  console.log(`${name.padEnd(32)} ${seconds.toFixed(1).padStart(6)} s${remark ? `  ${remark}` : ""}`);
}

/**
 * Runs a command quietly; rejects with its whole output when it fails.
 *
 * @param {string} command
 * @param {readonly string[]} commandArguments
 * @param {{ cwd?: string, environment?: Record<string, string | undefined> }} options
 * @returns {Promise<string>} what the command wrote to stdout and stderr
 */
export function runCommand(command, commandArguments, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, commandArguments, {
      cwd: options.cwd,
      env: { ...process.env, ...options.environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    /** @type {Buffer[]} */
    const output = [];
    child.stdout.on("data", (chunk) => output.push(chunk));
    child.stderr.on("data", (chunk) => output.push(chunk));
    child.on("error", (error) => reject(new SetUpError(`${command} cannot be started: ${error.message}`)));
    child.on("close", (code, signal) => {
      const text = Buffer.concat(output).toString();
      if (code === 0) resolve(text);
      else {
        const line = [command, ...commandArguments].join(" ");
        reject(new SetUpError(`${text}\n${line}\nfailed with ${signal ?? `exit code ${code}`}`));
      }
    });
  });
}
