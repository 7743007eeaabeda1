/**
 * The other end of the control socket: a desk that is in the server.
 *
 * @module
 */

import { fromPlainError, OperatorError, type PlainError } from "../base/errors.ts";
import { connectUnix } from "../net/unix_socket.ts";
import {
  type AdminAnswers,
  type AdminCallOf,
  type AdminVerb,
  type Desk,
  MAX_ANSWER_LINE,
  MAX_CALL_LINE,
} from "./admin_calls.ts";
import type { ControlLine } from "./control_door.ts";
import { encodeLine, readLines } from "./control_lines.ts";

/** A desk at the other end of a line. Calls are made one after the other. */
export class ControlClient implements Desk, Disposable {
  readonly #answers: AsyncGenerator<string>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;

  constructor(private readonly line: ControlLine) {
    this.#answers = readLines(line.readable, MAX_ANSWER_LINE);
    this.#writer = line.writable.getWriter();
  }

  /** Connects to the server of a home folder; `undefined` when none runs. */
  static async connect(path: string): Promise<ControlClient | undefined> {
    const connection = await connectUnix(path);
    return connection === undefined ? undefined : new ControlClient(connection);
  }

  async perform<V extends AdminVerb>(call: AdminCallOf<V>, by: string): Promise<AdminAnswers[V]> {
    const line = encodeLine({ by, call });
    if (line.length > MAX_CALL_LINE) {
      throw new OperatorError(
        `Cannot ask the server: expected at most ${MAX_CALL_LINE} bytes, found ${line.length}; ` +
          "more can be stored while it is stopped",
      );
    }
    let text: IteratorResult<string>;
    try {
      await this.#writer.write(line);
      text = await this.#answers.next();
    } catch (error) {
      throw new OperatorError("Cannot talk to the server: the connection broke", { cause: error });
    }
    if (text.done) throw new OperatorError("Cannot talk to the server: it closed the connection");
    const said = JSON.parse(text.value) as { readonly answer: AdminAnswers[V] } | {
      readonly error: PlainError;
    };
    if ("error" in said) throw fromPlainError(said.error);
    return said.answer;
  }

  [Symbol.dispose](): void {
    try {
      this.line.close();
    } catch {
      // The server was faster.
    }
  }
}
