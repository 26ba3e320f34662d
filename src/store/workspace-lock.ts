import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { StageError } from "../stage/runner.ts";
import type { Workspace } from "./workspace.ts";

const lockSchema = z.object({ pid: z.int().positive(), startTime: z.string(), startedAt: z.string() });

/**
 * Makes this process the only one that works on the stages of a workspace, until `release`. A lock whose process has
 * died is taken over. Throws a StageError while another process holds it.
 */
export async function lockWorkspace(workspace: Workspace, now: Date): Promise<{ release(): Promise<void> }> {
  await mkdir(workspace.folder, { recursive: true });
  await excludeFromGit(workspace);
  const startTime = await processStartTime(process.pid);
  const content = JSON.stringify({ pid: process.pid, startTime, startedAt: now.toISOString() });
  const own = `${workspace.lock}.${String(process.pid)}`;
  await writeFile(own, content);
  try {
    // A link appears with its content or not at all, so that nobody reads half a lock.
    for (;;) {
      try {
        await link(own, workspace.lock);
        return { release: () => rm(workspace.lock, { force: true }) };
      } catch (error) {
        if (!isExistsError(error)) throw error;
        await removeStaleLock(workspace);
      }
    }
  } finally {
    await rm(own, { force: true });
  }
}

/** The process that works in a workspace now, undefined when there is none. */
export async function lockHolder(workspace: Workspace): Promise<{ pid: number; startedAt: string } | undefined> {
  try {
    const lock = lockSchema.parse(JSON.parse(await readFile(workspace.lock, "utf8")));
    return (await processStartTime(lock.pid)) === lock.startTime ? lock : undefined;
  } catch {
    return undefined;
  }
}

async function removeStaleLock(workspace: Workspace): Promise<void> {
  const holder = await lockHolder(workspace);
  if (holder !== undefined) {
    throw new StageError(
      `another run (process ${String(holder.pid)}, since ${holder.startedAt}) is working in ${workspace.root}; ` +
        `wait for it, or stop it with: kill ${String(holder.pid)}`,
    );
  }
  await rm(workspace.lock, { force: true });
}

/** Tells a process from a later one with its number: the start time in /proc/PID/stat, field 22; "alive" elsewhere. */
async function processStartTime(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${String(pid)}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "alive";
  } catch {
    return isAlive(pid) ? "alive" : "dead";
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function excludeFromGit(workspace: Workspace): Promise<void> {
  await writeFile(join(workspace.folder, ".gitignore"), "*\n");
}

function isExistsError(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}
