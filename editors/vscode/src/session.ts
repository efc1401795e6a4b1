/**
 * Keeps one server running: finds it, starts it, starts it anew when it ends, and gives up with one message.
 *
 * Knows when, not how: the places are `locate`'s, the protocol is the conversation's, the words are those of `messages`.
 */

import { promises as fs } from "node:fs";
import type * as vscode from "vscode";

import { Conversation } from "./client.ts";
import { type Found, type Missing, locate, type Surroundings } from "./locate.ts";
import type { Messages } from "./messages.ts";

/** So often in so long a server may end before it is left alone. */
const ENDS = 3;
const WITHIN_MS = 180_000;

export class Session {
  readonly #surroundings: () => Promise<Surroundings>;
  readonly #folder: string;
  readonly #log: vscode.LogOutputChannel;
  readonly #messages: Messages;
  #conversation: Conversation | undefined;
  /** What was found the last time, whether it then ran or not. */
  #found: string | undefined;
  #ends: number[] = [];
  #turn: Promise<void> = Promise.resolve();

  constructor(
    surroundings: () => Promise<Surroundings>,
    folder: string,
    log: vscode.LogOutputChannel,
    messages: Messages,
  ) {
    this.#surroundings = surroundings;
    this.#folder = folder;
    this.#log = log;
    this.#messages = messages;
  }

  /** Stops what runs, forgets how often it ended, and looks for the server again. */
  restart(): Promise<void> {
    return this.#inTurn(async () => {
      this.#ends = [];
      await this.#stop();
      await this.#start();
    });
  }

  /** Restarts only if something else would be found now: what failed before is not tried, or told, a second time. */
  reconsider(): Promise<void> {
    return this.#inTurn(async () => {
      const server = await locate(await this.#surroundings());
      if (nameOf(server) !== this.#found) {
        this.#ends = [];
        await this.#stop();
        await this.#startFound(server);
      }
    });
  }

  stop(): Promise<void> {
    return this.#inTurn(() => this.#stop());
  }

  async #start(): Promise<void> {
    await this.#startFound(await locate(await this.#surroundings()));
  }

  async #startFound(server: Found | Missing): Promise<void> {
    this.#found = nameOf(server);
    if (server.kind === "missing") {
      this.#log.error(`No server: ${server.tried.join("; ")}.`);
      void this.#messages.missing(server, (await this.#surroundings()).trusted);
      return;
    }
    this.#log.info(`Starting ${server.command}, from ${server.place}.`);
    try {
      // The server runs where nothing of the workspace can be taken for a part of it.
      await fs.mkdir(this.#folder, { recursive: true });
      this.#conversation = await Conversation.start(server.command, this.#folder, this.#log, (how) => {
        void this.#inTurn(() => this.#ended(server, how));
      });
    } catch (error) {
      const how = error instanceof Error ? error.message : String(error);
      this.#log.error(`${server.command} could not be started: ${how}.`);
      void this.#messages.cannotStart(server.command, server.place, how);
    }
  }

  async #ended(server: Found, how: string): Promise<void> {
    await this.#stop();
    const now = Date.now();
    this.#ends = [...this.#ends.filter((then) => now - then < WITHIN_MS), now];
    this.#log.error(`${server.command}: ${how}.`);
    if (this.#ends.length < ENDS) {
      await this.#start();
      return;
    }
    void this.#messages.keepsEnding(server.command, ENDS, how);
  }

  async #stop(): Promise<void> {
    const conversation = this.#conversation;
    this.#conversation = undefined;
    await conversation?.stop();
  }

  /** Starting and stopping take time and are asked for at any moment: one after the other. */
  #inTurn(step: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(step);
    this.#turn = turn.catch((error: unknown) => {
      this.#log.error(error instanceof Error ? error : String(error));
    });
    return this.#turn;
  }
}

function nameOf(server: Found | Missing): string {
  return server.kind === "found" ? server.command : server.tried.join("; ");
}
