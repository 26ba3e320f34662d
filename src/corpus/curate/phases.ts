import type { RunContext } from "../../stage/runner.ts";

export type CuratePhase = "judging" | "deduplication" | "near duplicates" | "writing";

const DOCUMENTS_PER_REPORT = 200;

/** Tells how far the phases of a `curate` stage are, in documents. */
export class CuratePhases {
  private readonly context: Pick<RunContext, "report">;
  private readonly phases: readonly CuratePhase[];
  private phase: CuratePhase = "judging";
  private done = 0;
  private total = 0;

  /** `phases` are those that the corpus asks for, in their order. */
  constructor(context: Pick<RunContext, "report">, phases: readonly CuratePhase[]) {
    this.context = context;
    this.phases = phases;
  }

  begin(phase: CuratePhase, total: number): void {
    this.phase = phase;
    this.total = total;
    this.reach(0);
  }

  /** One document more is done. */
  advance(): void {
    this.done += 1;
    if (this.done % DOCUMENTS_PER_REPORT === 0 || this.done === this.total) this.reach(this.done);
  }

  /** So many documents are done. */
  reach(done: number): void {
    this.done = done;
    const phase = { name: this.phase, number: this.phases.indexOf(this.phase) + 1, of: this.phases.length };
    this.context.report({ done, total: Math.max(done, this.total), unit: "documents", phase });
  }
}
