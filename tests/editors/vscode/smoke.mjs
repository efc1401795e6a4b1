// A person at the editor: keys and mouse, and what the screen says. Writes down what was read; the tests judge.
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import * as path from "node:path";

import { lineWith, middleOf, toasts, typeInto } from "./screen.mjs";
import { until, withWindow } from "./window.mjs";

const [address, planFile, pictures] = process.argv.slice(2);
const plan = JSON.parse(readFileSync(planFile, "utf8"));
const seen = {};

await withWindow(address, async (page) => {
  const picture = (name) => page.screenshot({ path: path.join(pictures, `${name}.png`) });
  try {
    await acceptOffer(page, picture);
    await typeColumn(page, picture);
    await takeFix(page, picture);
    await breakServer(page, picture);
  } catch (error) {
    seen.complaint = error.stack;
    await picture("complaint");
  }
});
console.log(JSON.stringify(seen));

async function acceptOffer(page, picture) {
  await open(page, plan.models);
  const offer = page.locator(".notification-toast").getByRole("button", { name: "Install It" });
  await offer.waitFor();
  seen.offer = await toasts(page);
  // The message slides in.
  await page.waitForTimeout(500);
  await picture("0-offer");
  await offer.click();
  await until("the server is installed", async () => (await toasts(page)).length === 0);
}

async function typeColumn(page, picture) {
  await lineWith(page, plan.after);
  await page.waitForTimeout(plan.settle * 1000);
  await page.mouse.click(...(await middleOf(page, plan.after)));
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await typeInto(page, plan.typed);
  const typing = performance.now();
  await page.locator(".squiggly-error").first().waitFor();
  const ms = Math.round(performance.now() - typing);
  // What was said of the half-typed line has been corrected by then.
  await page.waitForTimeout(1500);
  seen.squiggle = { ms, text: await underlined(page) };
  await picture("1-squiggle");

  await page.mouse.move(...(await middleOf(page, plan.column)));
  const hover = page.locator(".monaco-hover:visible .hover-contents");
  await hover.first().waitFor();
  // The finding is shown at once; what the server says of the place comes after it.
  await until("the hover has the steps", async () => (await hover.count()) > 1);
  seen.hover = (await hover.allInnerTexts()).join("\n\n");
  await picture("2-hover");
  await page.mouse.move(640, 790);
}

async function takeFix(page, picture) {
  await open(page, plan.risky.path);
  await lineWith(page, plan.risky.at);
  await page.locator(".squiggly-error").first().waitFor();
  await page.mouse.click(...(await middleOf(page, plan.risky.at)));
  const bulb = page.locator(".lightBulbWidget:visible");
  await bulb.first().waitFor();
  await picture("3-lightbulb");
  await bulb.first().click();
  const rows = page.locator(".action-widget .monaco-list-row.action");
  await rows.first().waitFor();
  seen.offered = await rows.allInnerTexts();
  await picture("4-actions");
  await rows.filter({ hasText: plan.chosen }).first().click();
  const inBuffer = await until("the fix is in the text", async () =>
    (await page.locator(".view-lines").innerText()).includes(plan.inserted),
  );
  await page.keyboard.press("Control+s");
  const file = path.join(plan.folder, plan.risky.path);
  await until("the fix is on disk", () => readFileSync(file, "utf8").includes(plan.inserted));
  await until("the squiggle is gone", async () => (await page.locator(".squiggly-error").count()) === 0);
  // The tab and the tree count what is left a moment later.
  await page.waitForTimeout(1000);
  seen.fixed = { ms: inBuffer, text: readFileSync(file, "utf8") };
  await picture("5-fixed");
}

// The same window, whose server is made to fail: first it cannot start, then it ends again and again.
async function breakServer(page, picture) {
  await setPath(plan.broken);
  await page.locator(".notification-toast").first().waitFor();
  // Whatever else would be said is said within this time.
  await page.waitForTimeout(3000);
  seen.cannot_start = await toasts(page);
  await picture("6-cannot-start");
  await page.keyboard.press("Escape");
  for (const toast of await page.locator(".notification-toast .codicon-notifications-clear").all()) {
    await toast.click();
  }
  await until("the message is closed", async () => (await toasts(page)).length === 0);

  await setPath(plan.recorded);
  for (let times = 1; times <= plan.ends; times++) {
    await until(`server ${times} runs`, () => processes().length === times);
    // A server that has not answered yet did not start; one that has ends.
    await page.waitForTimeout(2500);
    process.kill(processes().at(-1), "SIGKILL");
  }
  await page.locator(".notification-toast").first().waitFor();
  await page.waitForTimeout(3000);
  seen.keeps_ending = await toasts(page);
  seen.started = processes().length;
  await picture("7-keeps-ending");
}

async function open(page, file) {
  await page.keyboard.press("Control+p");
  const input = page.locator(".quick-input-widget input");
  await input.fill(path.basename(file));
  await page.locator(".quick-input-list .monaco-list-row").filter({ hasText: path.basename(file) }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.locator(`.tab.active[data-resource-name="${path.basename(file)}"]`).waitFor();
}

/** The text that the red line stands under: it is drawn in pieces, one for each colour of the text. */
async function underlined(page) {
  return page.evaluate(() => {
    const boxes = [...document.querySelectorAll(".squiggly-error")].map((piece) => piece.getBoundingClientRect());
    const box = boxes[0];
    const line = [...document.querySelectorAll(".view-line")].find((candidate) => {
      const { top, bottom } = candidate.getBoundingClientRect();
      return top <= box.top && box.top < bottom;
    });
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    let text = "";
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      for (let index = 0; index < node.data.length; index++) {
        range.setStart(node, index);
        range.setEnd(node, index + 1);
        const { left, right } = range.getBoundingClientRect();
        const middle = (left + right) / 2;
        if (boxes.some((piece) => piece.top === box.top && piece.left <= middle && middle <= piece.right)) {
          text += node.data[index];
        }
      }
    }
    return text.replaceAll("\u00a0", " ");
  });
}

function setPath(file) {
  return writeFile(plan.machine_settings, JSON.stringify({ "migration-lsp.path": file }));
}

function processes() {
  try {
    return readFileSync(plan.processes, "utf8").split("\n").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
