import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { StageError } from "../../stage/runner.ts";

const execute = promisify(execFile);
const PATIENCE_MILLISECONDS = 120_000;
const LARGEST_ANSWER = 256 * 1024 * 1024;

/** Runs one of Slurm's commands; resolves with what it wrote on stdout. Rejects with a StageError. */
export type SlurmCommand = (name: string, parameters: readonly string[]) => Promise<string>;

/** Slurm's commands as they are on PATH. */
export const slurmCommand: SlurmCommand = async (name, parameters) => {
  try {
    const options = { timeout: PATIENCE_MILLISECONDS, maxBuffer: LARGEST_ANSWER };
    return (await execute(name, [...parameters], options)).stdout;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if ("code" in error && error.code === "ENOENT") {
      throw new StageError(
        `There is no ${name} on PATH: start Ablate where Slurm's commands are, or leave out --executor slurm.`,
      );
    }
    const said = "stderr" in error && typeof error.stderr === "string" ? error.stderr.trim() : "";
    throw new StageError(`${name}: ${said === "" ? error.message : said}`);
  }
};
