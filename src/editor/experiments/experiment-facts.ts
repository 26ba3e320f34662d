import type { ExperimentFacts } from "../../../webview/protocol.ts";
import { proportionOf } from "../../analysis/proportion.ts";
import { armMixture, armTokens } from "../../experiment/budgets/amounts.ts";
import type { Experiment } from "../../experiment/experiment.ts";

/** What the experiment panel shows of an experiment. `file` is its path for people. */
export function experimentFacts(name: string, file: string, experiment: Experiment): ExperimentFacts {
  const arms = experiment.arms.map((arm) => ({ name: arm.name, mixture: armMixture(arm), tokens: armTokens(arm) }));
  const proportion = proportionOf(arms, experiment.corpora, experiment.baseline);
  return {
    name,
    description: experiment.description,
    file,
    baseline: experiment.baseline,
    seeds: [...experiment.seeds],
    corpora: [...experiment.corpora],
    ...(proportion !== undefined && { proportionOf: proportion }),
    arms,
  };
}
