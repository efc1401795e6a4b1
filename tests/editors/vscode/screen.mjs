// Where texts stand on the editor's screen, by what the browser laid out and never by the width of characters.

/** Waits until a line of the text that is shown has this, and gives it. */
export async function lineWith(page, text) {
  const line = page.locator(".view-line").filter({ hasText: spaced(text) }).first();
  await line.waitFor();
  return line;
}

/** The middle of a text's first place on the screen. */
export async function middleOf(page, text) {
  await lineWith(page, text);
  const middle = await page.evaluate((wanted) => {
    for (const line of document.querySelectorAll(".view-line")) {
      const start = line.textContent.replaceAll("\u00a0", " ").indexOf(wanted);
      if (start >= 0) {
        const box = rangeOf(line, start, start + wanted.length).getBoundingClientRect();
        return [box.left + box.width / 2, box.top + box.height / 2];
      }
    }
    return undefined;

    function rangeOf(line, from, to) {
      const range = document.createRange();
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      let passed = 0;
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        if (passed <= from && from < passed + node.length) {
          range.setStart(node, from - passed);
        }
        if (passed < to && to <= passed + node.length) {
          range.setEnd(node, to - passed);
          return range;
        }
        passed += node.length;
      }
      throw new Error("the text is not on the screen");
    }
  }, text);
  if (middle === undefined) {
    throw new Error(`${text} is not on the screen`);
  }
  return middle;
}

/** Types a text into a line: what no key has is put in as an input method does. */
export async function typeInto(page, text) {
  for (const [piece] of text.matchAll(/[\x20-\x7e]+|[^\x20-\x7e]+/g)) {
    if (/^[\x20-\x7e]/.test(piece)) {
      await page.keyboard.type(piece);
    } else {
      await page.keyboard.insertText(piece);
    }
  }
}

/** The texts of the messages that are shown now. */
export async function toasts(page) {
  return page.locator(".notification-toast .notification-list-item-message").allInnerTexts();
}

/** The editor draws spaces as no-break spaces. */
function spaced(text) {
  const pattern = text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(" ", "[ \\u00a0]");
  return new RegExp(pattern);
}
