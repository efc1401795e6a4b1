import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { editor } from "./editor.ts";

const { Messages } = await import("../src/messages.ts");

const pressed: string[] = [];
const buttons = Object.fromEntries(
  ["install", "restart", "showLog", "openSetting"].map((name) => [name, () => void pressed.push(name)]),
) as unknown as ConstructorParameters<typeof Messages>[0];
const nothing = { kind: "missing", tried: ["it is not on PATH"], wrongSetting: false } as const;

beforeEach(() => {
  editor.shown = [];
  pressed.length = 0;
});

test("a message says what was tried and what to do, and each button does its part", async () => {
  for (const [title, name] of [
    ["Install It", "install"],
    ["Try Again", "restart"],
    ["Show Log", "showLog"],
    ["Open Setting", "openSetting"],
  ]) {
    editor.chosen = () => Promise.resolve(title);
    await new Messages(buttons).missing(nothing, true);
    assert.deepEqual(pressed.splice(0), [name]);
  }
  assert.match(editor.shown[0] ?? "", /it is not on PATH.*Install it into an environment of this extension/);
});

test("the same message is not shown twice at once", async () => {
  let close: (chosen: undefined) => void = () => undefined;
  editor.chosen = () => new Promise((resolve) => (close = resolve));
  const messages = new Messages(buttons);
  const first = messages.missing(nothing, true);
  await messages.missing(nothing, true);
  assert.equal(editor.shown.length, 1);
  close(undefined);
  await first;
  editor.chosen = () => Promise.resolve(undefined);
  await messages.missing(nothing, true);
  assert.equal(editor.shown.length, 2);
});

test("a path makes no link to a command", async () => {
  editor.chosen = () => Promise.resolve(undefined);
  await new Messages(buttons).cannotStart("/a/[x](command:y)/migration-lsp", "PATH", "it ended with exit code 1");
  assert.equal(editor.shown[0]?.includes("]("), false);
});

test("a wrong setting is to be corrected, and nothing else is offered", async () => {
  editor.chosen = () => Promise.resolve(undefined);
  await new Messages(buttons).missing({ kind: "missing", tried: ["the setting is x"], wrongSetting: true }, true);
  assert.deepEqual(editor.shown, ["migration-lsp cannot start: the setting is x. Correct or empty the setting."]);
});
