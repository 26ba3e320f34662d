import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { type WinRates, winRatesSchema } from "../analysis/win-rate/win-rates.ts";
import { parsedJson } from "../stage/json.ts";
import { RunFiles } from "../store/run-record.ts";
import type { Workspace } from "../store/workspace.ts";

/** Where the last win-rates of an experiment lie, named as its run is. */
export function winRateFile(workspace: Workspace, file: string, kind: WinRates["kind"]): string {
  const name = basename(new RunFiles(workspace, file).results, ".results.json");
  return join(workspace.folder, "win-rates", `${name}.${kind}.json`);
}

/** The win-rates that `ablate judge` has found last, for those that compare arms which the experiment still has. */
export async function lastWinRates(workspace: Workspace, file: string, arms: readonly string[]): Promise<WinRates[]> {
  const kinds = ["judge", "likelihood"] as const;
  const files = kinds.map((kind) => readFile(winRateFile(workspace, file, kind), "utf8").catch(() => ""));
  return (await Promise.all(files)).flatMap((text) => {
    const { data } = winRatesSchema.safeParse(parsedJson(text));
    return data?.arms.every((arm) => arms.includes(arm)) === true ? [data] : [];
  });
}
