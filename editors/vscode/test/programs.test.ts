import assert from "node:assert/strict";
import { promises as fs } from "node:fs";
import * as path from "node:path";
import { test } from "node:test";

import { findBeside, findOnPath, isInside, programName } from "../src/programs.ts";
import { folderOf, programAt } from "./folders.ts";

test("PATH gives an absolute path, and its first entry wins", async () => {
  const folder = await folderOf();
  const first = await programAt(path.join(folder, "a"), "server");
  await programAt(path.join(folder, "b"), "server");
  const entries = ["a", "b"].map((name) => path.join(folder, name)).join(path.delimiter);
  assert.equal(await findOnPath("server", entries, []), first);
});

test("entries of PATH that are relative, empty or gone are passed over", async () => {
  const folder = await folderOf();
  const found = await programAt(path.join(folder, "bin"), "server");
  await programAt(path.join(folder, "here"), "server");
  const before = process.cwd();
  process.chdir(path.join(folder, "here"));
  try {
    const entries = ["", ".", "..", path.join(folder, "gone"), path.join(folder, "bin")].join(path.delimiter);
    assert.equal(await findOnPath("server", entries, []), found);
  } finally {
    process.chdir(before);
  }
});

test("nothing on PATH is taken from the folder that is open", async () => {
  const folder = await folderOf();
  const workspace = path.join(folder, "project");
  await programAt(path.join(workspace, ".venv", "bin"), "server");
  assert.equal(await findOnPath("server", path.join(workspace, ".venv", "bin"), [workspace]), undefined);
});

test("a link that leads into the folder that is open counts as inside", async () => {
  const folder = await folderOf();
  const workspace = path.join(folder, "project");
  const real = await programAt(path.join(workspace, "tools"), "server");
  await fs.mkdir(path.join(folder, "bin"));
  await fs.symlink(real, path.join(folder, "bin", "server"));
  assert.equal(await findOnPath("server", path.join(folder, "bin"), [workspace]), undefined);
});

test("a folder opened through a link holds what its target holds", async () => {
  const folder = await folderOf();
  const real = await programAt(path.join(folder, "project"), "server");
  await fs.symlink(path.join(folder, "project"), path.join(folder, "link"));
  assert.equal(await isInside(real, [path.join(folder, "link")]), true);
});

test("a folder whose name begins alike holds nothing of the other", async () => {
  const folder = await folderOf();
  const file = await programAt(path.join(folder, "project-tools"), "server");
  assert.equal(await isInside(file, [path.join(folder, "project")]), false);
  const odd = await programAt(path.join(folder, "project", "..tools"), "server");
  assert.equal(await isInside(odd, [path.join(folder, "project")]), true);
});

test("a file that may not be started and a folder are no programs", async () => {
  const folder = await folderOf();
  await fs.writeFile(path.join(folder, "plain"), "");
  await fs.mkdir(path.join(folder, "folder"));
  assert.equal(await findBeside(path.join(folder, "python"), "plain"), undefined);
  assert.equal(await findBeside(path.join(folder, "python"), "folder"), undefined);
});

test("a program is found beside an interpreter, or in its folder of scripts", async () => {
  const folder = await folderOf();
  const beside = await programAt(path.join(folder, "venv", "bin"), "server");
  assert.equal(await findBeside(path.join(folder, "venv", "bin", "python"), "server"), beside);
  const below = await programAt(path.join(folder, "python", "Scripts"), "server");
  assert.equal(await findBeside(path.join(folder, "python", "python"), "server"), below);
});

test("Windows names a program by its extension", () => {
  assert.equal(programName("server", "win32"), "server.exe");
  assert.equal(programName("server", "linux"), "server");
});
