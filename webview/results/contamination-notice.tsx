import type { VNode } from "preact";
import { contaminationSentences, type MetricResult, type SuiteContamination } from "../protocol.ts";

interface ContaminationNoticeProperties {
  readonly contamination: SuiteContamination;
  readonly metrics: readonly MetricResult[];
}

/** What training documents have of the items that were asked; nothing where they have none. */
export function ContaminationNotice({ contamination, metrics }: ContaminationNoticeProperties): VNode | null {
  const sentences = contaminationSentences(contamination);
  if (sentences.length === 0) return null;
  const slices = metrics.some(({ untouched }) => untouched === true)
    ? " What is scored without these items is among the slices."
    : "";
  return (
    <p class="method" role="note" aria-label="Contamination">
      <strong>Warning:</strong> {sentences.join("; ")}.{slices}
    </p>
  );
}
