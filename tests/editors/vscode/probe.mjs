// A window in which the probe extension walks: opened until it has written down what it saw.
import { withWindow, written } from "./window.mjs";

const [address, seen, picture] = process.argv.slice(2);

await withWindow(address, async (page) => {
  try {
    await written(seen);
  } finally {
    await page.screenshot({ path: picture });
  }
});
