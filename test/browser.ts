import { type Browser, chromium } from "playwright-core";

/** Debian's Chromium without a window, and, as in containers it runs as root, without a sandbox. It asks nothing of the network. */
export async function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
    ],
  });
}
