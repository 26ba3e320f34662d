import type { CorpusSummary } from "../../store/corpus-summary.ts";
import type { Finding } from "../redaction/finding.ts";
import type { Contamination } from "./contamination.ts";

/** Counts hits by benchmark, and keeps the spans of those that are to be redacted. */
export class ContaminationTally {
  private readonly benchmarks = new Map<string, { items: Set<string>; documents: Set<number> }>();
  private readonly spans = new Map<number, Finding[]>();

  add({ benchmark, item, kind, place, start, end }: Contamination, redacted: boolean): void {
    let tally = this.benchmarks.get(benchmark);
    if (tally === undefined) this.benchmarks.set(benchmark, (tally = { items: new Set(), documents: new Set() }));
    tally.items.add(item);
    tally.documents.add(place);
    if (!redacted) return;
    const spans = this.spans.get(place) ?? [];
    spans.push({ kind: "benchmark", rule: `${kind} of ${benchmark}`, start, end });
    this.spans.set(place, spans);
  }

  /** What is to be taken out of a document. Items that have a run in common give spans that overlap: these are joined. */
  spansOf(place: number): readonly Finding[] {
    const joined: Finding[] = [];
    for (const span of (this.spans.get(place) ?? []).toSorted((a, b) => a.start - b.start)) {
      const last = joined.at(-1);
      if (last === undefined || last.end <= span.start) joined.push(span);
      else joined[joined.length - 1] = { ...last, end: Math.max(last.end, span.end) };
    }
    return joined;
  }

  summary(): CorpusSummary["contamination"] {
    return Array.from(this.benchmarks, ([benchmark, { items, documents }]) => ({
      benchmark,
      items: items.size,
      documents: documents.size,
    }));
  }
}
