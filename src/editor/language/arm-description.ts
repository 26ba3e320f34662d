import type { ArmDeclaration } from "../../experiment/arm-declaration.ts";
import { armModel } from "../../experiment/arm-model.ts";
import { armTraining } from "../../experiment/arm-training.ts";
import type { Experiment } from "../../experiment/experiment.ts";
import { phaseSteps } from "../../experiment/graph.ts";
import { parameterCount, trainingFlopsPerToken } from "../../experiment/model.ts";
import { armMixture, armTokens } from "../../experiment/budgets/amounts.ts";
import { countText, durationText, mixtureText, percentText } from "../quantities.ts";

/**
 * What training an arm with one seed amounts to, a paragraph a line: tokens by corpus, steps, model, arithmetic and time.
 * `secondsFor` tells how long so many floating-point operations of training take here.
 */
export function armDescription(
  arm: ArmDeclaration,
  experiment: Experiment,
  secondsFor: (flops: number) => number,
): readonly string[] {
  const { seeds } = experiment;
  const model = armModel(experiment, arm);
  const training = armTraining(experiment.training, arm);
  const tokens = armTokens(arm);
  const steps = arm.phases.reduce(
    (sum, phase) => sum + phaseSteps(model.context, training.sequencesPerStep, phase.tokens),
    0,
  );
  const byCorpus = Object.entries(armMixture(arm)).map(
    ([corpus, share]) => `${countText(share * tokens)} of ${corpus} (${percentText(share)})`,
  );
  const flops = tokens * trainingFlopsPerToken(model);
  const times = seeds.length === 1 ? "one seed" : `${String(seeds.length)} seeds`;
  return [
    `${arm.name}: ${countText(tokens)} tokens, ${byCorpus.join(", ")}`,
    ...(arm.phases.length > 1 ? arm.phases.map(phaseDescription) : []),
    `${String(steps)} steps of ${countText(training.sequencesPerStep * model.context)} tokens, ${times}`,
    `${countText(parameterCount(model))} parameters, ${countText(flops)}FLOP per seed: about ${durationText(secondsFor(flops))} alone`,
  ];
}

function phaseDescription(phase: ArmDeclaration["phases"][number], index: number): string {
  return `Phase ${String(index + 1)}: ${countText(phase.tokens)} tokens, ${mixtureText(phase.mixture)}`;
}
