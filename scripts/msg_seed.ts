/**
 * The first message of a message base: words of welcome, in the name of the first sysop who comes by, so that he can
 * change them or take them away. They are posted once in the life of a board, and never into a base that others have
 * begun.
 *
 * @module
 */

import { DBProxy, listMsgs, Msg, type Session } from "x84";
import { boardName } from "./common.ts";

const board = new DBProxy<{ readonly welcome: boolean }>("msgarea", "board");

const LOCK = "msgarea.welcome";

function welcome(name: string): string {
  return [
    `|15Welcome to the message area of ${name.replaceAll("|", "||")}.|07`,
    "",
    "Everybody who has an account can write here. In the list of areas:",
    "",
    "  |11p|07   post to everybody",
    "  |11w|07   write to one of us, or a @group",
    "  |11r|07   answer what you are reading",
    "",
    "Words like |11introductions|07 are tags: put one or more on what you write, and others find it. With |11c|07 you " +
    "choose the tags that you want to read.",
    "",
    "Why not answer this one and tell who you are, and how you found us?",
  ].join("\n");
}

/** Posts the welcome when the caller is a sysop, and nobody has done so before. */
export async function postWelcome(session: Session): Promise<void> {
  if (!session.isSysop || await board.has("first")) return;
  if (!await session.acquireLock(LOCK)) return;
  try {
    if (await board.has("first")) return;
    if ((await listMsgs({ limit: 1 }, session)).length === 0) {
      const msg = new Msg(undefined, "Welcome aboard", welcome(boardName(session)), session);
      msg.tags.add("introductions");
      await msg.save();
    }
    await board.set("first", { welcome: true });
  } finally {
    await session.releaseLock(LOCK);
  }
}
