import { z } from "zod";

/** A secret, a piece of personal data or a part of a benchmark in a text. `start` and `end` count UTF-16 units; `end` is behind the last. */
export const findingSchema = z.object({
  kind: z.enum(["benchmark", "key", "password", "email", "ipAddress", "name"]),
  /** What found it: `email`, `ipv4`, `secretlint/github`, … */
  rule: z.string(),
  start: z.int().min(0),
  end: z.int().min(0),
});

export type Finding = z.infer<typeof findingSchema>;
export type FindingKind = Finding["kind"];

/** Of two that overlap, the kind that stands first here stays. */
const PRECEDENCE: readonly FindingKind[] = ["benchmark", "key", "password", "email", "ipAddress", "name"];

/** Sorts findings by start. Of overlapping ones the more dangerous kind stays, of one kind the longer. */
export function withoutOverlaps(findings: readonly Finding[]): Finding[] {
  const byRank = findings.toSorted(
    (a, b) =>
      PRECEDENCE.indexOf(a.kind) - PRECEDENCE.indexOf(b.kind) ||
      b.end - b.start - (a.end - a.start) ||
      a.start - b.start ||
      (a.rule < b.rule ? -1 : 1),
  );
  // Starts in order, so that a neighbour is found by halving: a file can have very many findings.
  const taken: Finding[] = [];
  for (const finding of byRank) {
    let low = 0;
    let high = taken.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((taken[middle]?.start ?? Infinity) < finding.start) low = middle + 1;
      else high = middle;
    }
    const before = taken[low - 1];
    const after = taken[low];
    if ((before?.end ?? 0) > finding.start || (after?.start ?? Infinity) < finding.end) continue;
    taken.splice(low, 0, finding);
  }
  return taken;
}
