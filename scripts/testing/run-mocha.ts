import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { projectFolder } from "../setup/folders.mjs";
import { mochaResults } from "./mocha-results.ts";
import type { SuiteResults } from "./results.ts";
import { runCommand } from "./run-command.ts";

/** Runs the test files that `pattern` names under mocha with a configuration file of the project. */
export async function runMocha(name: string, configuration: string, pattern: string): Promise<SuiteResults> {
  const results = path.join(projectFolder, `build/test-results/${name}.json`);
  await rm(results, { force: true });
  const reporter = ["--reporter", "json", "--reporter-option", `output=${results}`];
  const { output } = await runCommand("mocha", ["--config", configuration, ...reporter, pattern]);
  try {
    return mochaResults(await readFile(results, "utf8"));
  } catch {
    return { passed: 0, failures: [{ title: "mocha left no results", message: output }] };
  }
}
