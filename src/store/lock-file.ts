import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { z } from "zod";
import { ownIdentity, processIdentitySchema, processState } from "./process-identity.ts";

const lockSchema = z.object({
  process: processIdentitySchema,
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  /** What it is held for, for people. */
  purpose: z.string(),
});

/** Who holds a lock. */
export type LockHolder = z.infer<typeof lockSchema>;

export interface HeldLock {
  release(): Promise<void>;
}

let locksOfThisProcess = 0;

/**
 * Makes this process the holder of a lock, which is a file, until it is released; one whose process has died is taken over.
 * Resolves with who holds it where that is another one, or another part of this process.
 */
export async function tryLock(file: string, purpose: string, now: Date): Promise<HeldLock | LockHolder> {
  await mkdir(dirname(file), { recursive: true });
  const content: LockHolder = { process: await ownIdentity(), startedAt: now.toISOString(), purpose };
  const own = `${file}.${String(process.pid)}-${String((locksOfThisProcess += 1))}`;
  await writeFile(own, JSON.stringify(content));
  try {
    // A link appears with its content or not at all, so that nobody reads half a lock.
    for (;;) {
      try {
        await link(own, file);
        return { release: () => rm(file, { force: true }) };
      } catch (error) {
        if (!isError(error, "EEXIST")) throw error;
        const holder = await lockHolderIn(file);
        if (holder !== undefined) return holder;
        await removeStaleLock(file, `${own}.stale`);
      }
    }
  } finally {
    await rm(own, { force: true });
  }
}

/** Whether `tryLock` has got the lock. */
export function isHeld(lock: HeldLock | LockHolder): lock is HeldLock {
  return "release" in lock;
}

/** Who holds the lock in a file; undefined where nobody does, or who did has died. */
export async function lockHolderIn(file: string): Promise<LockHolder | undefined> {
  try {
    const lock = lockSchema.parse(JSON.parse(await readFile(file, "utf8")));
    const state = await processState(lock.process);
    return state === "alive" || state === "elsewhere" ? lock : undefined;
  } catch {
    return undefined;
  }
}

/** The holder in words: "process 71 since 2026-01-02T03:04:05.678Z (run a.ablation.json)". */
export function holderText({ process: { pid, host }, startedAt, purpose }: LockHolder): string {
  const where = host === hostname() ? "" : ` on ${host}`;
  return `process ${String(pid)}${where} since ${startedAt} (${purpose})`;
}

/** Removes a lock whose process has died; `aside` is a name that no other process uses. */
async function removeStaleLock(file: string, aside: string): Promise<void> {
  // Another process may have taken the lock since it was read: what was moved aside is looked at before it is thrown away.
  await rename(file, aside).catch(ignoreMissing);
  if ((await lockHolderIn(aside)) !== undefined) {
    await link(aside, file).catch((error: unknown) => {
      if (!isError(error, "EEXIST")) throw error;
    });
  }
  await rm(aside, { force: true });
}

function ignoreMissing(error: unknown): void {
  if (!isError(error, "ENOENT")) throw error;
}

function isError(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
