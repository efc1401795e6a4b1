import assert from "node:assert/strict";
import * as path from "node:path";
import { test } from "node:test";

import { install, NotInstalled, type Run } from "../src/privateEnvironment.ts";
import { folderOf, programAt } from "./folders.ts";

/** Answers for Python and writes down what would have been started. */
function told(started: string[], answers: (line: string) => string | undefined): Run {
  return (command, args) => {
    const line = [command, ...args].join(" ");
    started.push(line);
    const answer = answers(line);
    return answer === undefined ? Promise.reject(new Error("exit 1")) : Promise.resolve(answer);
  };
}

test("the selected interpreter makes the environment, in isolated mode", async () => {
  const folder = await folderOf();
  const started: string[] = [];
  const environment = path.join(folder, "storage", "server");
  await install(environment, "/chosen/python", "", [], told(started, (line) => (line.includes(" -c ") ? "True\n" : "")));
  assert.deepEqual(started.slice(1), [
    `/chosen/python -I -m venv --clear ${environment}`,
    `${path.join(environment, "bin", "python")} -I -m pip install --upgrade migration-lsp`,
  ]);
});

test("a Python that is too old or broken is passed over for one on PATH, and none inside the workspace is started", async () => {
  const folder = await folderOf();
  const workspace = path.join(folder, "project");
  await programAt(path.join(workspace, "bin"), "python3");
  const newer = await programAt(path.join(folder, "bin"), "python3");
  const entries = [path.join(workspace, "bin"), path.join(folder, "bin")].join(path.delimiter);
  const started: string[] = [];
  const run = told(started, (line) => (line.includes(" -c ") ? (line.startsWith(newer) ? "True" : "False") : ""));
  await install(path.join(folder, "server"), "/old/python", entries, [workspace], run);
  assert.equal(started.some((line) => line.startsWith(workspace)), false);
  assert.equal(started.filter((line) => line.startsWith(newer)).length, 2);
});

test("what failed is said without what a program wrote", async () => {
  const folder = await folderOf();
  const attempt = (answers: (line: string) => string | undefined): Promise<void> =>
    install(path.join(folder, "server"), "/chosen/python", "", [], told([], answers));
  await assert.rejects(attempt(() => undefined), new NotInstalled("it needs Python 3.11 or newer, and none was found"));
  await assert.rejects(
    attempt((line) => (line.includes(" -c ") ? "True" : undefined)),
    new NotInstalled("the environment could not be made"),
  );
  await assert.rejects(
    attempt((line) => (line.includes("pip install") ? undefined : "True")),
    new NotInstalled("pip failed"),
  );
});
