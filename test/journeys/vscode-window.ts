import type { Frame, Locator, Page } from "playwright-core";

const patienceMilliseconds = 60_000;
/** Within which VS Code obeys a key. */
const keyMilliseconds = 500;

/** A VS Code window in a browser's page, used as a person uses it: by keyboard and by what is on the screen. */
export class VscodeWindow {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Opens a window at an address and waits until it can be used. */
  static async open(page: Page, address: string): Promise<VscodeWindow> {
    page.setDefaultTimeout(patienceMilliseconds);
    await page.goto(address);
    await page.locator(".monaco-workbench .part.statusbar .statusbar-item").first().waitFor();
    return new VscodeWindow(page);
  }

  /** Chooses a command by its title in the command palette. */
  async runCommand(title: string): Promise<void> {
    await this.openQuickInput("F1");
    await this.chooseInQuickInput(`>${title}`, title);
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    await this.openQuickInput("Control+p");
    await this.chooseInQuickInput(name, name);
    await this.waitForTab(name);
  }

  /** The tab with a title, once it is there. */
  async waitForTab(title: string): Promise<Locator> {
    const named = this.page.getByText(title, { exact: true });
    const tab = this.page.locator(".tabs-container .tab").filter({ has: named });
    await tab.waitFor();
    return tab;
  }

  /** The page inside the webview that is in front, once it is there. */
  async webview(): Promise<Frame> {
    const inner = this.page.frameLocator("iframe.webview.ready:visible").locator("iframe#active-frame");
    const frame = await (await inner.elementHandle()).contentFrame();
    if (!frame) throw new Error("The webview has no page.");
    return frame;
  }

  /** Chooses a colour theme and waits until the window has taken it over: its workbench carries the kind as a class. */
  async chooseTheme(name: string, kind: "vs" | "vs-dark" | "hc-black" | "hc-light"): Promise<void> {
    await this.runCommand("Preferences: Color Theme");
    await this.chooseInQuickInput(name, name);
    await this.page.locator(`.monaco-workbench.${kind}`).waitFor();
    // It fades out over what a screenshot is to show.
    await this.quickInput.waitFor({ state: "hidden" });
  }

  private get quickInput(): Locator {
    return this.page.locator(".quick-input-widget");
  }

  /** Presses a key until the quick input is there: one that still fades out, and a webview that gets the focus, swallow keys. */
  private async openQuickInput(key: string): Promise<void> {
    await this.quickInput.waitFor({ state: "hidden" });
    const deadline = Date.now() + patienceMilliseconds;
    while (!(await this.quickInput.isVisible())) {
      if (Date.now() > deadline) throw new Error(`The quick input does not open with ${key}.`);
      await this.page.keyboard.press(key);
      await this.page.waitForTimeout(keyMilliseconds);
    }
  }

  private async chooseInQuickInput(text: string, entry: string): Promise<void> {
    await this.quickInput.locator("input[type=text]").fill(text);
    const choice = this.quickInput.locator(".monaco-list-row").filter({ hasText: entry }).first();
    await choice.click();
  }
}
