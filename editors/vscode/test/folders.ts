/** Folders and programs for one test, under the system's folder for such things. */

import { promises as fs } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

/** A new empty folder, by its real path. */
export async function folderOf(): Promise<string> {
  return fs.realpath(await fs.mkdtemp(path.join(tmpdir(), "migration-lsp-")));
}

/** A file that may be started, in a folder that is made for it. */
export async function programAt(folder: string, name: string): Promise<string> {
  await fs.mkdir(folder, { recursive: true });
  const file = path.join(folder, name);
  await fs.writeFile(file, "#!/bin/sh\n", { mode: 0o755 });
  return file;
}
