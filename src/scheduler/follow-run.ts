import { type FileHandle, open } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as sleep } from "node:timers/promises";
import { lockHolderIn } from "../store/lock-file.ts";
import { processState } from "../store/process-identity.ts";
import type { RunFiles, RunRecord } from "../store/run-record.ts";
import { type EngineEvent, engineEventSchema } from "./events.ts";

const pollMilliseconds = 200;
/** The process is asked for less often than the file: it lives longer than a line. */
const pollsPerProcessCheck = 10;
const letGoMilliseconds = 20;
const pollsUntilLetGo = 250;
const chunkBytes = 256 * 1024;
/** A longer line is none that an engine wrote. */
const longestLine = 64 * 1024 * 1024;

/** How a run that was followed ended; `interrupted`: its process died. */
export type FollowedEnd = Exclude<RunRecord["outcome"], "running"> | "interrupted";

/**
 * Gives every event of a run to `listener`, from its first on, until it has ended and let go of its file, or its process is gone; from a file, so that it does
 * not matter who started the run, and when. Rejects with the signal's reason when that aborts, which the run does not notice.
 */
export async function followRun(
  record: RunRecord,
  files: RunFiles,
  listener: (event: EngineEvent) => void,
  signal: AbortSignal,
): Promise<FollowedEnd> {
  signal.throwIfAborted();
  const handle = await open(files.events, "r");
  try {
    const lines = new GrowingLines(handle);
    for (let poll = 1; ; poll++) {
      // Asked before the last lines are read: what a process wrote before it died is there then.
      const gone = poll % pollsPerProcessCheck === 1 && (await isGone(record));
      for await (const line of lines.read()) {
        const event = parsedEvent(line);
        if (event === undefined) continue;
        listener(event);
        if (event.event !== "end") continue;
        await untilLetGo(record, files, signal);
        return event.outcome === "invalid" ? "failed" : event.outcome;
      }
      if (gone) return "interrupted";
      await sleep(pollMilliseconds, undefined, { signal });
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    await handle.close();
  }
}

/** Whoever hears that a run has ended may start the next one at once. */
async function untilLetGo(record: RunRecord, files: RunFiles, signal: AbortSignal): Promise<void> {
  for (let polls = 0; polls < pollsUntilLetGo; polls++) {
    const holder = await lockHolderIn(files.lock);
    const state = await processState(record.process);
    const holdsOn = holder?.process.pid === record.process.pid && holder.startedAt === record.startedAt;
    if (!holdsOn && (state !== "alive" || !record.detached)) return;
    await sleep(letGoMilliseconds, undefined, { signal });
  }
}

async function isGone(record: RunRecord): Promise<boolean> {
  const state = await processState(record.process);
  return state === "dead" || state === "rebooted";
}

/** The whole lines that a file has got since it was last read. */
class GrowingLines {
  private readonly handle: FileHandle;
  private readonly buffer = Buffer.alloc(chunkBytes);
  private readonly decoder = new StringDecoder("utf8");
  private position = 0;
  private rest = "";
  private tooLong = false;

  constructor(handle: FileHandle) {
    this.handle = handle;
  }

  async *read(): AsyncGenerator<string> {
    for (;;) {
      const { bytesRead } = await this.handle.read(this.buffer, 0, chunkBytes, this.position);
      if (bytesRead === 0) return;
      this.position += bytesRead;
      const [first = "", ...others] = this.decoder.write(this.buffer.subarray(0, bytesRead)).split("\n");
      this.append(first);
      for (const next of others) {
        if (!this.tooLong) yield this.rest;
        this.rest = "";
        this.tooLong = false;
        this.append(next);
      }
    }
  }

  private append(text: string): void {
    if (this.tooLong || this.rest.length + text.length > longestLine) {
      this.tooLong = true;
      this.rest = "";
    } else {
      this.rest += text;
    }
  }
}

function parsedEvent(line: string): EngineEvent | undefined {
  try {
    return engineEventSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
