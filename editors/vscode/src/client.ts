/**
 * One conversation with one server process, from its start to its end.
 *
 * Says how it ended and never shows anything: whether there is another try, and what the user reads, is decided above.
 */

import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
} from "vscode-languageclient/node";

import { ServerProcess } from "./serverProcess.ts";

/** How long a server may take to answer the first request: a cold start of Python on a slow disk, several times over. */
const ANSWER_MS = 30_000;

/** How long the exit code of a closed connection is waited for. */
const EXIT_MS = 1000;

/** The language client without its own messages, of which it has one for each kind of failure. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

export class Conversation {
  readonly #process: ServerProcess;
  readonly #client: QuietClient;
  #state: "starting" | "running" | "over" = "starting";

  private constructor(server: ServerProcess, log: vscode.LogOutputChannel, ended: (how: string) => void) {
    this.#process = server;
    let fail: (reason: Error) => void = () => undefined;
    this.failed = new Promise<never>((_, reject) => (fail = reject));
    // Nobody may be listening any more when a connection closes.
    this.failed.catch(() => undefined);
    const closed = async (): Promise<void> => {
      const how = await this.#howItEnded("it closed the connection");
      fail(new Error(how));
      if (this.#state === "running") {
        this.#state = "over";
        ended(how);
      }
    };
    this.#client = new QuietClient("migration-lsp", "migration-lsp", streamsOf(server), {
      ...options(log),
      errorHandler: {
        error: (error) => {
          log.error(error);
          void this.#howItEnded("it does not speak the protocol of language servers").then((how) => fail(new Error(how)));
          return { action: ErrorAction.Continue, handled: true };
        },
        closed: () => {
          void closed();
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
      // Whoever waits for the start is told, and nothing is tried again behind their back.
      initializationFailedHandler: () => false,
    });
  }

  private readonly failed: Promise<never>;

  /**
   * Starts the server and waits for its first answer.
   *
   * Rejects with an error whose message is part of a sentence. `ended` is called if it goes after it had answered.
   */
  static async start(
    command: string,
    folder: string,
    log: vscode.LogOutputChannel,
    ended: (how: string) => void,
  ): Promise<Conversation> {
    const server = await ServerProcess.start(command, folder, (line) => log.info(line));
    const conversation = new Conversation(server, log, ended);
    try {
      await conversation.#answered();
    } catch (error) {
      await conversation.stop();
      throw error;
    }
    return conversation;
  }

  /** Says good-bye, and ends the process if that is not heard. */
  async stop(): Promise<void> {
    this.#state = "over";
    try {
      await this.#client.dispose();
    } catch {
      // A client that never ran cannot be stopped; its process can.
    }
    await this.#process.end();
  }

  async #answered(): Promise<void> {
    const start = this.#client.start();
    start.catch(() => undefined);
    const broken = start.catch(async () => {
      await Promise.race([this.failed, pause(2 * EXIT_MS)]);
      // What an answer says is in the log, and is nothing for a message.
      throw new Error("it refused the first request");
    });
    const late = pause(ANSWER_MS).then(() => {
      throw new Error(`it did not answer within ${ANSWER_MS / 1000} seconds`);
    });
    await Promise.race([broken, this.failed, late]);
    this.#state = "running";
  }

  /** A process that ends says more than a connection that breaks, and says it a moment later. */
  async #howItEnded(otherwise: string): Promise<string> {
    return Promise.race([this.#process.ended, pause(EXIT_MS).then(() => otherwise)]);
  }
}

function streamsOf(server: ServerProcess): () => Promise<{ reader: NodeJS.ReadableStream; writer: NodeJS.WritableStream }> {
  return () => Promise.resolve({ reader: server.output, writer: server.input });
}

function options(log: vscode.LogOutputChannel): LanguageClientOptions {
  return {
    documentSelector: [{ scheme: "file", language: "python" }],
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    diagnosticCollectionName: "migration-lsp",
    markdown: { isTrusted: false, supportHtml: false },
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
