import path from "node:path";
import { runHostTests } from "../../test/host/launch.ts";
import { whyNoCluster } from "../../test/slurm/private-cluster.ts";
import { trainerBuildFolder } from "../setup/folders.mjs";
import { doctestResults } from "./doctest-results.ts";
import { type SuiteResults, singleResult, sumResults } from "./results.ts";
import { runCommand } from "./run-command.ts";
import { runMocha } from "./run-mocha.ts";

/** A part of `npm test` that can be run alone. */
export interface Suite {
  readonly name: string;
  /** Why it cannot run on this machine, which is then told in its place. */
  readonly cannotRun?: string | undefined;
  run(): Promise<SuiteResults>;
}

const typecheck: Suite = {
  name: "typecheck",
  run: async () =>
    sumResults([
      await check("types of all but the webviews", "tsc", ["-p", "."]),
      await check("types of the webviews", "tsc", ["-p", "webview"]),
    ]),
};

const lint: Suite = { name: "lint", run: () => check("lint", "eslint", ["."]) };

const format: Suite = {
  name: "format",
  run: async () =>
    sumResults([
      await check("format of TypeScript and JavaScript", "prettier", ["--check", "."]),
      await check("format of C++", "node", ["scripts/format-trainer.mjs", "--check"]),
    ]),
};

const trainer: Suite = {
  name: "trainer",
  run: async () => {
    const { output } = await runCommand(path.join(trainerBuildFolder, "trainer-tests"), []);
    return doctestResults(output);
  },
};

const unit: Suite = { name: "unit", run: () => runMocha("unit", ".mocharc.json", "test/**/*.test.ts") };

const slurm: Suite = {
  name: "slurm",
  cannotRun: whyNoCluster(),
  run: () => runMocha("slurm", "test/slurm/mocharc.json", "test/slurm/**/*.test.ts"),
};

const host: Suite = { name: "host", run: runHostTests };

const journeys: Suite = {
  name: "journeys",
  run: () => runMocha("journeys", "test/journeys/mocharc.json", "test/journeys/**/*.test.ts"),
};

/**
 * What runs one after the other (the outer list) and side by side (the lanes in it) on two cores. What drives a browser
 * runs alone.
 */
export const schedule: readonly (readonly (readonly Suite[])[])[] = [
  [
    [typecheck, lint, format, slurm],
    [trainer, unit],
  ],
  [[host]],
  [[journeys]],
];

async function check(title: string, command: string, commandArguments: readonly string[]): Promise<SuiteResults> {
  const { ok, output } = await runCommand(command, commandArguments);
  return singleResult(title, ok ? undefined : output);
}
