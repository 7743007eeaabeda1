/**
 * Other boards as a script under test meets them: lists of what they say.
 *
 * @module
 */

import { getEncoding } from "../text/encodings.ts";
import type { Call } from "../wire/calls.ts";
import type { RemoteAnswers, RemoteEnd, RemoteNews } from "../wire/remote_calls.ts";

/** Boards by name: what each says when it answers, and then to each thing that it is told. */
export type RemoteBoards = Readonly<Record<string, readonly string[]>>;

const ENCODING = "utf8";

/** The other boards, and the one call that there may be. */
export class PretendRemote {
  /** What was sent, piece by piece. */
  readonly heard: string[] = [];
  #rest: readonly string[] | undefined;
  #said = "";
  #end: RemoteEnd | undefined;

  /** `tell` lets the session know that there is something to take. */
  constructor(private readonly boards: RemoteBoards, private readonly tell: () => void) {}

  /** How a call is answered; `undefined` when it is none about other boards. */
  answer(call: Call): (() => unknown) | undefined {
    switch (call.verb) {
      case "openRemote":
        return () => this.#open("name" in call.to ? call.to.name : call.to.host);
      case "takeRemote":
        return () => this.#take();
      case "sendRemote":
        return () => {
          this.heard.push(getEncoding(ENCODING).decoder().push(call.bytes));
          return this.#next();
        };
      case "resizeRemote":
        return () => undefined;
      case "closeRemote":
        return () => {
          this.#rest = undefined;
        };
      default:
        return undefined;
    }
  }

  #open(name: string): RemoteAnswers["openRemote"] {
    if (!Object.hasOwn(this.boards, name)) {
      return {
        fault: { code: "refused", message: `Cannot call another board: the test has none of that name` },
      };
    }
    this.#rest = this.boards[name]!;
    this.#said = "";
    this.#end = undefined;
    this.#next();
    return { encoding: ENCODING };
  }

  /** Says the next thing, or hangs up. Answers whether the call goes on. */
  #next(): boolean {
    if (this.#rest === undefined) return false;
    const [said, ...rest] = this.#rest;
    this.#said += said ?? "";
    if (said === undefined) this.#end = "closed";
    this.#rest = said === undefined ? undefined : rest;
    this.tell();
    return said !== undefined;
  }

  #take(): RemoteNews {
    const bytes = getEncoding(ENCODING).encode(this.#said);
    this.#said = "";
    const over = this.#rest === undefined;
    return { bytes, echoes: true, ...(over ? { end: this.#end ?? "hung up" } : {}) };
  }
}
