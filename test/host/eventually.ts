import { setTimeout as sleep } from "node:timers/promises";

const patienceMilliseconds = 60_000;

/** What `find` answers once it finds something; rejects where it has found nothing in a minute. `what` says what is awaited. */
export async function eventually<T>(what: string, find: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + patienceMilliseconds;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
    await sleep(50);
  }
}
