import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SandboxLimits } from "../../experiment/corpus/synthetic-source.ts";
import { StageError } from "../../stage/runner.ts";
import { bubblewrapCommand } from "./bubblewrap.ts";
import { processUse } from "./process-use.ts";
import type { SandboxProgram } from "./program.ts";
import { SANDBOX_SETUP } from "./sandbox-setup.ts";
import type { LanguageTool } from "./tools.ts";

/** What a program in the sandbox did. */
export interface SandboxOutcome {
  /** Null where a signal ended it. */
  readonly status: number | null;
  /** The limit that it ran into, where we ended it; `clock`: it took long, but need not have computed. */
  readonly stopped: "time" | "clock" | "memory" | "output" | "processes" | undefined;
  /** The end of what it wrote to standard error. */
  readonly errors: string;
  /** What it wrote to file descriptor 3. */
  readonly token: string;
}

export interface Sandbox {
  /** Names what stands between programs and this machine, for those who read the results. */
  readonly description: string;
  run(program: SandboxProgram, tool: LanguageTool, limits: SandboxLimits, signal: AbortSignal): Promise<SandboxOutcome>;
}

/** What programs need of a system; as links where they are links. */
const SYSTEM_PATHS = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache", "/etc/alternatives"];

const NAMESPACES = ["--mount", "--pid", "--net", "--ipc", "--uts", "--fork", "--kill-child"];

/** User ids that no system gives to people, within what a container has; each program that runs has one of its own. */
const FIRST_USER = 60_001;
const USERS = 5000;
const OPEN_FILES = 64;
const KEPT_ERROR_BYTES = 4000;
const WATCH_MILLISECONDS = 50;

/** A program ended by itself after this time more than it has, should this process be gone. */
const GRACE_SECONDS = 5;

/** A program may wait for others so many times as long as it may compute: on a busy machine it is verified all the same. */
const WALL_CLOCK_FACTOR = 4;

/** 128 and SIGXCPU, as a shell gives it. */
const OUT_OF_TIME_STATUS = 152;

/** What V8 maps to be written to before it has run anything, and never touches. The memory in use is watched besides. */
const V8_RESERVED_BYTES = 700_000_000;

const TRIAL: SandboxLimits = {
  seconds: 20,
  memoryBytes: 256_000_000,
  outputBytes: 10_000,
  fileBytes: 10_000,
  processes: 16,
};

/** How a program is kept from the machine: by bubblewrap, by namespaces that we make, or not at all. */
type Isolation = "bubblewrap" | "namespaces" | "none";

/**
 * A sandbox of Linux namespaces, tried once: bubblewrap's where it is installed and allowed, else our own. Root has a user id for
 * each program in our own, which bubblewrap does not give. Rejects with a `StageError` that says why there is none on this machine
 * and what to do.
 */
export async function openIsolatedSandbox(signal: AbortSignal): Promise<Sandbox> {
  const reasons: string[] = [];
  const ways: readonly Isolation[] = process.getuid?.() === 0 ? ["namespaces"] : ["bubblewrap", "namespaces"];
  for (const isolation of process.platform === "linux" ? ways : []) {
    const sandbox: Sandbox = {
      description: "isolated",
      run: (program, tool, limits, ended) => runProgram(program, tool, limits, ended, isolation),
    };
    const reason = await whyRefused(sandbox, signal);
    if (reason === undefined) return sandbox;
    reasons.push(reason);
  }
  throw new StageError(
    `Synthetic code cannot be verified in isolation here (${reasons.at(-1) ?? "this is not Linux"}). It needs Linux with bubblewrap, ` +
      `or with util-linux and user namespaces (sysctl kernel.unprivileged_userns_clone=1, ` +
      `kernel.apparmor_restrict_unprivileged_userns=0), or root. If you trust every problem, "sandbox": "limits-only" in the source ` +
      `runs them with limits alone.`,
  );
}

/** Undefined where a program runs in the sandbox. */
async function whyRefused(sandbox: Sandbox, signal: AbortSignal): Promise<string | undefined> {
  const shell: LanguageTool = { executable: "/bin/sh", version: "", shown: [], bound: "addressSpace" };
  const trial = { files: {}, command: ["/bin/sh", "-c", "printf yes >&3"], input: "" };
  const { token, errors } = await sandbox.run(trial, shell, TRIAL, signal);
  return token === "yes" ? undefined : lastLine(errors) || "?";
}

/** Limits without isolation: programs can read the user's files and use the network. */
export function limitsOnlySandbox(): Sandbox {
  return {
    description: "limits-only",
    run: (program, tool, limits, ended) => runProgram(program, tool, limits, ended, "none"),
  };
}

async function runProgram(
  program: SandboxProgram,
  tool: LanguageTool,
  limits: SandboxLimits,
  signal: AbortSignal,
  isolation: Isolation,
): Promise<SandboxOutcome> {
  signal.throwIfAborted();
  const folder = await mkdtemp(join(tmpdir(), "ablate-sandbox-"));
  try {
    const files = join(folder, "files");
    await mkdir(files);
    await mkdir(join(folder, "root"));
    for (const [name, content] of Object.entries(program.files)) await writeFile(join(files, name), content);
    const home = isolation === "none" ? files : "/tmp";
    const limited = [...environment(home), ...limiters(tool, limits), ...program.command];
    const command = [...isolating(isolation, folder, files, tool, limits), ...limited];
    return await supervise(command, files, program.input, limits, signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

let started = 0;

function isolating(
  isolation: Isolation,
  folder: string,
  files: string,
  tool: LanguageTool,
  limits: SandboxLimits,
): readonly string[] {
  const shown = [...SYSTEM_PATHS, ...tool.shown];
  const temporaryBytes = 4 * limits.fileBytes;
  switch (isolation) {
    case "none":
      return [];
    case "bubblewrap":
      return bubblewrapCommand({ files, shown, temporaryBytes });
    case "namespaces": {
      const isRoot = process.getuid?.() === 0;
      started += 1;
      const user = isRoot ? String(FIRST_USER + ((process.pid + started) % USERS)) : "";
      return [
        ...["unshare", ...(isRoot ? [] : ["--user", "--map-root-user"]), ...NAMESPACES],
        ...["--", "/bin/sh", "-c", SANDBOX_SETUP, "sandbox"],
        ...[join(folder, "root"), files, user, String(temporaryBytes), shown.join(":")],
      ];
    }
  }
}

function environment(home: string): string[] {
  // Without a fixed seed a solution that depends on the order of a set would pass on some days only.
  return ["env", "-i", "PATH=/usr/bin:/bin", `HOME=${home}`, `TMPDIR=${home}`, "LANG=C.UTF-8", "PYTHONHASHSEED=0"];
}

function limiters({ bound }: LanguageTool, limits: SandboxLimits): string[] {
  const { seconds, memoryBytes, fileBytes, processes } = limits;
  const cpu = String(Math.ceil(seconds));
  const data = memoryBytes + V8_RESERVED_BYTES;
  return [
    ...["timeout", "--signal=KILL", String(Math.ceil(seconds * WALL_CLOCK_FACTOR) + GRACE_SECONDS)],
    ...["prlimit", `--cpu=${cpu}:${String(Number(cpu) + 1)}`, `--fsize=${String(fileBytes)}`, "--core=0"],
    ...[`--nofile=${String(OPEN_FILES)}`, `--nproc=${String(processes)}`],
    ...[bound === "addressSpace" ? `--as=${String(memoryBytes)}` : `--data=${String(data)}`, "--"],
  ];
}

/** Runs a command until it ends, or ends it and all that it started where it goes beyond a limit. */
function supervise(
  command: readonly string[],
  folder: string,
  input: string,
  limits: SandboxLimits,
  signal: AbortSignal,
): Promise<SandboxOutcome> {
  return new Promise((resolve, reject) => {
    const [name = "", ...parameters] = command;
    // What builds the sandbox may be looked at from within: our environment can hold keys.
    const env = { PATH: process.env["PATH"] ?? "/usr/bin:/bin" };
    const stdio = ["pipe", "pipe", "pipe", "pipe"] as const;
    const child = spawn(name, parameters, { cwd: folder, env, stdio: [...stdio], detached: true });
    let stopped: SandboxOutcome["stopped"];
    const stop = (why: SandboxOutcome["stopped"]): void => {
      stopped ??= why;
      endGroup(child);
    };
    const onAbort = (): void => endGroup(child);
    const clock = setTimeout(() => stop("clock"), limits.seconds * WALL_CLOCK_FACTOR * 1000);
    const watch = setInterval(() => {
      const use = processUse(child.pid);
      if (use.memoryBytes > limits.memoryBytes) stop("memory");
      // The sandbox's own: unshare, its shell, setpriv or timeout.
      if (use.processes > limits.processes + 4) stop("processes");
    }, WATCH_MILLISECONDS);
    signal.addEventListener("abort", onAbort);

    let printed = 0;
    let errors = "";
    let token = "";
    const count = (chunk: Buffer): void => {
      printed += chunk.length;
      if (printed > limits.outputBytes) stop("output");
    };
    child.stdout.on("data", count);
    child.stderr.on("data", (chunk: Buffer) => {
      count(chunk);
      errors = (errors + chunk.toString("utf8")).slice(-KEPT_ERROR_BYTES);
    });
    child.stdio[3]?.on("data", (chunk: Buffer) => {
      count(chunk);
      if (token.length <= KEPT_ERROR_BYTES) token += chunk.toString("utf8");
    });
    for (const stream of child.stdio) stream?.on("error", () => undefined);
    child.stdin.end(input);

    const release = (): void => {
      clearTimeout(clock);
      clearInterval(watch);
      signal.removeEventListener("abort", onAbort);
    };
    child.on("error", (error) => {
      release();
      resolve({ status: null, stopped: undefined, errors: error.message, token: "" });
    });
    // What the program left behind goes with it; without a namespace it could hold the pipes open.
    child.on("exit", () => endGroup(child));
    child.on("close", (status, ended) => {
      release();
      if (signal.aborted) reject(signal.reason instanceof Error ? signal.reason : new Error("stopped"));
      else
        resolve({
          status,
          stopped: stopped ?? (status === OUT_OF_TIME_STATUS || ended === "SIGXCPU" ? "time" : undefined),
          errors,
          token,
        });
    });
  });
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

/** The last line that says something. */
export function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1)?.trim().slice(0, 200) ?? "";
}
