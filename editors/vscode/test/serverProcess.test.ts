import assert from "node:assert/strict";
import { promises as fs } from "node:fs";
import * as path from "node:path";
import { test } from "node:test";

import { ServerProcess } from "../src/serverProcess.ts";
import { folderOf, programAt } from "./folders.ts";

async function program(commands: string): Promise<{ command: string; folder: string }> {
  const folder = await folderOf();
  const command = await programAt(folder, "server");
  await fs.writeFile(command, `#!/bin/sh\n${commands}\n`);
  return { command, folder };
}

test("it is started with one argument, in its own folder, without paths of the project", async () => {
  const { command, folder } = await program('echo "$1 $PWD [$PYTHONPATH$PYTHONHOME] $PYTHONSAFEPATH"');
  process.env["PYTHONPATH"] = "/project";
  const server = await ServerProcess.start(command, folder, () => undefined);
  delete process.env["PYTHONPATH"];
  const answer = (await server.output.toArray()).join("");
  assert.equal(answer, `server ${folder} [] 1\n`);
});

test("how it ended is known, and what it wrote is in the log", async () => {
  const { command, folder } = await program("echo broken >&2; exit 3");
  const log: string[] = [];
  const server = await ServerProcess.start(command, folder, (line) => log.push(line));
  assert.equal(await server.ended, "it ended with exit code 3");
  await new Promise(setImmediate);
  assert.deepEqual(log, ["broken"]);
});

test("what cannot be started is an error", async () => {
  const folder = await folderOf();
  await assert.rejects(ServerProcess.start(path.join(folder, "gone"), folder, () => undefined), { code: "ENOENT" });
});

test("it goes when its input ends", async () => {
  const { command, folder } = await program("cat >/dev/null; exit 0");
  const server = await ServerProcess.start(command, folder, () => undefined);
  await server.end();
  assert.equal(await server.ended, "it ended with exit code 0");
});

test("it is ended if it does not go", async () => {
  const { command, folder } = await program("exec sleep 60");
  const server = await ServerProcess.start(command, folder, () => undefined);
  await server.end();
  assert.equal(await server.ended, "it was ended by SIGKILL");
});
