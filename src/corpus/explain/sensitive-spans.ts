import type { Finding } from "../redaction/finding.ts";
import type { Span } from "./span.ts";

/** Where measuring a content found secrets and personal data. */
export function sensitiveSpans(findings: readonly Finding[]): readonly Span[] {
  return findings.map(({ kind, rule, start, end }) => ({ signal: kind, start, end, note: `found as ${rule}` }));
}
