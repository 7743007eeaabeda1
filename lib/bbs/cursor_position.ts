/**
 * Asking a terminal where its cursor is.
 *
 * ```text
 *   session -- ESC [ 6 n --> terminal
 *           <-- ESC [ row ; column R --
 * ```
 *
 * In row 1 the answer looks like f3 with modifiers, so the decoder of keys is told that one is awaited.
 *
 * @module
 */

import type { Key } from "../text/keys.ts";
import { ASK_CURSOR_POSITION } from "../text/sequences.ts";
import type { Inbox } from "../worker/inbox.ts";
import type { Screen } from "./screen.ts";

/** Where a cursor is, both from 1. */
export interface CursorPosition {
  readonly row: number;
  readonly column: number;
}

// deno-lint-ignore no-control-regex
const ANSWER = /^\x1b\[(\d{1,5});(\d{1,5})R$/;

/** Asks once; `undefined` when no answer comes in `timeout` milliseconds. Other keys stay unread, in order. */
export async function askCursorPosition(
  screen: Pick<Screen, "echo" | "readKey"> & { readonly encoding: string; unreadKey(key: Key): void },
  inbox: Pick<Inbox, "expect">,
  timeout: number,
): Promise<CursorPosition | undefined> {
  // A Commodore would draw the question.
  if (screen.encoding.startsWith("petscii")) return undefined;
  const typed: Key[] = [];
  const deadline = performance.now() + timeout;
  inbox.expect({ cursor: true });
  try {
    await screen.echo(ASK_CURSOR_POSITION);
    for (;;) {
      const key = await screen.readKey(Math.max(0, deadline - performance.now()));
      if (key === undefined) return undefined;
      const answer = ANSWER.exec(key.sequence);
      if (answer !== null) return { row: Number(answer[1]), column: Number(answer[2]) };
      typed.push(key);
    }
  } finally {
    inbox.expect({ cursor: false });
    for (const key of typed.reverse()) screen.unreadKey(key);
  }
}
