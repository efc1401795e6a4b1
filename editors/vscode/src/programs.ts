/**
 * Where programs are looked for: at absolute paths only, and never inside a folder that the workspace brings along.
 *
 * Knows the file system, and nothing of the editor.
 */

import { constants, promises as fs } from "node:fs";
import * as path from "node:path";

/** The file name of a program: Windows starts it by its extension. */
export function programName(name: string, platform: NodeJS.Platform = process.platform): string {
  return platform === "win32" ? `${name}.exe` : name;
}

/** Whether there is a file that may be started. */
export async function isProgram(file: string): Promise<boolean> {
  try {
    await fs.access(file, constants.X_OK);
    return (await fs.stat(file)).isFile();
  } catch {
    return false;
  }
}

/** Whether a file, or what it is a link to, lies in one of the folders. */
export async function isInside(file: string, folders: readonly string[]): Promise<boolean> {
  const places = [path.resolve(file), await realPath(file)];
  const roots = await Promise.all(folders.map(async (folder) => [path.resolve(folder), await realPath(folder)]));
  return roots.flat().some((root) => places.some((place) => holds(root, place)));
}

/**
 * The first program of that name on PATH.
 *
 * Entries that are not absolute would be looked up in whatever folder is open, and are passed over like those in it.
 */
export async function findOnPath(
  name: string,
  pathVariable: string,
  workspaceFolders: readonly string[],
): Promise<string | undefined> {
  for (const folder of pathVariable.split(path.delimiter)) {
    if (!path.isAbsolute(folder)) {
      continue;
    }
    const file = path.join(folder, programName(name));
    if ((await isProgram(file)) && !(await isInside(file, workspaceFolders))) {
      return file;
    }
  }
  return undefined;
}

/** The program beside a Python interpreter, as `pip` lays it there. */
export async function findBeside(interpreter: string, name: string): Promise<string | undefined> {
  const folder = path.dirname(interpreter);
  // On Windows the interpreter that is no virtual environment stands one folder above its scripts.
  for (const file of [path.join(folder, programName(name)), path.join(folder, "Scripts", programName(name))]) {
    if (await isProgram(file)) {
      return file;
    }
  }
  return undefined;
}

/** The folder of a virtual environment that holds its programs. */
export function scriptsFolder(environment: string, platform: NodeJS.Platform = process.platform): string {
  return path.join(environment, platform === "win32" ? "Scripts" : "bin");
}

async function realPath(file: string): Promise<string> {
  try {
    return await fs.realpath(file);
  } catch {
    return path.resolve(file);
  }
}

function holds(folder: string, place: string): boolean {
  const way = path.relative(folder, place);
  return way === "" || (!path.isAbsolute(way) && way.split(path.sep)[0] !== "..");
}
