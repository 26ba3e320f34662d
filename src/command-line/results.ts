import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { resultsCsv } from "../analysis/csv.ts";
import { resultsReport } from "../analysis/report.ts";
import { resultsTable } from "../analysis/table.ts";
import { experimentResults, keepResults } from "../scheduler/experiment-results.ts";
import { loadExperiment } from "../scheduler/load-experiment.ts";
import { planExperiment } from "../scheduler/plan-experiment.ts";
import { StageError } from "../stage/runner.ts";
import { writeFileAtomically } from "../store/atomic-file.ts";
import { type CommandContext, surroundingsOf, valueOf, workspaceOf, type WorkspaceOptions } from "./command.ts";

export interface ResultsOptions extends WorkspaceOptions {
  readonly csv?: string;
  readonly html?: string;
}

/** `ablate results FILE.ablation.json`: the table, and where asked for the CSV file and the HTML report. */
export async function results(file: string, options: ResultsOptions, context: CommandContext): Promise<void> {
  const { output } = context;
  const loaded = valueOf(await loadExperiment(file), output);
  const workspace = workspaceOf(file, options, context);
  const world = await surroundingsOf(workspace, options, context);
  const { graph } = await planExperiment(loaded, workspace, world);
  const found = await experimentResults(loaded, graph, world.store);
  // A workspace that can only be read still has results to show.
  await keepResults(found, loaded, workspace).catch((error: unknown) => {
    output.emit({ event: "log", line: `The results are not kept for the editor: ${String(error)}` });
  });
  output.emit({ event: "results", results: found });
  output.print(resultsTable(found, output.width));
  if (options.csv !== undefined) {
    const path = resolve(options.csv);
    await writeFileAtomically(path, resultsCsv(found));
    output.emit({ event: "file", kind: "csv", path });
  }
  if (options.html !== undefined) {
    const path = resolve(options.html);
    await writeFileAtomically(path, resultsReport(found, await reportBundle(context.files.webviewFolder)));
    output.emit({ event: "file", kind: "report", path });
  }
}

async function reportBundle(folder: string): Promise<{ script: string; style: string }> {
  try {
    const [script, style] = await Promise.all(
      ["report.js", "report.css"].map((name) => readFile(join(folder, name), "utf8")),
    );
    return { script: script ?? "", style: style ?? "" };
  } catch {
    throw new StageError(`the report's script is not built: ${folder} has no report.js; run: node esbuild.mjs`);
  }
}
