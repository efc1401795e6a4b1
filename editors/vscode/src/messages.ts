/**
 * What the user reads when there is no server: one message at a time, which says what was tried and what to do.
 *
 * Knows words and buttons. Texts of the server or of a project never become part of it: they are in the log.
 */

import * as vscode from "vscode";

import type { Missing } from "./locate.ts";

/** What a button of a message does. */
export interface Buttons {
  readonly install: () => void;
  readonly restart: () => void;
  readonly showLog: () => void;
  readonly openSetting: () => void;
}

const INSTALL = "Install It";
const RESTART = "Try Again";
const SHOW_LOG = "Show Log";
const OPEN_SETTING = "Open Setting";

export class Messages {
  readonly #buttons: Buttons;
  #shown: string | undefined;

  constructor(buttons: Buttons) {
    this.#buttons = buttons;
  }

  missing(missing: Missing, mayInstall: boolean): Promise<void> {
    const tried = missing.tried.join("; ");
    if (missing.wrongSetting) {
      return this.#show(`migration-lsp cannot start: ${tried}. Correct or empty the setting.`, [OPEN_SETTING]);
    }
    const remedy = mayInstall
      ? "Install it into an environment of this extension, or name an installed one in the setting migration-lsp.path."
      : "Install it with pipx, or name an installed one in the setting migration-lsp.path.";
    const buttons = mayInstall ? [INSTALL, OPEN_SETTING] : [OPEN_SETTING];
    return this.#show(`migration-lsp has no server: ${tried}. ${remedy}`, buttons);
  }

  cannotStart(command: string, place: string, how: string): Promise<void> {
    return this.#show(
      `migration-lsp cannot start: ${command} (from ${place}) was tried, and ${how} before it answered. The log has ` +
        "what it wrote. Repair it, or name another in the setting migration-lsp.path.",
      [SHOW_LOG, RESTART, OPEN_SETTING],
    );
  }

  keepsEnding(command: string, times: number, how: string): Promise<void> {
    return this.#show(
      `migration-lsp has stopped: ${command} ended ${times} times in three minutes; the last time, ${how}. ` +
        "The log has what it wrote.",
      [SHOW_LOG, RESTART],
    );
  }

  notInstalled(why: string): Promise<void> {
    return this.#show(`migration-lsp could not be installed: ${why}. The log has the whole output.`, [SHOW_LOG]);
  }

  async #show(text: string, buttons: readonly string[]): Promise<void> {
    const message = plain(text);
    if (this.#shown === message) {
      return;
    }
    this.#shown = message;
    const chosen = await vscode.window.showErrorMessage(message, ...buttons);
    if (this.#shown === message) {
      this.#shown = undefined;
    }
    switch (chosen) {
      case INSTALL:
        return this.#buttons.install();
      case RESTART:
        return this.#buttons.restart();
      case SHOW_LOG:
        return this.#buttons.showLog();
      case OPEN_SETTING:
        return this.#buttons.openSetting();
      default:
        return undefined;
    }
  }
}

/** The editor makes links, also to commands, of `[text](target)`: a path may hold any character. */
function plain(text: string): string {
  return text.replaceAll("](", "] (");
}
