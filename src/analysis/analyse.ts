import { StageError } from "../stage/runner.ts";
import { reduceToClusters } from "./cluster-table.ts";
import { estimateArms, intervalOver } from "./estimate.ts";
import { finding } from "./finding.ts";
import { headline } from "./headline.ts";
import type { ItemRecord } from "./item-record.ts";
import { type MetricScores, metricScores } from "./metric-scores.ts";
import { mixtureFindingOf } from "./mixture-law/find-mixture.ts";
import { decimalsFor } from "./number-format.ts";
import { proportionOf } from "./proportion.ts";
import type { MetricResult, Results } from "./results.ts";

/** What the analysis needs to know of an experiment. */
export type AnalysedExperiment = Pick<
  Results,
  "experiment" | "description" | "baseline" | "seeds" | "corpora" | "arms" | "contamination"
> & {
  /** What the arms have in common; the same tokens if left out. */
  readonly comparison?: { readonly matched: Results["matched"]; readonly label: string };
};

/**
 * Turns the items of every arm and seed into results: estimates, intervals and differences as in docs/statistics.md.
 * Throws where there are no items, where the baseline is no arm, or where arms were scored on different items.
 */
export function analyse(experiment: AnalysedExperiment, records: readonly ItemRecord[]): Results {
  if (records.length === 0) throw new StageError(`${experiment.experiment} has no evaluated items yet. Run it first.`);
  if (!experiment.arms.some((arm) => arm.name === experiment.baseline)) {
    throw new StageError(`The baseline ${experiment.baseline} is not an arm of ${experiment.experiment}.`);
  }
  const { experiment: name, description, baseline, seeds, corpora, arms } = experiment;
  const proportion = proportionOf(arms, corpora, baseline);
  const unsaid: Omit<Results, "headline"> = {
    experiment: name,
    description,
    baseline,
    seeds,
    matched: experiment.comparison?.matched ?? "tokens",
    ...(experiment.comparison !== undefined && { comparison: experiment.comparison.label }),
    corpora,
    ...(proportion !== undefined && { proportionOf: proportion }),
    arms,
    ...(experiment.contamination !== undefined && { contamination: experiment.contamination }),
    metrics: metricScores(records, corpora).map((metric) => estimateMetric(metric, experiment)),
  };
  const mixtureLaw = mixtureFindingOf(unsaid);
  return { ...unsaid, ...(mixtureLaw !== undefined && { mixtureLaw }), headline: headline(unsaid) };
}

function estimateMetric({ scores, ...metric }: MetricScores, experiment: AnalysedExperiment): MetricResult {
  const armNames = experiment.arms.map((arm) => arm.name);
  const table = reduceToClusters(scores, armNames, experiment.seeds);
  const arms = estimateArms(table, experiment.baseline, metric.unit === "share" ? { low: 0, high: 1 } : undefined);
  const unsaid = {
    ...metric,
    decimals: decimalsFor(arms, metric.unit),
    items: table.items,
    clusters: table.clusters,
    intervalOver: intervalOver(table),
    arms,
  };
  return { ...unsaid, finding: finding(unsaid, experiment.baseline) };
}
