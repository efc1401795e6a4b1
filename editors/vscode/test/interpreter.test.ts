import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { editor } from "./editor.ts";

const { onDidSelectInterpreter, selectedInterpreter } = await import("../src/interpreter.ts");

/** The Python extension with one environment selected. */
function pythonExtension(executable: string | undefined, asked: unknown[] = []) {
  const environments = {
    getActiveEnvironmentPath: (resource: unknown) => {
      asked.push(resource);
      return { path: "env" };
    },
    resolveEnvironment: () =>
      Promise.resolve(executable === undefined ? undefined : { executable: { uri: { fsPath: executable } } }),
    onDidChangeActiveEnvironmentPath: (listener: () => void) => {
      listener();
      return { dispose: () => undefined };
    },
  };
  return { "ms-python.python": { activate: () => Promise.resolve({ environments }) } };
}

beforeEach(() => {
  editor.folder = { uri: { fsPath: "/project" } };
  editor.settings = {};
  editor.extensions = {};
});

test("the Python extension is asked for the folder that is open", async () => {
  const asked: unknown[] = [];
  editor.extensions = pythonExtension("/env/bin/python", asked);
  editor.settings = { "python.defaultInterpreterPath": "/other/python" };
  assert.equal(await selectedInterpreter(), "/env/bin/python");
  assert.deepEqual(asked, [editor.folder?.uri]);
});

test("an environment that is gone is none", async () => {
  editor.extensions = pythonExtension(undefined);
  assert.equal(await selectedInterpreter(), undefined);
});

test("without that extension its setting counts, if it says where", async () => {
  for (const [setting, interpreter] of [
    ["/env/bin/python", "/env/bin/python"],
    ["${workspaceFolder}/.venv/bin/python", "/project/.venv/bin/python"],
    ["python", undefined],
    ["${env:HOME}/python", undefined],
    ["", undefined],
  ]) {
    editor.settings = { "python.defaultInterpreterPath": setting };
    assert.equal(await selectedInterpreter(), interpreter);
  }
});

test("an extension that fails is as if it were not there", async () => {
  editor.extensions = { "ms-python.python": { activate: () => Promise.reject(new Error("broken")) } };
  editor.settings = { "python.defaultInterpreterPath": "/env/bin/python" };
  assert.equal(await selectedInterpreter(), "/env/bin/python");
  assert.equal(await onDidSelectInterpreter(() => undefined), undefined);
});

test("another selection is heard of", async () => {
  editor.extensions = pythonExtension("/env/bin/python");
  let heard = 0;
  assert.notEqual(await onDidSelectInterpreter(() => heard++), undefined);
  assert.equal(heard, 1);
});
