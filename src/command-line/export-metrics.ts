import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileNamesOf } from "../exchange/file-name.ts";
import { makeNewFolder } from "../exchange/new-folder.ts";
import { type RunHistory, runHistory } from "../exchange/run-history.ts";
import { eventFile, eventFileName } from "../exchange/tensorboard/event-file.ts";
import { wandbFiles } from "../exchange/wandb-run.ts";
import { parameterCount } from "../experiment/model.ts";
import { armMixture, armTokens } from "../experiment/budgets/amounts.ts";
import { InvalidInput, StageError } from "../stage/runner.ts";
import type { CommandContext } from "./command.ts";
import { exportedExperiment, type ExportedExperiment, type FromExperiment } from "./exported-experiment.ts";

export interface ExportMetricsOptions extends FromExperiment {
  readonly to: string;
  readonly format: "tensorboard" | "wandb";
}

/**
 * `ablate export metrics [ARM…] --from FILE --to DIR --format tensorboard|wandb`: a folder a run (an arm with a seed) with its curves
 * and what its model scored. Runs that are not trained yet are left out and told.
 */
export async function exportMetrics(
  arms: readonly string[],
  options: ExportMetricsOptions,
  context: CommandContext,
): Promise<void> {
  const exported = await exportedExperiment(options, context);
  const { loaded, graph, store, results } = exported;
  const known = loaded.experiment.arms.map(({ name }) => name);
  const unknown = arms.find((arm) => !known.includes(arm));
  if (unknown !== undefined) throw new InvalidInput(`no arm "${unknown}"; arms: ${known.join(", ")}`);
  const nameOf = ({ arm, seed }: { readonly arm: string; readonly seed: number }): string => `${arm}-seed-${seed}`;
  const folders = fileNamesOf(graph.armRuns.map(nameOf));
  const path = await makeNewFolder(options.to, async (folder) => {
    const skipped: string[] = [];
    let written = 0;
    for (const armRun of graph.armRuns.filter(({ arm }) => arms.length === 0 || arms.includes(arm))) {
      context.signal.throwIfAborted();
      const run = await runHistory(armRun, graph, store, results).catch((error: unknown) => {
        if (!(error instanceof StageError)) throw error;
        skipped.push(error.message);
        return undefined;
      });
      if (run === undefined) continue;
      await writeRun(join(folder, folders.get(nameOf(run)) ?? ""), run, options.format, exported);
      written += 1;
    }
    if (written === 0) throw new StageError(`${skipped.join("\n")}\nrun: ablate run ${loaded.file}`);
    for (const line of skipped) context.output.emit({ event: "log", line: `left out: ${line}` });
  });
  if (results === undefined) {
    context.output.emit({ event: "log", line: "without scores: not all arms are evaluated yet" });
  }
  context.output.emit({ event: "file", kind: "metrics", path });
}

async function writeRun(
  folder: string,
  run: RunHistory,
  format: ExportMetricsOptions["format"],
  { loaded, graph, file }: ExportedExperiment,
): Promise<void> {
  await mkdir(folder);
  if (format === "tensorboard") {
    await writeFile(join(folder, eventFileName(run)), eventFile(run));
    return;
  }
  const { baseline, model } = loaded.experiment;
  const arm = graph.budgets.arms.find(({ name }) => name === run.arm);
  const mixture = arm === undefined ? {} : armMixture(arm);
  const tokens = arm === undefined ? 0 : armTokens(arm);
  const files = wandbFiles(run, {
    name: loaded.name,
    file,
    baseline,
    mixture,
    tokens,
    parameters: parameterCount(model),
  });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}
