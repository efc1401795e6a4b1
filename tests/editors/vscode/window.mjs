// Opens windows of the editor in a real browser, without a screen and without a way out of this machine.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";

const { chromium } = createRequire(`${process.env.EDITOR_PACKAGES}/package.json`)("playwright-core");

const PATIENCE_MS = 45_000;

/** Calls back with a page that shows the window, and closes the browser whatever happens. */
export async function withWindow(address, then) {
  const browser = await chromium.launch({
    executablePath: process.env.BROWSER_PROGRAM,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    ],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(20_000);
    await page.goto(address);
    await page.locator(".monaco-workbench").waitFor();
    return await then(page);
  } finally {
    await browser.close();
  }
}

/** Waits for something that is not on the page. */
export async function until(what, condition) {
  const before = performance.now();
  while (!(await condition())) {
    if (performance.now() - before > PATIENCE_MS) {
      throw new Error(`waited in vain until ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return Math.round(performance.now() - before);
}

/** Waits for a file that something in the editor writes. */
export function written(file) {
  return until(`${file} is written`, () => existsSync(file));
}
