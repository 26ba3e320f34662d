import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { parsedJson } from "../../stage/json.ts";
import { StageError } from "../../stage/runner.ts";
import { holderText, type HeldLock, isHeld, tryLock } from "../../store/lock-file.ts";
import { type Comparison, type Verdict, verdicts } from "./judge.ts";

const recordLine = z.object({
  key: z.string(),
  /** Left out: it is about to be asked for, and may cost `cost`. */
  verdict: z.enum(verdicts).optional(),
  cost: z.number().nonnegative(),
});

/** What tells a comparison of a judge from all others: the words that it saw, and in which order. */
export function comparisonKey({ prompt, first, second }: Comparison): string {
  return createHash("sha256")
    .update(JSON.stringify([prompt, first, second]))
    .digest("hex");
}

/**
 * The verdicts of one judge in a workspace: lines that are only ever added, each on disk before the next step. What may be
 * paid is written before it is asked for, so that money is counted even where the process is killed before the answer.
 * One process at a time has it.
 */
export class VerdictRecord {
  readonly #file: FileHandle;
  readonly #lock: HeldLock;
  readonly #verdicts = new Map<string, Verdict>();
  /** What every key may have cost: settled, and open. */
  readonly #open = new Map<string, number>();
  #settled = 0;

  private constructor(file: FileHandle, lock: HeldLock) {
    this.#file = file;
    this.#lock = lock;
  }

  /** Opens the record of a judge in a folder. Throws a StageError where another process has it. */
  static async open(folder: string, judge: string, now: Date): Promise<VerdictRecord> {
    const name = createHash("sha256").update(judge).digest("hex").slice(0, 16);
    const path = join(folder, `${name}.verdicts.jsonl`);
    await mkdir(dirname(path), { recursive: true });
    const lock = await tryLock(`${path}.lock`, "judging", now);
    if (!isHeld(lock)) throw new StageError(`Another process asks this judge: ${holderText(lock)}.`);
    const file = await open(path, "a+");
    const record = new VerdictRecord(file, lock);
    const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
    for await (const line of lines) {
      // A last line that was cut by a kill is no line; what it settles stays open at its most.
      const { data } = recordLine.safeParse(parsedJson(line));
      if (data !== undefined) record.#count(data);
    }
    // Whatever was cut ends here.
    await file.appendFile("\n");
    return record;
  }

  find(comparison: Comparison): Verdict | undefined {
    return this.#verdicts.get(comparisonKey(comparison));
  }

  /** All that has been paid or may have been, in every process that had this record. */
  get spent(): number {
    return [...this.#open.values()].reduce((sum, cost) => sum + cost, this.#settled);
  }

  /** To be called before a verdict is asked for, with the most that it can cost. */
  async begin(comparison: Comparison, mostCost: number): Promise<void> {
    await this.#add({ key: comparisonKey(comparison), cost: mostCost });
  }

  async settle(comparison: Comparison, verdict: Verdict, cost: number): Promise<void> {
    await this.#add({ key: comparisonKey(comparison), verdict, cost });
  }

  async close(): Promise<void> {
    await this.#file.close();
    await this.#lock.release();
  }

  async #add(line: z.infer<typeof recordLine>): Promise<void> {
    this.#count(line);
    await this.#file.appendFile(`${JSON.stringify(line)}\n`);
    await this.#file.datasync();
  }

  #count({ key, verdict, cost }: z.infer<typeof recordLine>): void {
    if (verdict === undefined) {
      // What was open before was never answered, and may have been paid.
      this.#settled += this.#open.get(key) ?? 0;
      this.#open.set(key, cost);
      return;
    }
    this.#open.delete(key);
    this.#settled += cost;
    this.#verdicts.set(key, verdict);
  }
}
