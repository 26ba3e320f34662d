import { access, constants, mkdir, readdir, writeFile } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import { StageError } from "../stage/runner.ts";
import { type HeldLock, holderText, isHeld, type LockHolder, lockHolderIn, tryLock } from "./lock-file.ts";
import type { Workspace } from "./workspace.ts";

const runLockEnding = ".lock";

/**
 * Makes this process the only one that works on the stages of a workspace, until `release`: for what may not happen while
 * anything runs. Throws a StageError while a run or another such process is at work.
 */
export async function lockWorkspace(workspace: Workspace, now: Date, purpose = "all of it"): Promise<HeldLock> {
  await prepare(workspace);
  const lock = await tryLock(workspace.lock, purpose, now);
  if (!isHeld(lock)) throw busy(workspace, lock, workspace.lock);
  const [run] = await runLocks(workspace);
  if (run === undefined) return lock;
  await lock.release();
  throw busy(workspace, run.holder, run.file);
}

/**
 * Enters a workspace for one run, until `release`: others may run there at the same time, each with a `file` of its own.
 * Throws a StageError while another process has locked the whole workspace; resolves with the holder where that file is
 * taken.
 */
export async function enterWorkspace(
  workspace: Workspace,
  file: string,
  purpose: string,
  now: Date,
): Promise<HeldLock | LockHolder> {
  await prepare(workspace);
  const lock = await tryLock(file, purpose, now);
  if (!isHeld(lock)) return lock;
  const whole = await lockHolderIn(workspace.lock);
  if (whole === undefined) return lock;
  await lock.release();
  throw busy(workspace, whole, workspace.lock);
}

/** Enters a workspace for work that is no run of a file, and of which there may be several. Throws as `enterWorkspace`. */
export async function workInWorkspace(workspace: Workspace, purpose: string, now: Date): Promise<HeldLock> {
  const file = join(workspace.runs, `+${randomUUID()}${runLockEnding}`);
  const lock = await enterWorkspace(workspace, file, purpose, now);
  if (!isHeld(lock)) throw busy(workspace, lock, file);
  return lock;
}

/** What works in a workspace now: all runs, and what has it to itself. */
export async function lockHolders(workspace: Workspace): Promise<readonly LockHolder[]> {
  const whole = await lockHolderIn(workspace.lock);
  const runs = (await runLocks(workspace)).map(({ holder }) => holder);
  return whole === undefined ? runs : [whole, ...runs];
}

async function runLocks(workspace: Workspace): Promise<{ file: string; holder: LockHolder }[]> {
  const names = await readdir(workspace.runs).catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => name.endsWith(runLockEnding))
      .map(async (name) => {
        const file = join(workspace.runs, name);
        return { file, holder: await lockHolderIn(file) };
      }),
  );
  return found.flatMap(({ file, holder }) => (holder === undefined ? [] : [{ file, holder }]));
}

function busy(workspace: Workspace, holder: LockHolder, file: string): StageError {
  const elsewhere = holder.process.host !== hostname();
  const wayOut = elsewhere ? `wait for it; if that machine is gone, delete ${file}` : "wait for it, or stop it";
  return new StageError(`${holderText(holder)} is working in ${workspace.root}; ${wayOut}`);
}

async function prepare(workspace: Workspace): Promise<void> {
  await requireWritable(workspace);
  await mkdir(workspace.folder, { recursive: true });
  await writeFile(join(workspace.folder, ".gitignore"), "*\n");
}

/** Says which folder cannot be written to, before a recursive mkdir blames one that is not there. */
async function requireWritable(workspace: Workspace): Promise<void> {
  for (const folder of [workspace.root, workspace.folder]) {
    await access(folder, constants.W_OK).catch((error: unknown) => {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    });
  }
}
