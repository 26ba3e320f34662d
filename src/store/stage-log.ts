import { appendFile, mkdir, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** A longer log is put aside when the next attempt begins, in place of the one put aside before. */
const longestBytes = 4_000_000;
/** What a single attempt may write; what comes after is left out, and said so. */
const longestAttempt = 20_000_000;

/** What is said of a stage while it is worked on: a text file, an attempt after the other. Never fails a run. */
export class StageLog {
  private readonly file: string;
  private readonly now: () => Date;
  private writes: Promise<void> = Promise.resolve();
  private written = 0;

  constructor(file: string, now: () => Date) {
    this.file = file;
    this.now = now;
    this.then(async () => {
      await mkdir(dirname(file), { recursive: true });
      const size = await stat(file).then(
        ({ size: bytes }) => bytes,
        () => 0,
      );
      if (size > longestBytes) await rename(file, `${file}.1`);
    });
  }

  /** Adds a line, with the time. */
  line(text: string): void {
    if (this.written > longestAttempt) return;
    this.written += text.length;
    const shown = this.written > longestAttempt ? "… (this attempt has said too much; the rest is left out)" : text;
    const line = `${this.now().toISOString()} ${shown}\n`;
    this.then(() => appendFile(this.file, line));
  }

  /** Resolves when all lines are in the file, as far as they could be written. */
  close(): Promise<void> {
    return this.writes;
  }

  private then(action: () => Promise<void>): void {
    this.writes = this.writes.then(action).catch(() => undefined);
  }
}
