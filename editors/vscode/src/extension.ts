/**
 * Where the editor enters: commands, settings and events on one side, the session with the server on the other.
 */

import { homedir } from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";

import { onDidSelectInterpreter, selectedInterpreter } from "./interpreter.ts";
import type { Surroundings } from "./locate.ts";
import { Messages } from "./messages.ts";
import { install, NotInstalled, running } from "./privateEnvironment.ts";
import { Session } from "./session.ts";

let session: Session | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("migration-lsp", { log: true });
  const storage = context.globalStorageUri.fsPath;
  const environment = path.join(storage, "server");
  const restart = (): Promise<void> => current.restart();
  const messages = new Messages({
    install: () => void installed(environment, log, messages).then((done) => (done ? restart() : undefined)),
    restart: () => void restart(),
    showLog: () => log.show(),
    openSetting: () => void vscode.commands.executeCommand("workbench.action.openSettings", "migration-lsp.path"),
  });
  const current = new Session(() => surroundings(environment), storage, log, messages);
  session = current;
  context.subscriptions.push(
    log,
    vscode.commands.registerCommand("migration-lsp.restart", restart),
    vscode.commands.registerCommand("migration-lsp.showLog", () => log.show()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => current.reconsider()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (["migration-lsp.path", "python.defaultInterpreterPath"].some((name) => change.affectsConfiguration(name))) {
        void current.reconsider();
      }
    }),
  );
  await current.restart();
  await followInterpreter(context, current);
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}

async function surroundings(privateEnvironment: string): Promise<Surroundings> {
  const trusted = vscode.workspace.isTrusted;
  return {
    trusted,
    setting: vscode.workspace.getConfiguration("migration-lsp").get<string>("path", ""),
    interpreter: trusted ? await selectedInterpreter() : undefined,
    pathVariable: process.env["PATH"] ?? "",
    home: homedir(),
    workspaceFolders: workspaceFolders(),
    privateEnvironment,
  };
}

function workspaceFolders(): readonly string[] {
  return (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
}

async function followInterpreter(context: vscode.ExtensionContext, current: Session): Promise<void> {
  const follow = async (): Promise<void> => {
    const subscription = await onDidSelectInterpreter(() => void current.reconsider());
    if (subscription !== undefined) {
      context.subscriptions.push(subscription);
    }
  };
  if (vscode.workspace.isTrusted) {
    await follow();
    return;
  }
  context.subscriptions.push(vscode.workspace.onDidGrantWorkspaceTrust(follow));
}

/** Whether the server was installed; where not, the user has read why. */
async function installed(environment: string, log: vscode.LogOutputChannel, messages: Messages): Promise<boolean> {
  const progress = { location: vscode.ProgressLocation.Notification, title: "Installing migration-lsp", cancellable: true };
  return vscode.window.withProgress(progress, async (_, cancelled) => {
    const abort = new AbortController();
    cancelled.onCancellationRequested(() => abort.abort());
    const around = await surroundings(environment);
    const run = running((line) => log.info(line), abort.signal);
    try {
      await install(environment, around.interpreter, around.pathVariable, around.workspaceFolders, run);
      return true;
    } catch (error) {
      if (!cancelled.isCancellationRequested) {
        log.error(error instanceof Error ? error : String(error));
        void messages.notInstalled(error instanceof NotInstalled ? error.message : "the installation broke off");
      }
      return false;
    }
  });
}
