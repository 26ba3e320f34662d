import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { SandboxLanguage } from "../../experiment/corpus/synthetic-source.ts";
import { StageError } from "../../stage/runner.ts";

const run = promisify(execFile);

/** What runs the programs of a language on this machine. */
export interface LanguageTool {
  readonly executable: string;
  /** As it says itself: kept with what it has verified. */
  readonly version: string;
  /** What the sandbox has to show of the disk beside the system's folders, for it to run. */
  readonly shown: readonly string[];
  /**
   * What bounds its memory. Runtimes that reserve much more of the address space than they use are bounded by what they can
   * write to.
   */
  readonly bound: "addressSpace" | "data";
}

/** Finds what runs a language. Rejects with a `StageError` that says what to install. */
export async function findTool(language: SandboxLanguage): Promise<LanguageTool> {
  try {
    return await finders[language]();
  } catch (error) {
    if (error instanceof StageError) throw error;
    throw new StageError(`Programs in ${language} cannot be verified here: ${wanted[language]}.`);
  }
}

const wanted: Readonly<Record<SandboxLanguage, string>> = {
  python: "there is no python3 on the path",
  javascript: "there is no node on the path",
  bash: "there is no bash",
  c: "there is no gcc, or no objcopy (binutils)",
  cpp: "there is no g++, or no objcopy (binutils)",
};

const finders: Readonly<Record<SandboxLanguage, () => Promise<LanguageTool>>> = {
  async python() {
    // What is on the path may be a script that chooses among versions, or a virtual environment.
    const ask =
      "import sys, platform; print(sys._base_executable, sys.base_prefix, platform.python_version(), sep='\\n')";
    const { stdout } = await run("python3", ["-S", "-c", ask]);
    const [executable = "", prefix = "", version = ""] = stdout.split("\n");
    const file = await realpath(executable);
    return { executable: file, version: `Python ${version}`, shown: beyondSystem(prefix, file), bound: "addressSpace" };
  },
  async javascript() {
    const { stdout } = await run("node", ["-p", "process.execPath + '\\n' + process.version"]);
    const [executable = "", version = ""] = stdout.split("\n");
    const file = await realpath(executable);
    return { executable: file, version: `Node.js ${version}`, shown: beyondSystem(file, file), bound: "data" };
  },
  async bash() {
    const version = await firstLine("bash", ["--version"]);
    return { executable: "/bin/bash", version, shown: [], bound: "addressSpace" };
  },
  c: () => compiler("gcc"),
  cpp: () => compiler("g++"),
};

async function compiler(name: "gcc" | "g++"): Promise<LanguageTool> {
  await run("objcopy", ["--version"]);
  return { executable: name, version: await firstLine(name, ["--version"]), shown: [], bound: "addressSpace" };
}

async function firstLine(program: string, parameters: string[]): Promise<string> {
  return (await run(program, parameters)).stdout.split("\n")[0] ?? "";
}

/** The folder of a tool that lies elsewhere than the system's; its file alone where the folder has people's own files too. */
function beyondSystem(folder: string, file: string): string[] {
  if (file.startsWith("/usr/")) return [];
  const home = homedir();
  const isPersonal = folder === dirname(folder) || home === folder || home.startsWith(join(folder, "/"));
  return [isPersonal ? file : folder].filter((path) => existsSync(path));
}
