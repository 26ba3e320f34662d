import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly dead: boolean;
}

const pollMilliseconds = 50;
const killWaitMilliseconds = 2000;

/**
 * Ends a process that was started as the leader of a group of its own, and everything that it started: SIGTERM to the
 * group, then, for what is still alive after `graceMilliseconds`, SIGKILL. Descendants in groups of their own are
 * left to whoever started them at first, and killed with the rest. Resolves when none is left alive (POSIX systems).
 */
export async function endProcessTree(leader: number, graceMilliseconds: number): Promise<void> {
  const tree = new Set([leader, ...(await livingTree(leader, new Set([leader])))]);
  signal(-leader, "SIGTERM");
  if (await isGone(leader, tree, graceMilliseconds)) return;
  const deadline = Date.now() + killWaitMilliseconds;
  while (Date.now() < deadline) {
    const living = await livingTree(leader, tree);
    if (living.length === 0) return;
    signal(-leader, "SIGKILL");
    for (const pid of living) signal(pid, "SIGKILL");
    await sleep(pollMilliseconds);
  }
}

async function isGone(leader: number, tree: Set<number>, milliseconds: number): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (Date.now() < deadline) {
    const living = await livingTree(leader, tree);
    if (living.length === 0) return true;
    for (const pid of living) tree.add(pid);
    await sleep(pollMilliseconds);
  }
  return false;
}

/** Living members of the leader's group, of `known`, and the descendants of both. */
async function livingTree(leader: number, known: ReadonlySet<number>): Promise<number[]> {
  const entries = (await listProcesses()).filter((entry) => !entry.dead);
  const found = new Set(entries.filter(({ pid, group }) => group === leader || known.has(pid)).map(({ pid }) => pid));
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const { pid, parent } of entries) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended in the meantime.
  }
}

async function listProcesses(): Promise<ProcessEntry[]> {
  return process.platform === "linux" ? await listFromProc() : await listFromPs();
}

/** From proc(5): `pid (name) state parent group …`, where the name may hold spaces and brackets. */
async function listFromProc(): Promise<ProcessEntry[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const entries = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
      const [state, parent, group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return { pid: Number(pid), parent: Number(parent), group: Number(group), dead: !state || /[ZX]/.test(state) };
    }),
  );
  return entries;
}

async function listFromPs(): Promise<ProcessEntry[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,pgid=,state="]);
  return stdout.split("\n").flatMap((line) => {
    const [pid, parent, group, state] = line.trim().split(/\s+/);
    if (!pid || !state) return [];
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), dead: state.startsWith("Z") }];
  });
}
