import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** A process of a session. `command` is its command line with spaces between the arguments. */
export interface SessionProcess {
  readonly pid: number;
  readonly command: string;
}

/**
 * Environment variable that marks the processes of a session. Every descendant inherits it, also one that left the
 * process group or whose parent died, so that none is overlooked.
 */
const sessionVariable = "ABLATE_SESSION";

/** The environment for the first process of a session: this process's, without what a surrounding VS Code put there. */
export function sessionEnvironment(session: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("VSCODE_"));
  return { ...Object.fromEntries(inherited), [sessionVariable]: session };
}

/** All living processes of a session, from /proc. */
export async function sessionProcesses(session: string): Promise<readonly SessionProcess[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map((pid) => processOfSession(pid, session)));
  return found.filter((process) => process !== undefined);
}

async function processOfSession(pid: number, session: string): Promise<SessionProcess | undefined> {
  try {
    const environment = await readFile(`/proc/${pid}/environ`, "utf8");
    if (!environment.split("\0").includes(`${sessionVariable}=${session}`)) return undefined;
    const command = (await readFile(`/proc/${pid}/cmdline`, "utf8")).split("\0").join(" ").trim();
    return { pid, command };
  } catch {
    // It ended meanwhile, or belongs to someone else.
    return undefined;
  }
}

/** Ends all processes of a session: asks, waits up to `graceSeconds`, then kills what is left, and waits for that. */
export async function endSession(session: string, graceSeconds: number): Promise<void> {
  await signalAll(session, "SIGTERM");
  const deadline = Date.now() + graceSeconds * 1000;
  while ((await sessionProcesses(session)).length > 0) {
    if (Date.now() > deadline) await signalAll(session, "SIGKILL");
    await sleep(50);
  }
}

async function signalAll(session: string, signal: NodeJS.Signals): Promise<void> {
  for (const { pid } of await sessionProcesses(session)) {
    try {
      process.kill(pid, signal);
    } catch {
      // It ended meanwhile.
    }
  }
}
