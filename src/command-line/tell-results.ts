import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { resultsCsv } from "../analysis/csv.ts";
import { resultsReport } from "../analysis/report.ts";
import type { Results } from "../analysis/results.ts";
import { resultsTable } from "../analysis/table.ts";
import { StageError } from "../stage/runner.ts";
import { writeFileAtomically } from "../store/atomic-file.ts";
import type { CommandContext, WorkspaceOptions } from "./command.ts";

/** Options of the commands that end with results: where else to write them. */
export interface ResultsOptions extends WorkspaceOptions {
  readonly csv?: string;
  readonly html?: string;
}

/** Tells results as event and table, and writes the CSV file and the HTML report that were asked for. */
export async function tellResults(found: Results, options: ResultsOptions, context: CommandContext): Promise<void> {
  const { output, files } = context;
  output.emit({ event: "results", results: found });
  output.print(resultsTable(found, output.width));
  if (options.csv !== undefined) {
    const path = resolve(options.csv);
    await writeFileAtomically(path, resultsCsv(found));
    output.emit({ event: "file", kind: "csv", path });
  }
  if (options.html !== undefined) {
    const path = resolve(options.html);
    await writeFileAtomically(path, resultsReport(found, await reportBundle(files.webviewFolder)));
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
