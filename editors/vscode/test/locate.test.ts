import assert from "node:assert/strict";
import { promises as fs } from "node:fs";
import * as path from "node:path";
import { test } from "node:test";

import { type Surroundings, locate } from "../src/locate.ts";
import { folderOf, programAt } from "./folders.ts";

async function around(folder: string, changed: Partial<Surroundings> = {}): Promise<Surroundings> {
  await fs.mkdir(path.join(folder, "project"), { recursive: true });
  return {
    trusted: true,
    setting: "",
    interpreter: path.join(folder, "venv", "bin", "python"),
    pathVariable: path.join(folder, "bin"),
    home: path.join(folder, "home"),
    workspaceFolders: [path.join(folder, "project")],
    privateEnvironment: path.join(folder, "storage", "server"),
    ...changed,
  };
}

const everywhere = ["venv/bin", "bin", "storage/server/bin"];

test("the interpreter's comes before the one on PATH, and that before our own", async () => {
  const folder = await folderOf();
  const files = await Promise.all(everywhere.map((place) => programAt(path.join(folder, place), "migration-lsp")));
  const places = ["the selected interpreter", "PATH", "the private environment"];
  for (const [index, command] of files.entries()) {
    assert.deepEqual(await locate(await around(folder)), { kind: "found", command, place: places[index] });
    await fs.rm(command);
  }
  const missing = await locate(await around(folder));
  assert.equal(missing.kind, "missing");
});

test("what was tried is said in its order", async () => {
  const folder = await folderOf();
  assert.deepEqual(await locate(await around(folder)), {
    kind: "missing",
    tried: [
      `it is not installed for ${path.join(folder, "venv", "bin", "python")}`,
      "it is not on PATH outside of the workspace",
    ],
    wrongSetting: false,
  });
});

test("the setting decides alone", async () => {
  const folder = await folderOf();
  await Promise.all(everywhere.map((place) => programAt(path.join(folder, place), "migration-lsp")));
  const command = await programAt(path.join(folder, "mine"), "other-name");
  assert.deepEqual(await locate(await around(folder, { setting: ` ${command} ` })), {
    kind: "found",
    command,
    place: "the setting",
  });
  for (const [setting, why] of [
    [path.join(folder, "gone"), "which is not a program"],
    ["bin/migration-lsp", "which is not an absolute path"],
    ["migration-lsp", "which is not an absolute path"],
  ] as const) {
    assert.deepEqual(await locate(await around(folder, { setting })), {
      kind: "missing",
      tried: [`the setting migration-lsp.path is ${setting}, ${why}`],
      wrongSetting: true,
    });
  }
});

test("the setting may begin at home", async () => {
  const folder = await folderOf();
  const command = await programAt(path.join(folder, "home", "bin"), "migration-lsp");
  const found = await locate(await around(folder, { setting: "~/bin/migration-lsp" }));
  assert.equal(found.kind === "found" && found.command, command);
});

test("a workspace that is not trusted is asked for nothing", async () => {
  const folder = await folderOf();
  const inside = await programAt(path.join(folder, "project", "bin"), "migration-lsp");
  await programAt(path.join(folder, "venv", "bin"), "migration-lsp");
  const untrusted = { trusted: false, pathVariable: path.dirname(inside) };
  const missing = await locate(await around(folder, untrusted));
  assert.deepEqual(missing, {
    kind: "missing",
    tried: [
      "the Python interpreter was not asked, because this workspace is not trusted",
      "it is not on PATH outside of the workspace",
    ],
    wrongSetting: false,
  });
  assert.deepEqual(await locate(await around(folder, { ...untrusted, setting: inside })), {
    kind: "missing",
    tried: [`the setting migration-lsp.path is ${inside}, which lies in a workspace that is not trusted`],
    wrongSetting: true,
  });
  const outside = await programAt(path.join(folder, "bin"), "migration-lsp");
  const found = await locate(await around(folder, { trusted: false }));
  assert.equal(found.kind === "found" && found.command, outside);
});

test("in a trusted workspace the user's own setting may name a program of it", async () => {
  const folder = await folderOf();
  const command = await programAt(path.join(folder, "project", ".venv", "bin"), "migration-lsp");
  const found = await locate(await around(folder, { setting: command }));
  assert.equal(found.kind === "found" && found.command, command);
});

test("our own environment is not taken from inside the folder that is open", async () => {
  const folder = await folderOf();
  const privateEnvironment = path.join(folder, "project", "server");
  await programAt(path.join(privateEnvironment, "bin"), "migration-lsp");
  assert.equal((await locate(await around(folder, { privateEnvironment }))).kind, "missing");
});
