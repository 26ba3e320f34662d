import { execFile } from "node:child_process";
import { cpus, hostname, release, totalmem, type } from "node:os";
import { promisify } from "node:util";
import { z } from "zod";
import { withoutCredentials } from "./without-credentials.ts";

/** What made a stage: enough to find the code, the files and the machine again. It is no part of any key. */
export const originSchema = z.object({
  /** Version of Ablate. */
  ablate: z.string(),
  /** The command as it was typed, without `ablate` itself. */
  command: z.array(z.string()),
  /** The commit of the workspace's repository; null where it is in none. `changed`: files that git tracks differed from it. */
  commit: z.object({ revision: z.string(), changed: z.boolean() }).nullable(),
  machine: z.object({
    name: z.string(),
    /** Operating system and its version. */
    system: z.string(),
    processor: z.string(),
    cores: z.int(),
    memoryBytes: z.int(),
    /** Version of Node.js. */
    node: z.string(),
  }),
});

export type Origin = z.infer<typeof originSchema>;

const run = promisify(execFile);
const GIT_MILLISECONDS = 20_000;

/** The origin of what a process makes in the workspace at `root`. A password in an address of the command is left out. */
export async function readOrigin(root: string, ablate: string, command: readonly string[]): Promise<Origin> {
  const processors = cpus();
  return {
    ablate,
    command: command.map(withoutCredentials),
    commit: await commitOf(root),
    machine: {
      name: hostname(),
      system: `${type()} ${release()}`,
      processor: processors[0]?.model.trim() ?? "unknown",
      cores: processors.length,
      memoryBytes: totalmem(),
      node: process.versions.node,
    },
  };
}

async function commitOf(root: string): Promise<Origin["commit"]> {
  try {
    const revision = (await git(root, ["rev-parse", "--verify", "HEAD"])).trim();
    const changes = await git(root, ["status", "--porcelain", "--untracked-files=no", "--ignore-submodules"]);
    return { revision, changed: changes.trim() !== "" };
  } catch {
    // No git, no repository, or one without a commit.
    return null;
  }
}

async function git(root: string, parameters: readonly string[]): Promise<string> {
  // A repository's configuration could name programs that git starts to see what has changed.
  const guarded = ["-C", root, "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", ...parameters];
  const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0" };
  const { stdout } = await run("git", guarded, { env, timeout: GIT_MILLISECONDS, maxBuffer: 64 << 20 });
  return stdout;
}
