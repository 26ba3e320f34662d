import { trainingFlopsPerToken, parameterCount } from "../experiment/model.ts";
import { loadExperiment } from "../scheduler/load-experiment.ts";
import { planEvent, planExperiment } from "../scheduler/plan-experiment.ts";
import { repetitionWarnings } from "../scheduler/repetition-warnings.ts";
import { type CommandContext, surroundingsOf, valueOf, workspaceOf, type WorkspaceOptions } from "./command.ts";

/** `ablate plan FILE.ablation.json`: the stages, which of them are there already, and what the rest will take. */
export async function plan(file: string, options: WorkspaceOptions, context: CommandContext): Promise<void> {
  const loaded = valueOf(await loadExperiment(file), context.output);
  const workspace = workspaceOf(file, options, context);
  const world = await surroundingsOf(workspace, options, context);
  const planned = await planExperiment(loaded, workspace, world);
  const event = planEvent(loaded, workspace, planned, world.timeEstimate);
  context.output.emit(event);
  for (const line of await repetitionWarnings(loaded.experiment.arms, planned.graph, world.store)) {
    context.output.emit({ event: "log", line });
  }
  const { model, arms, seeds } = loaded.experiment;
  const tokens = arms.reduce((sum, arm) => sum + arm.phases.reduce((part, phase) => part + phase.tokens, 0), 0);
  const flops = tokens * seeds.length * trainingFlopsPerToken(model);
  context.output.print(
    [
      ...event.stages.map(({ label, cached }) => `${cached ? "✓" : "·"} ${label}`),
      `${String(arms.length)} arms × ${String(seeds.length)} seeds, ${(parameterCount(model) / 1e6).toFixed(2)}M parameters, ` +
        `${(tokens / arms.length / 1e6).toFixed(2)}M tokens an arm, ${flops.toExponential(2)} FLOPs in all`,
    ].join("\n"),
  );
}
