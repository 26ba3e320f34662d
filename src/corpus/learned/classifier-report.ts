import * as z from "zod/mini";

const auc = z.object({
  auc: z.number(),
  interval: z.readonly(z.tuple([z.number(), z.number()])),
  good: z.number(),
  bad: z.number(),
  groups: z.number(),
});

/** How well a classifier does on documents whose group it was not trained on. Written with `zod/mini` because a webview parses it. */
export const classifierReport = z.object({
  /** Labels in the file, also of documents that are not in the corpus. */
  labels: z.number(),
  scores: z.number(),
  pairs: z.number(),
  documents: z.number(),
  groupedBy: z.enum(["repository or source", "document"]),
  folds: z.number(),
  penalty: z.number(),
  losses: z.array(z.object({ penalty: z.number(), loss: z.number() })),
  /** Of the classifier and, on the same documents, of the default quality; null without both good and bad scores. */
  auc: z.nullable(auc),
  qualityAuc: z.nullable(auc),
  /** Share of pairs whose better one is above; null without pairs. */
  pairAccuracy: z.nullable(z.number()),
  /** Scores per language. */
  languages: z.record(z.string(), z.number()),
  /** Null without scores. */
  reliability: z.nullable(
    z.object({
      brier: z.number(),
      calibrationError: z.number(),
      curve: z.readonly(
        z.array(
          z.object({
            from: z.number(),
            to: z.number(),
            documents: z.number(),
            foretold: z.number(),
            good: z.number(),
          }),
        ),
      ),
    }),
  ),
});

export type ClassifierReport = z.infer<typeof classifierReport>;

const BAR = 30;

/** The report as text, with the calibration curve drawn. */
export function reportText(report: ClassifierReport): string {
  const { auc: learned, qualityAuc, pairAccuracy, reliability } = report;
  const lines = [
    `trained on ${report.documents} documents: ${report.scores} scores, ${report.pairs} pairs; ` +
      `${report.folds}-fold by ${report.groupedBy}; L2 penalty ${report.penalty}`,
  ];
  if (report.groupedBy === "document") {
    lines.push("All of them are of one repository or source: how it does on others is not known.");
  }
  if (learned !== null) lines.push(`AUC of the classifier:      ${aucText(learned)}`);
  if (qualityAuc !== null) lines.push(`AUC of the default quality: ${aucText(qualityAuc)}`);
  if (pairAccuracy !== null) lines.push(`pairs in the right order: ${percent(pairAccuracy)}`);
  if (reliability !== null) {
    const { brier, calibrationError, curve } = reliability;
    lines.push(`Brier score ${brier.toFixed(3)}, calibration error ${calibrationError.toFixed(3)}`);
    lines.push("calibration: foretold → good, among so many documents");
    for (const { foretold, good, documents } of curve) {
      const bar = "█".repeat(Math.round(good * BAR)).padEnd(BAR, "·");
      lines.push(`  ${percent(foretold).padStart(5)} → ${percent(good).padStart(5)} ${bar} ${documents}`);
    }
  }
  return lines.join("\n");
}

function aucText({ auc: value, interval: [low, high], good, bad }: NonNullable<ClassifierReport["auc"]>): string {
  return `${value.toFixed(3)} (95 % ${low.toFixed(3)}–${high.toFixed(3)}; ${good} good, ${bad} bad)`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
