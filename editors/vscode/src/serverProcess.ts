/**
 * The server as a process: started at an absolute path, outside of the workspace, and known to have ended.
 *
 * Knows nothing of the protocol that is spoken with it.
 */

import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";

/** How long a server that was told to go may take. */
const GRACE_MS = 2000;

export class ServerProcess {
  /** Says how the process ended, as part of a sentence. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;

  private constructor(child: ChildProcessByStdio<Writable, Readable, Readable>, ended: Promise<string>) {
    this.#child = child;
    this.ended = ended;
  }

  /** Resolves once the operating system has started it, and rejects if it cannot. */
  static start(command: string, folder: string, log: (line: string) => void): Promise<ServerProcess> {
    return new Promise((resolve, reject) => {
      const child = spawn(command, ["server"], { cwd: folder, env: environment(), stdio: "pipe", windowsHide: true });
      const ended = new Promise<string>((end) => {
        child.once("exit", (code, signal) => {
          end(signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`);
        });
      });
      child.stderr.setEncoding("utf8").on("data", (text: string) => log(text.trimEnd()));
      // A server that dies while it is written to is known from its end.
      child.stdin.on("error", () => undefined);
      child.once("error", reject);
      child.once("spawn", () => resolve(new ServerProcess(child, ended)));
    });
  }

  get input(): Writable {
    return this.#child.stdin;
  }

  get output(): Readable {
    return this.#child.stdout;
  }

  /** Waits for the process to go by itself, and ends it if it does not. */
  async end(): Promise<void> {
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), GRACE_MS);
    await this.ended;
    clearTimeout(timer);
  }
}

/** What the server inherits: nothing that puts folders of the workspace on Python's import path. */
function environment(): NodeJS.ProcessEnv {
  const { PYTHONPATH: _path, PYTHONHOME: _home, PYTHONSTARTUP: _startup, ...inherited } = process.env;
  return { ...inherited, PYTHONSAFEPATH: "1" };
}
