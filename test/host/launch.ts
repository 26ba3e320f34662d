import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { mochaResults } from "../../scripts/testing/mocha-results.ts";
import type { SuiteResults } from "../../scripts/testing/results.ts";
import { projectFolder } from "../../scripts/setup/folders.mjs";
import { startVscodeServer, windowAddress } from "../../scripts/vscode/server.ts";
import { startBrowser } from "../browser.ts";

const longestRunMilliseconds = 10 * 60_000;

/**
 * Runs the host tests: once in a trusted workspace, once in one that is not. Each VS Code gets a fresh profile and a copy
 * of the tiny workspace, and is ended with all its processes.
 */
export async function runHostTests(): Promise<SuiteResults> {
  const browser = await startBrowser();
  try {
    const trusted = await runInVscode(browser, true);
    const untrusted = await runInVscode(browser, false);
    return { passed: trusted.passed + untrusted.passed, failures: [...trusted.failures, ...untrusted.failures] };
  } finally {
    await browser.close();
  }
}

async function runInVscode(browser: Browser, trusted: boolean): Promise<SuiteResults> {
  const folder = await mkdtemp(path.join(tmpdir(), "ablate-host-"));
  const workspace = path.join(folder, "workspace");
  const resultsFile = path.join(folder, "results.json");
  await cp(path.join(projectFolder, "test/fixtures/tiny"), workspace, { recursive: true });
  const server = await startVscodeServer({
    folder,
    port: 0,
    trusted,
    testDriver: true,
    settings: { "security.workspace.trust.startupPrompt": "never", "files.autoSave": "off" },
    environment: { ABLATE_HOST_RESULTS: resultsFile },
  });
  try {
    const log = await runPage(browser, server.authority, workspace, server.ended);
    return await readResults(resultsFile, log);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Opens the page whose VS Code runs the tests, and waits for their end. Answers with what was logged there. */
async function runPage(browser: Browser, authority: string, workspace: string, ended: Promise<never>): Promise<string> {
  const log: string[] = [];
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const finished = new Promise<void>((resolve, reject) => {
      const listen = async (): Promise<void> => {
        await page.exposeFunction("codeAutomationLog", (type: string, values: readonly unknown[]) => {
          log.push([type, ...values.map(String)].join(" "));
        });
        await page.exposeFunction("codeAutomationExit", () => {
          resolve();
        });
        const remote = `vscode-remote://${authority}${projectFolder}`;
        const address = windowAddress(authority, workspace, [
          ["extensionDevelopmentPath", remote],
          ["extensionTestsPath", `${remote}/out/test/host/index.cjs`],
          ["skipWelcome", "true"],
        ]);
        await page.goto(address);
      };
      listen().catch(reject);
    });
    const tooLong = sleep(longestRunMilliseconds, undefined, { ref: false }).then(() => {
      throw new Error(
        `The host tests did not end in ${String(longestRunMilliseconds / 60_000)} minutes:\n${log.join("\n")}`,
      );
    });
    await Promise.race([finished, ended, tooLong]);
    return log.join("\n");
  } finally {
    await context.close();
  }
}

async function readResults(file: string, log: string): Promise<SuiteResults> {
  try {
    return mochaResults(await readFile(file, "utf8"));
  } catch (error) {
    throw new Error(`The host tests left no results:\n${log}`, { cause: error });
  }
}
