/**
 * `x84 serve`: runs the server until a signal ends it.
 *
 * ```text
 *   SIGINT, SIGTERM   close: callers see a line, what is acknowledged is on the disk; exit code 0
 *   ... once more     exit at once with 130 or 143
 *   SIGHUP            read the INI file again
 * ```
 *
 * @module
 */

import { toPlainError } from "../base/errors.ts";
import { type OpenDoor, type Server, startServer } from "../serve.ts";
import { type Command, EXIT } from "./command.ts";
import type { Console } from "./console.ts";

const FORCED = { SIGINT: 130, SIGTERM: 143 } as const;
/** Milliseconds after a signal that a start may still take, and that closing may. */
const START_DEADLINE = 3000;
const CLOSE_DEADLINE = 9000;

/** Runs the server. */
export const serveCommand: Command = {
  name: "serve",
  least: 0,
  most: 0,
  summary: "Run the server (what x84 does when no command is given)",
  details: [
    "The first start makes the folder of the board, its INI file and its database.",
    "SIGTERM and Ctrl-C close the server, a second one exits at once; SIGHUP reads the INI file again.",
  ],
  run: async ({ paths, console }) => {
    using signals = new ServerSignals();
    const server = await startServer({
      home: paths.home,
      config: paths.config,
      announce: (line) => console.print(line),
      colours: console.colours,
    });
    signals.serve(server);
    await explainNext(server, console);
    await server.closed;
    // A server that gave up is to be started anew by whatever looks after it, although it closed in good order.
    return server.failure === undefined ? EXIT.ok : EXIT.trouble;
  },
};

/** Tells a new sysop how to become one. */
async function explainNext(server: Server, console: Console): Promise<void> {
  const { accounts } = server.board;
  const users = await accounts.count().catch(() => undefined);
  const door = server.doors.find(({ name }) => name === "telnet");
  if (users !== 0 || door === undefined) return;
  console.print(`Nobody has an account yet. Next: ${callingLine(door)}`);
  const next = await accounts.founded().catch(() => true)
    ? "The first sysop is gone, and nobody becomes one by himself: x84 user grant HANDLE sysop."
    : "Whoever makes the first account becomes the sysop.";
  console.print(`${next} Ctrl-C ends the server.`);
}

/** How to call a telnet door from the same machine. */
export function callingLine({ hostname, port }: OpenDoor): string {
  const everywhere = ["0.0.0.0", "::", "127.0.0.1", "::1"].includes(hostname);
  return `telnet ${everywhere ? "localhost" : hostname} ${port}`;
}

/** Listens to the signals of this process from the beginning of a start on. */
class ServerSignals implements Disposable {
  #server: Server | undefined;
  #stopped: keyof typeof FORCED | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reloading: Promise<void> = Promise.resolve();
  readonly #listeners = new Map<Deno.Signal, () => void>();

  constructor() {
    this.#listen("SIGINT", () => this.#stop("SIGINT"));
    this.#listen("SIGTERM", () => this.#stop("SIGTERM"));
    this.#listen("SIGHUP", () => this.#reload());
  }

  /** The server is up: a signal that came before is obeyed now. */
  serve(server: Server): void {
    this.#server = server;
    if (this.#stopped !== undefined) this.#close(server, this.#stopped);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    for (const [signal, listener] of this.#listeners) Deno.removeSignalListener(signal, listener);
  }

  #listen(signal: Deno.Signal, listener: () => void): void {
    this.#listeners.set(signal, listener);
    Deno.addSignalListener(signal, listener);
  }

  #stop(signal: keyof typeof FORCED): void {
    if (this.#stopped !== undefined) Deno.exit(FORCED[signal]);
    this.#stopped = signal;
    if (this.#server !== undefined) this.#close(this.#server, signal);
    else this.#forceAfter(START_DEADLINE, signal);
  }

  #close(server: Server, signal: keyof typeof FORCED): void {
    server.board.log.info("server", "Closing", { signal });
    this.#forceAfter(CLOSE_DEADLINE, signal);
    server.close();
  }

  #forceAfter(deadline: number, signal: keyof typeof FORCED): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => Deno.exit(FORCED[signal]), deadline);
  }

  /** One reload after the other; what changed is logged by the server. */
  #reload(): void {
    this.#reloading = this.#reloading.then(async () => {
      const server = this.#server;
      if (server === undefined) return;
      try {
        await server.reload();
      } catch (error) {
        for (const line of toPlainError(error).message.split("\n")) {
          server.board.log.error("config", "Cannot reload: the old configuration stays", { error: line });
        }
      }
    });
  }
}
