/**
 * The first message of a message base: words of welcome that the host posts, once in the life of a board, and never into
 * a base that others have begun.
 *
 * @module
 */

import { DBProxy, type Session } from "x84";
import { mayWrite } from "./msg_words.ts";

const board = new DBProxy<{ readonly welcome: boolean }>("msgarea", "board");

const LOCK = "msgarea.welcome";

/** Has the welcome posted for the first caller with an account who comes by. */
export async function postWelcome(session: Session): Promise<void> {
  if (!mayWrite(session) || await board.has("first")) return;
  if (!await session.acquireLock(LOCK)) return;
  try {
    if (await board.has("first")) return;
    await session.call({ verb: "welcomeMessage" });
    await board.set("first", { welcome: true });
  } finally {
    await session.releaseLock(LOCK);
  }
}
