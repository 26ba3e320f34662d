import { loadExperiment } from "../scheduler/load-experiment.ts";
import { planEvent, planExperiment } from "../scheduler/plan-experiment.ts";
import { describePlan } from "../scheduler/plan/describe-plan.ts";
import { stageChanges } from "../scheduler/plan/stage-changes.ts";
import { planText } from "./plan-text.ts";
import { type CommandContext, surroundingsOf, valueOf, workspaceOf, type WorkspaceOptions } from "./command.ts";

/** `ablate plan FILE.ablation.json`: the stages, which of them are there already, and what the rest will take. */
export async function plan(file: string, options: WorkspaceOptions, context: CommandContext): Promise<void> {
  const loaded = valueOf(await loadExperiment(file), context.output);
  const workspace = workspaceOf(file, options, context);
  const world = await surroundingsOf(workspace, options, context);
  const planned = await planExperiment(loaded, workspace, world, true);
  const { graph, pending } = planned;
  const versions = Object.fromEntries(Object.values(world.runners).map(({ kind, version }) => [kind, version]));
  const changes = await stageChanges(graph, pending, versions, workspace);
  const plain = planEvent(loaded, workspace, planned, world.timeEstimate);
  const stages = plain.stages.map((stage) => {
    const because = changes.get(stage.key);
    const inputs = { ...graph.stages.get(stage.key)?.inputs };
    return { ...stage, inputs, ...(because === undefined ? {} : { because: [...because] }) };
  });
  const details = await describePlan(loaded, planned, workspace, world.store);
  context.output.emit({ ...plain, stages, details });
  context.output.print(planText({ ...plain, stages }, loaded, details));
}
