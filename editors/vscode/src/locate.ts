/**
 * Which server is started, and what was tried when there is none.
 *
 * Knows the order of the places. What the settings, the interpreter and PATH are is handed to it.
 */

import * as path from "node:path";

import { findBeside, findOnPath, isInside, isProgram, programName, scriptsFolder } from "./programs.ts";

export const PROGRAM = "migration-lsp";

/** What decides which server is started. */
export interface Surroundings {
  /** Whether the user trusts the workspace: only then may anything of the workspace name a program. */
  readonly trusted: boolean;
  /** The setting of scope `machine`, which no workspace can write. */
  readonly setting: string;
  /** The selected Python interpreter, if one is known. */
  readonly interpreter: string | undefined;
  readonly pathVariable: string;
  readonly home: string;
  readonly workspaceFolders: readonly string[];
  /** Where the extension installs a server of its own. */
  readonly privateEnvironment: string;
}

export type Place = "the setting" | "the selected interpreter" | "PATH" | "the private environment";

export interface Found {
  readonly kind: "found";
  readonly command: string;
  readonly place: Place;
}

export interface Missing {
  readonly kind: "missing";
  /** One sentence part for each place, in the order in which they were tried. */
  readonly tried: readonly string[];
  /** Whether the user named a program that is not there: then nothing else was looked for. */
  readonly wrongSetting: boolean;
}

/** Looks at one place after the other. A setting that is there decides alone, right or wrong. */
export async function locate(around: Surroundings): Promise<Found | Missing> {
  if (around.setting.trim() !== "") {
    return fromSetting(around);
  }
  const tried: string[] = [];
  if (!around.trusted) {
    tried.push("the Python interpreter was not asked, because this workspace is not trusted");
  } else if (around.interpreter === undefined) {
    tried.push("no Python interpreter is selected");
  } else {
    const command = await findBeside(around.interpreter, PROGRAM);
    if (command !== undefined) {
      return { kind: "found", command, place: "the selected interpreter" };
    }
    tried.push(`it is not installed for ${around.interpreter}`);
  }
  const onPath = await findOnPath(PROGRAM, around.pathVariable, around.workspaceFolders);
  if (onPath !== undefined) {
    return { kind: "found", command: onPath, place: "PATH" };
  }
  tried.push("it is not on PATH outside of the workspace");
  const own = path.join(scriptsFolder(around.privateEnvironment), programName(PROGRAM));
  if ((await isProgram(own)) && !(await isInside(own, around.workspaceFolders))) {
    return { kind: "found", command: own, place: "the private environment" };
  }
  return { kind: "missing", tried, wrongSetting: false };
}

async function fromSetting(around: Surroundings): Promise<Found | Missing> {
  const command = expandHome(around.setting.trim(), around.home);
  const named = `the setting migration-lsp.path is ${command}`;
  if (!path.isAbsolute(command)) {
    return { kind: "missing", tried: [`${named}, which is not an absolute path`], wrongSetting: true };
  }
  if (!(await isProgram(command))) {
    return { kind: "missing", tried: [`${named}, which is not a program`], wrongSetting: true };
  }
  if (!around.trusted && (await isInside(command, around.workspaceFolders))) {
    return { kind: "missing", tried: [`${named}, which lies in a workspace that is not trusted`], wrongSetting: true };
  }
  return { kind: "found", command, place: "the setting" };
}

function expandHome(file: string, home: string): string {
  return file === "~" || file.startsWith("~/") || file.startsWith("~\\") ? path.join(home, file.slice(1)) : file;
}
