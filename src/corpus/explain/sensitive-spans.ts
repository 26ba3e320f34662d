import { z } from "zod";
import type { Span } from "./span.ts";

const measuredFindings = z.object({
  findings: z.array(z.object({ kind: z.string(), rule: z.string(), start: z.int(), end: z.int() })),
});

/** Where measuring a content found secrets and personal data; none of a content that was not looked through for them. */
export function sensitiveSpans(content: object): readonly Span[] {
  const parsed = measuredFindings.safeParse(content);
  if (!parsed.success) return [];
  return parsed.data.findings.map(({ kind, rule, start, end }) => ({
    signal: kind,
    start,
    end,
    note: `found as ${rule}`,
  }));
}
