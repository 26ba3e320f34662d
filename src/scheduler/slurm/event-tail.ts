import { open } from "node:fs/promises";
import { type EngineEvent, engineEventSchema } from "../events.ts";

/** So much of a file is read at a time. */
const CHUNK_BYTES = 1 << 20;
/** What is longer is no event. */
const LARGEST_LINE = 16 << 20;

/** Reads the events that a task appends to its file, each once. */
export class EventTail {
  private readonly file: string;
  private position = 0;
  /** The beginning of a line that is not whole yet. */
  private rest = Buffer.alloc(0);

  constructor(file: string) {
    this.file = file;
  }

  /** The events that have come since the last call; none while there is no file. Lines that are no events are left out. */
  async *unread(): AsyncGenerator<EngineEvent> {
    const handle = await open(this.file, "r").catch(() => undefined);
    if (handle === undefined) return;
    try {
      for (;;) {
        const { bytesRead, buffer } = await handle.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, this.position);
        if (bytesRead === 0) return;
        this.position += bytesRead;
        const text = Buffer.concat([this.rest, buffer.subarray(0, bytesRead)]);
        const end = text.lastIndexOf("\n") + 1;
        this.rest = text.length - end > LARGEST_LINE ? Buffer.alloc(0) : text.subarray(end);
        for (const line of text.subarray(0, end).toString("utf8").split("\n")) {
          const event = engineEventSchema.safeParse(parseJson(line));
          if (event.success) yield event.data;
        }
      }
    } finally {
      await handle.close();
    }
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
