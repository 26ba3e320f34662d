import type { FrameLocator, Page } from "playwright-core";

/** A VS Code window in a browser's page, used as a person uses it: by keyboard and by what is on the screen. */
export class VscodeWindow {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Opens a window at an address and waits until it can be used. */
  static async open(page: Page, address: string): Promise<VscodeWindow> {
    await page.goto(address);
    await page.locator(".monaco-workbench .part.statusbar .statusbar-item").first().waitFor();
    return new VscodeWindow(page);
  }

  /** Chooses a command by its title in the command palette. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press("F1");
    const input = this.page.locator(".quick-input-widget input[type=text]");
    await input.waitFor();
    await input.fill(`>${title}`);
    const entry = this.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: title }).first();
    await entry.waitFor();
    await input.press("Enter");
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press("Control+p");
    const input = this.page.locator(".quick-input-widget input[type=text]");
    await input.waitFor();
    await input.fill(name);
    await this.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: name }).first().waitFor();
    await input.press("Enter");
    await this.page.locator(".tabs-container .tab").filter({ hasText: name }).waitFor();
  }

  /** The page inside the webview that is in front. */
  webview(): FrameLocator {
    return this.page.frameLocator("iframe.webview.ready").last().frameLocator("#active-frame");
  }

  /** Waits until the window has taken over a theme of a kind: its workbench carries the kind as a class. */
  async waitForTheme(kind: "vs" | "vs-dark" | "hc-black" | "hc-light"): Promise<void> {
    await this.page.locator(`.monaco-workbench.${kind}`).waitFor();
  }
}
