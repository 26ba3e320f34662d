import { armModel } from "../../experiment/arm-model.ts";
import { parameterCount, trainingFlopsPerToken } from "../../experiment/model.ts";
import type { StageStore } from "../../store/stage-store.ts";
import type { Workspace } from "../../store/workspace.ts";
import { trainParametersSchema } from "../../training/train-parameters.ts";
import { contaminationSentencesOf } from "../contamination-warnings.ts";
import type { LoadedExperiment } from "../load-experiment.ts";
import type { Plan } from "../plan-experiment.ts";
import { diskUse } from "./disk-use.ts";
import type { ArmPlan, PlanDetails } from "./plan-details.ts";
import { planWarnings } from "./plan-warnings.ts";
import { seedPower } from "./seed-noise.ts";
import { type ArmUse, armUses } from "./source-use.ts";

/** All that `ablate plan` says beside the stages. Reads what earlier runs have left, and changes nothing. */
export async function describePlan(
  loaded: LoadedExperiment,
  plan: Plan,
  workspace: Workspace,
  store: StageStore,
): Promise<PlanDetails> {
  const { experiment } = loaded;
  const { graph, pending, forecasts } = plan;
  const uses = await armUses(graph, store);
  const { vocabulary } = experiment.model;
  const disk = await diskUse(graph, pending, uses, forecasts, { vocabulary, workspace });
  const power = await seedPower(loaded, workspace);
  const contamination = await contaminationSentencesOf(graph, store);
  const warnings = planWarnings(graph, uses, experiment.repetition, { disk, power }, contamination);
  const { comparison, unmeasured, changes } = graph.budgets;
  return {
    comparison: { ...comparison, unmeasured: [...unmeasured], changes: [...changes] },
    arms: uses.map((use) => armPlan(use, loaded, plan)),
    disk,
    ...(power === undefined ? {} : { power }),
    warnings: [...warnings],
  };
}

function armPlan({ sources, ...use }: ArmUse, { experiment }: LoadedExperiment, { graph }: Plan): ArmPlan {
  const arm = graph.budgets.arms.find(({ name }) => name === use.arm);
  const model = arm === undefined ? experiment.model : armModel(experiment, arm);
  const run = graph.armRuns.find((each) => each.arm === use.arm);
  const trained = (run?.phases ?? []).flatMap((key) => {
    const stage = graph.stages.get(key);
    return stage === undefined ? [] : [trainParametersSchema.parse(stage.parameters)];
  });
  const steps = trained.reduce((sum, each) => sum + each.steps, 0);
  const tokens = trained.reduce((sum, each) => sum + each.steps * each.sequencesPerStep * each.model.context, 0);
  return {
    ...use,
    steps,
    flops: tokens * trainingFlopsPerToken(model),
    parameters: parameterCount(model),
    sources: sources.map((source) => ({ ...source })),
  };
}
