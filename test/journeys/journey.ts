import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { projectFolder } from "../../scripts/setup/folders.mjs";
import { startVscodeServer, type VscodeServer, windowAddress } from "../../scripts/vscode/server.ts";
import { startBrowser } from "../browser.ts";
import { VscodeWindow } from "./vscode-window.ts";

const screenshots = path.join(projectFolder, "out/screenshots");

/** A VS Code with a window on a copy of the tiny workspace. */
export interface Journey {
  readonly workspace: string;
  readonly server: VscodeServer;
  readonly window: VscodeWindow;
  /** Writes `out/screenshots/NAME.png`. */
  screenshot(name: string): Promise<void>;
  /** Ends all of it, and removes the workspace. */
  end(): Promise<void>;
}

/** Starts one with the extension in a folder or in a package. */
export async function startJourney(
  extension: { readonly extensionFolder: string } | { readonly extensionPackage: string },
  settings: Readonly<Record<string, string>> = {},
): Promise<Journey> {
  const folder = await mkdtemp(path.join(tmpdir(), "ablate-journey-"));
  const workspace = path.join(folder, "workspace");
  await cp(path.join(projectFolder, "test/fixtures/tiny"), workspace, { recursive: true });
  await mkdir(screenshots, { recursive: true });
  const server = await startVscodeServer({
    ...{ folder, port: 0, trusted: true, testDriver: false, ...extension },
    settings: {
      "workbench.startupEditor": "none",
      "workbench.secondarySideBar.defaultVisibility": "hidden",
      ...settings,
    },
  });
  const browser = await startBrowser();
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  const window = await VscodeWindow.open(page, windowAddress(server.authority, workspace, []));
  return {
    workspace,
    server,
    window,
    async screenshot(name) {
      await page.screenshot({ path: path.join(screenshots, `${name}.png`) });
    },
    async end() {
      await browser.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
