/**
 * The control socket: operators' calls, a line of JSON each, one answer a line, in order.
 *
 * ```text
 *   {"by": "root", "call": {"verb": "kick", "target": "3", "reason": ""}}
 *   {"answer": [...]}      or      {"error": {"name": "OperatorError", "message": "Cannot ..."}}
 * ```
 *
 * Whoever can open the socket may do everything: its file mode is the gate. At most 16 connections are served, more
 * are closed at once; each carries one call at a time, and a line that is too long ends it.
 *
 * @module
 */

import { toPlainError } from "../base/errors.ts";
import type { Logger } from "../log/logger.ts";
import { UnixListener } from "../net/unix_socket.ts";
import { type Desk, MAX_CALL_LINE, parseAdminRequest } from "./admin_calls.ts";
import { encodeLine, readLines } from "./control_lines.ts";

/** Connections at a time. */
const MAX_CONNECTIONS = 16;

/** A connection of an operator. */
export interface ControlLine {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  close(): void;
}

/** The socket in the home folder. */
export class ControlDoor {
  readonly #lines = new Set<ControlLine>();

  private constructor(private readonly listener: UnixListener) {}

  /** Opens the socket; nobody is served yet. Throws an `OperatorError` when it cannot be opened. */
  static async open(path: string): Promise<ControlDoor> {
    return new ControlDoor(await UnixListener.open(path));
  }

  /** Serves everybody who connects until the door is closed. */
  async serve(desk: Desk, log: Logger): Promise<void> {
    await this.listener.serve((connection) => {
      if (this.#lines.size >= MAX_CONNECTIONS) return connection.close();
      this.#lines.add(connection);
      serveControlLine(connection, desk, log).finally(() => this.#lines.delete(connection));
    });
  }

  /** Closes the socket and every connection; what was asked and not answered is still carried out. */
  close(): void {
    this.listener.close();
    for (const line of this.#lines) close(line);
  }
}

/** Serves one connection until it ends. Never rejects. */
export async function serveControlLine(line: ControlLine, desk: Desk, log: Logger): Promise<void> {
  const writer = line.writable.getWriter();
  try {
    for await (const text of readLines(line.readable, MAX_CALL_LINE)) {
      await writer.write(encodeLine(await answerTo(text, desk)));
    }
  } catch (error) {
    // Too long, no UTF-8, or the connection broke. The last word is tried in any case.
    log.debug("admin", "Control connection failed", { error: toPlainError(error).message });
    await writer.write(encodeLine({ error: toPlainError(error) })).catch(() => {});
  } finally {
    close(line);
  }
}

async function answerTo(text: string, desk: Desk): Promise<unknown> {
  try {
    const { call, by } = parseAdminRequest(text);
    return { answer: await desk.perform(call, by) };
  } catch (error) {
    return { error: toPlainError(error) };
  }
}

function close(line: ControlLine): void {
  try {
    line.close();
  } catch {
    // It was closed by the other side, or by its streams.
  }
}
