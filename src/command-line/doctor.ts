import { access } from "node:fs/promises";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { StageError } from "../stage/runner.ts";
import type { CommandContext } from "./command.ts";

const run = promisify(execFile);

/** What Ablate runs without. */
const optional: readonly string[] = ["CUDA driver", "git", "Slurm"];

/** `ablate doctor`: what is installed, what is missing, and how to get it. Fails when something needed is missing. */
export async function doctor(context: CommandContext): Promise<void> {
  const { files, output } = context;
  const checks = [
    check(
      "Node.js",
      Number(process.versions.node.split(".")[0]) >= 22,
      `${process.versions.node}; 22 or newer is needed`,
    ),
    await programCheck(
      "trainer",
      files.trainer,
      ["--version"],
      "build it with: node scripts/start.mjs, or set ABLATE_TRAINER",
    ),
    await programCheck("git", "git", ["--version"], "needed for git sources: apt-get install git"),
    await programCheck(
      "CUDA driver",
      "nvidia-smi",
      ["--query-gpu=name", "--format=csv,noheader"],
      "optional; this trainer computes on the CPU",
    ),
    await programCheck("Slurm", "sbatch", ["--version"], "optional; needed for --executor slurm (docs/slurm.md)"),
    await fileCheck("grammars", files.grammarsFolder, "bundle them with: node esbuild.mjs"),
    await fileCheck("report", files.webviewFolder, "bundle it with: node esbuild.mjs"),
  ];
  for (const { name, ok, detail } of checks) output.emit({ event: "check", name, ok, detail });
  const missing = checks.filter(({ name, ok }) => !ok && !optional.includes(name));
  if (missing.length > 0) throw new StageError(`missing: ${missing.map(({ name }) => name).join(", ")}`);
}

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

function check(name: string, ok: boolean, detail: string): Check {
  return { name, ok, detail };
}

async function programCheck(name: string, program: string, parameters: string[], wayOut: string): Promise<Check> {
  try {
    const { stdout } = await run(program, parameters);
    return check(name, true, stdout.trim());
  } catch {
    return check(name, false, wayOut);
  }
}

async function fileCheck(name: string, path: string, wayOut: string): Promise<Check> {
  try {
    await access(path);
    return check(name, true, path);
  } catch {
    return check(name, false, wayOut);
  }
}
