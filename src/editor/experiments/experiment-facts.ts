import type { ExperimentFacts } from "../../../webview/protocol.ts";
import { proportionOf } from "../../analysis/proportion.ts";
import type { ArmDeclaration, Mixture } from "../../experiment/ablation-file.ts";
import type { Experiment } from "../../experiment/experiment.ts";

/** Training tokens of an arm over all its phases. */
export function armTokens(arm: ArmDeclaration): number {
  return arm.phases.reduce((sum, { tokens }) => sum + tokens, 0);
}

/** Share of an arm's tokens by corpus, over all its phases; corpora without a share are left out. */
export function armMixture(arm: ArmDeclaration): Mixture {
  const tokens: Record<string, number> = {};
  for (const phase of arm.phases) {
    for (const [corpus, share] of Object.entries(phase.mixture)) {
      tokens[corpus] = (tokens[corpus] ?? 0) + share * phase.tokens;
    }
  }
  const total = armTokens(arm);
  return Object.fromEntries(
    Object.entries(tokens)
      .filter(([, count]) => count > 0)
      .map(([corpus, count]) => [corpus, count / total]),
  );
}

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
