import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StageError } from "../stage/runner.ts";
import { type PlanEvent, planEventSchema, type TrainConfiguration } from "./protocol.ts";
import { runTrainer } from "./trainer-process.ts";

/** Of the memory that is available, what training leaves to the page cache and to other programs. */
const RESERVED_SHARE = 0.1;
const MOST_RESERVED_BYTES = 2 ** 30;

/**
 * What the trainer says a configuration will take: see the event `plan` of its protocol. With `measureIn`, a folder that it
 * may write to, it trains for about a second to measure the pack's speed.
 */
export async function askForPlan(
  trainer: string,
  configuration: TrainConfiguration,
  signal: AbortSignal,
  measureIn?: string,
): Promise<PlanEvent> {
  const folder = await mkdtemp(join(tmpdir(), "ablate-plan-"));
  try {
    const file = join(folder, "configuration.json");
    await writeFile(file, JSON.stringify(configuration));
    const last = await runTrainer({
      trainer,
      command: "plan",
      configuration: file,
      options: measureIn === undefined ? [] : ["--measure", measureIn],
      events: planEventSchema,
      signal,
      onEvent: () => undefined,
    });
    if (last.event !== "plan") throw new StageError(`The trainer ${trainer} ended without a plan.`);
    return last;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Bytes that a pack may take: what the device can give now less a reserve, and no more than the user's limit. */
export function usableMemory(availableBytes: number, limitBytes = Infinity): number {
  const reserve = Math.min(availableBytes * RESERVED_SHARE, MOST_RESERVED_BYTES);
  return Math.min(limitBytes, availableBytes - reserve);
}

/**
 * The sizes of the packs that so many arms are trained in, one after the other: as few packs as fit into `usableBytes`, and
 * as even as can be. `memoryBytes` is what packs of 1, 2, … arms take. No sizes where not even one arm fits.
 */
export function packSizes(memoryBytes: readonly number[], usableBytes: number): readonly number[] {
  const arms = memoryBytes.length;
  const most = memoryBytes.findLastIndex((bytes) => bytes <= usableBytes) + 1;
  if (most === 0) return [];
  const packs = Math.ceil(arms / most);
  return Array.from({ length: packs }, (_, index) => Math.floor((arms + index) / packs));
}

/** Bytes for people: "812 MB", "3.1 GB". */
export function bytesText(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${String(Math.ceil(bytes / 1e6))} MB`;
}
