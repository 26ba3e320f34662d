import { chromium, type Browser } from "playwright-core";
import { access } from "node:fs/promises";

/**
 * Starts Debian's Chromium without a screen. It runs as root in a container, hence no sandbox; it asks nothing of the
 * network beyond localhost.
 */
export async function startBrowser(): Promise<Browser> {
  const executablePath = process.env["ABLATE_CHROMIUM"] ?? "/usr/bin/chromium";
  await access(executablePath);
  return chromium.launch({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
