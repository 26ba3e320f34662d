import Mocha from "mocha";
import * as vscode from "vscode";

/**
 * Runs the host tests inside the extension host of a real VS Code, which calls it when the page that opened it named this
 * file as `extensionTestsPath`. A workspace that is not trusted gets the tests of viewing only. Rejects when a test fails;
 * what happened in detail is written to the file that the launcher named.
 */
export async function run(): Promise<void> {
  const mocha = new Mocha({
    ui: "bdd",
    timeout: 120_000,
    reporter: "json",
    reporterOptions: { output: process.env["ABLATE_HOST_RESULTS"] },
  });
  // Test files call describe() when they are loaded; "pre-require" puts it into place.
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, "", mocha);
  if (vscode.workspace.isTrusted) await loadTrustedTests();
  else await import("./untrusted.test.ts");

  const failures = await new Promise<number>((resolve) => {
    mocha.run(resolve);
  });
  if (failures > 0) throw new Error(`${String(failures)} host tests failed`);
}

async function loadTrustedTests(): Promise<void> {
  await import("./commands.test.ts");
  await import("./language.test.ts");
  await import("./trees.test.ts");
  await import("./plan.test.ts");
  await import("./run.test.ts");
  await import("./live-runs.test.ts");
  await import("./explain.test.ts");
  await import("./explorer.test.ts");
  await import("./labelling.test.ts");
}
