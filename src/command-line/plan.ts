import { loadExperiment } from "../scheduler/load-experiment.ts";
import { planEvent, planExperiment } from "../scheduler/plan-experiment.ts";
import { contaminationWarnings } from "../scheduler/contamination-warnings.ts";
import { armUses } from "../scheduler/plan/source-use.ts";
import { repetitions } from "../scheduler/repetition-warnings.ts";
import { planText } from "./plan-text.ts";
import { type CommandContext, surroundingsOf, valueOf, workspaceOf, type WorkspaceOptions } from "./command.ts";

/** `ablate plan FILE.ablation.json`: the stages, which of them are there already, and what the rest will take. */
export async function plan(file: string, options: WorkspaceOptions, context: CommandContext): Promise<void> {
  const loaded = valueOf(await loadExperiment(file), context.output);
  const workspace = workspaceOf(file, options, context);
  const world = await surroundingsOf(workspace, options, context);
  const planned = await planExperiment(loaded, workspace, world, true);
  const event = planEvent(loaded, workspace, planned, world.timeEstimate);
  context.output.emit(event);
  const uses = await armUses(planned.graph, world.store);
  for (const { message } of repetitions(uses, loaded.experiment.repetition)) {
    context.output.emit({ event: "log", line: `warning: ${message}` });
  }
  for (const line of await contaminationWarnings(planned.graph, world.store)) {
    context.output.emit({ event: "log", line });
  }
  context.output.print(planText(event, loaded));
}
