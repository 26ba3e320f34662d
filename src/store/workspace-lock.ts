import { access, constants, link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
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
  await requireWritable(workspace);
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
        await removeStaleLock(workspace, `${own}.stale`);
      }
    }
  } finally {
    await rm(own, { force: true });
  }
}

/** The process that works in a workspace now, undefined when there is none. */
export async function lockHolder(workspace: Workspace): Promise<{ pid: number; startedAt: string } | undefined> {
  return holderIn(workspace.lock);
}

async function holderIn(file: string): Promise<{ pid: number; startedAt: string } | undefined> {
  try {
    const lock = lockSchema.parse(JSON.parse(await readFile(file, "utf8")));
    return (await processStartTime(lock.pid)) === lock.startTime ? lock : undefined;
  } catch {
    return undefined;
  }
}

/** Removes a lock whose process has died; `aside` is a name that no other process uses. */
async function removeStaleLock(workspace: Workspace, aside: string): Promise<void> {
  const holder = await lockHolder(workspace);
  if (holder !== undefined) {
    throw new StageError(
      `another run (process ${String(holder.pid)}, since ${holder.startedAt}) is working in ${workspace.root}; ` +
        `wait for it, or stop it with: kill ${String(holder.pid)}`,
    );
  }
  // Another process may have taken the lock since it was read: what was moved aside is looked at before it is thrown away.
  await rename(workspace.lock, aside).catch(ignoreMissing);
  if ((await holderIn(aside)) !== undefined) await link(aside, workspace.lock);
  await rm(aside, { force: true });
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
}

/** Says which folder cannot be written to, before a recursive mkdir blames one that is not there. */
async function requireWritable(workspace: Workspace): Promise<void> {
  for (const folder of [workspace.root, workspace.folder]) {
    await access(folder, constants.W_OK).catch((error: unknown) => {
      ignoreMissing(error);
    });
  }
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
