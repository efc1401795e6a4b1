/**
 * A Python environment of the extension's own, with the server in it: made only when the user asks for it.
 *
 * The server has wheels for each version of Python and each platform, so that an extension cannot carry it.
 */

import { execFile } from "node:child_process";
import { promises as fs } from "node:fs";
import * as path from "node:path";

import { PROGRAM } from "./locate.ts";
import { findOnPath, programName, scriptsFolder } from "./programs.ts";

/** Starts a program and gives what it wrote; rejects where it fails. Handed in, so that tests start nothing. */
export type Run = (command: string, args: readonly string[], folder: string) => Promise<string>;

/** The oldest Python that the server runs on. */
const OLDEST = [3, 11] as const;

/** Why there is no environment, as part of a sentence. */
export class NotInstalled extends Error {}

/**
 * Makes the environment anew and installs the server.
 *
 * `interpreter` is the selected one, which is tried before those on PATH. Each is started in isolated mode, in which
 * neither the working folder nor PYTHONPATH is looked into.
 */
export async function install(
  environment: string,
  interpreter: string | undefined,
  pathVariable: string,
  workspaceFolders: readonly string[],
  run: Run,
): Promise<void> {
  const folder = path.dirname(environment);
  await fs.mkdir(folder, { recursive: true });
  const python = await firstNewEnough(await candidates(interpreter, pathVariable, workspaceFolders), folder, run);
  await step("the environment could not be made", run(python, ["-I", "-m", "venv", "--clear", environment], folder));
  const own = path.join(scriptsFolder(environment), programName("python"));
  await step("pip failed", run(own, ["-I", "-m", "pip", "install", "--upgrade", PROGRAM], folder));
}

async function candidates(
  interpreter: string | undefined,
  pathVariable: string,
  workspaceFolders: readonly string[],
): Promise<readonly string[]> {
  const onPath = await Promise.all(
    ["python3", "python"].map((name) => findOnPath(name, pathVariable, workspaceFolders)),
  );
  return [interpreter, ...onPath].filter((command) => command !== undefined);
}

async function firstNewEnough(pythons: readonly string[], folder: string, run: Run): Promise<string> {
  const question = `import sys; print(sys.version_info >= (${OLDEST.join(", ")}))`;
  for (const python of pythons) {
    const answer = await run(python, ["-I", "-c", question], folder).catch(() => "");
    if (answer.trim() === "True") {
      return python;
    }
  }
  throw new NotInstalled(`it needs Python ${OLDEST.join(".")} or newer, and none was found`);
}

async function step(failure: string, work: Promise<string>): Promise<void> {
  try {
    await work;
  } catch {
    throw new NotInstalled(failure);
  }
}

/** Starts real programs, and writes what they say to the log. */
export function running(log: (line: string) => void, signal: AbortSignal): Run {
  return (command, args, folder) =>
    new Promise((resolve, reject) => {
      log([command, ...args].join(" "));
      execFile(command, [...args], { cwd: folder, signal, maxBuffer: 16 << 20, windowsHide: true }, (error, out, err) => {
        log([out, err].join("").trimEnd());
        return error === null ? resolve(out) : reject(error);
      });
    });
}
