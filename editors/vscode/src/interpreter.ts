/**
 * The Python interpreter that the user selected.
 *
 * Asks the Python extension where it is installed, else its setting. Only asked in a workspace that is trusted, because
 * a workspace can choose its interpreter.
 */

import * as path from "node:path";
import * as vscode from "vscode";

const PYTHON_EXTENSION = "ms-python.python";

/** The part of the Python extension's interface that is used here. */
interface Environments {
  getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
  resolveEnvironment(
    environment: { readonly path: string },
  ): Promise<{ readonly executable: { readonly uri: vscode.Uri | undefined } } | undefined>;
  readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
}

/** The interpreter of the first folder, as an absolute path. */
export async function selectedInterpreter(): Promise<string | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  const environments = await pythonEnvironments();
  if (environments !== undefined) {
    const environment = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(folder?.uri));
    return environment?.executable.uri?.fsPath;
  }
  const setting = vscode.workspace.getConfiguration("python", folder).get<string>("defaultInterpreterPath", "");
  const file = setting.replaceAll("${workspaceFolder}", folder?.uri.fsPath ?? "");
  return path.isAbsolute(file) ? file : undefined;
}

/** Calls back whenever another interpreter is selected. */
export async function onDidSelectInterpreter(then: () => void): Promise<vscode.Disposable | undefined> {
  return (await pythonEnvironments())?.onDidChangeActiveEnvironmentPath(then);
}

async function pythonEnvironments(): Promise<Environments | undefined> {
  const extension = vscode.extensions.getExtension<{ readonly environments?: Environments }>(PYTHON_EXTENSION);
  try {
    return (await extension?.activate())?.environments;
  } catch {
    // That extension reports its own failure; here it is as if it were not installed.
    return undefined;
  }
}
