import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { startBrowser } from "../browser.ts";
import { openView, type ViewPage } from "./view-page.ts";

const screenshots = join(import.meta.dirname, "../../out/screenshots");

/** What the tests of a view share. */
export interface ViewUnderTest<Sent, Received> {
  /** Opens the view; one at a time. */
  open(theme?: string): Promise<ViewPage<Sent, Received>>;
  /** Writes `out/screenshots/NAME.png`, of the whole page where it scrolls. */
  screenshot(name: string): Promise<void>;
}

/**
 * A browser for the tests of the surrounding `describe`. The view that a test has opened is closed after it, and fails it where the
 * browser complains of anything. `parse` reads what the view sends; `width` is that of the window, in CSS pixels.
 */
export function viewUnderTest<Sent, Received>(
  name: string,
  parse: (message: unknown) => Sent | undefined,
  width: number,
): ViewUnderTest<Sent, Received> {
  let browser: Browser;
  let view: ViewPage<Sent, Received> | undefined;
  before(async () => {
    browser = await startBrowser();
    await mkdir(screenshots, { recursive: true });
  });
  after(async () => {
    await browser.close();
  });
  afterEach(async () => {
    const closed = view;
    view = undefined;
    assert.deepEqual(closed?.complaints ?? [], []);
    await closed?.page.context().close();
  });
  return {
    async open(theme = "vscode-dark") {
      return (view = await openView<Sent, Received>(browser, name, parse, theme, width));
    },
    async screenshot(file) {
      await view?.page.screenshot({ path: join(screenshots, `${file}.png`), fullPage: true });
    },
  };
}
