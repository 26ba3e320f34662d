import { appendLabels, removeLastLabel } from "../../corpus/learned/label-file.ts";
import type { Label, LabelledDocument } from "../../corpus/learned/label.ts";
import type { QueuedDocument } from "../../scheduler/events.ts";
import type { LabellingMessage, LabellingState } from "../../../webview/protocol.ts";

export interface SessionSurroundings {
  readonly labelFile: string;
  readonly by: string;
  now(): Date;
}

type Batch = readonly QueuedDocument[];

/** What the page shows of labelling itself. */
type SessionState = Omit<LabellingState, "training" | "classifier">;

/** What a person labels: the queue, the labels given since it began, and their file, which has each as soon as it is given. */
export class LabellingSession {
  /** Why there is nothing to label yet, or what went wrong. */
  message = "";
  private readonly world: SessionSurroundings;
  private readonly queue: Batch[] = [];
  private place = 0;
  /** What was done with each batch before `place`: its label, or null where it was skipped. */
  private readonly done: (Label | null)[] = [];

  constructor(world: SessionSurroundings) {
    this.world = world;
  }

  add(batch: Batch): void {
    this.queue.push(batch);
  }

  /** Drops what is still to be labelled, for another queue. */
  forgetQueue(): void {
    this.queue.length = Math.min(this.queue.length, this.place);
  }

  get state(): SessionState {
    const batch = this.queue[this.place] ?? [];
    return {
      documents: batch.map(({ id, path, language, text }) => ({ id, path, language, text })),
      labelled: this.done.filter((label) => label !== null).length,
      left: this.queue.length - this.place,
      canUndo: this.place > 0,
      message: this.message,
    };
  }

  /** Does what a person asked for. Rejects where the file cannot be written; then nothing has changed. */
  async obey(message: Exclude<LabellingMessage, { type: "train" }>): Promise<void> {
    const batch = this.queue[this.place];
    switch (message.type) {
      case "ready":
        return;
      case "undo":
        return this.undo();
      case "skip":
        if (batch !== undefined) this.next(null);
        return;
      default: {
        const label = batch === undefined ? undefined : this.labelOf(batch, message);
        if (label === undefined) return;
        await appendLabels(this.world.labelFile, [label]);
        this.next(label);
      }
    }
  }

  private next(label: Label | null): void {
    this.done.push(label);
    this.place += 1;
  }

  private async undo(): Promise<void> {
    const last = this.done.at(-1);
    if (last === undefined) return;
    if (last !== null) await removeLastLabel(this.world.labelFile, last);
    this.done.pop();
    this.place -= 1;
  }

  private labelOf(batch: Batch, message: LabellingMessage & { type: "score" | "prefer" }): Label | undefined {
    const origin = { by: this.world.by, at: this.world.now().toISOString() };
    const [first, second] = batch;
    if (first === undefined) return undefined;
    if (message.type === "score") {
      return second === undefined
        ? { kind: "score", document: labelled(first), score: message.score, ...origin }
        : undefined;
    }
    if (second === undefined) return undefined;
    const [better, worse] = message.better === 0 ? [first, second] : [second, first];
    return { kind: "pair", better: labelled(better), worse: labelled(worse), ...origin };
  }
}

function labelled({ id, path, language }: QueuedDocument): LabelledDocument {
  return { id, path, language };
}
