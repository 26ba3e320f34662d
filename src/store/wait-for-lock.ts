import { setTimeout as sleep } from "node:timers/promises";
import { type HeldLock, isHeld, type LockHolder, tryLock } from "./lock-file.ts";

const pollMilliseconds = 500;

/** A lock, once nobody else holds it; `onWait` is told who does, once. Rejects with the signal's reason when that aborts. */
export async function waitForLock(
  file: string,
  purpose: string,
  now: () => Date,
  signal: AbortSignal,
  onWait: (holder: LockHolder) => void,
): Promise<HeldLock> {
  for (let told = false; ; told = true) {
    signal.throwIfAborted();
    const lock = await tryLock(file, purpose, now());
    if (isHeld(lock)) return lock;
    if (!told) onWait(lock);
    await sleep(pollMilliseconds, undefined, { signal }).catch(() => {
      signal.throwIfAborted();
    });
  }
}
