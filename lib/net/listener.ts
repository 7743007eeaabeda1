/**
 * Listening on a TCP address, and the loop that accepts callers.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import { OperatorError, toPlainError } from "../base/errors.ts";

/** A place to listen at. */
export interface ListenAddress {
  readonly hostname: string;
  readonly port: number;
}

/** Milliseconds to wait when the system has no descriptor left for a caller. */
const EXHAUSTED_PAUSE = 100;

/** A socket that callers connect to. */
export class Listener {
  #listener: Deno.TcpListener;
  #closed = false;

  private constructor(listener: Deno.TcpListener) {
    this.#listener = listener;
  }

  /** Opens the socket. Throws an {@linkcode OperatorError} that names the address when it cannot. */
  static open(what: string, { hostname, port }: ListenAddress): Listener {
    try {
      return new Listener(Deno.listen({ hostname, port, transport: "tcp" }));
    } catch (error) {
      const why = error instanceof Deno.errors.AddrInUse
        ? "another program listens there"
        : error instanceof Deno.errors.PermissionDenied
        ? "permission denied (ports below 1024 need a privileged user)"
        : toPlainError(error).message;
      throw new OperatorError(`Cannot listen for ${what} at ${hostname}:${port}: ${why}`);
    }
  }

  /** The real address, also when the system chose the port. */
  get address(): ListenAddress {
    const { hostname, port } = this.#listener.addr as Deno.NetAddr;
    return { hostname, port };
  }

  /** Hands every caller to `accept`, which must not throw, until the listener is closed. */
  async serve(accept: (connection: Deno.TcpConn) => void): Promise<void> {
    while (!this.#closed) {
      try {
        for await (const connection of this.#listener) {
          accept(connection);
          // Callers who wait to be accepted come without a pause: between two of them, the others have their turn.
          await new Promise((resolve) => setImmediate(resolve));
        }
        return;
      } catch (error) {
        // No descriptor left, or the caller was gone before he was accepted: neither ends the board.
        if (this.#closed || error instanceof Deno.errors.BadResource) return;
        await new Promise((resolve) => setTimeout(resolve, EXHAUSTED_PAUSE));
      }
    }
  }

  /** Stops listening. Callers who are connected stay. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listener.close();
  }
}
