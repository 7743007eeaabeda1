/**
 * The goodbye, with a way back.
 *
 * @module
 */

import { askYesNo, clearScreen, paintFrame, sanitizeLine, type Session, style } from "x84";
import { banner, boardName, centered } from "./common.ts";

/** Rows under the picture. */
const ROWS_BELOW = 5;
const QUESTION = "Log off?";

/** Asks, and disconnects; returns when the caller stays. */
export default async function main(session: Session): Promise<void> {
  session.setActivity("saying goodbye");
  const thanks = `Thank you for calling ${boardName(session)}, ${sanitizeLine(session.handle)}.`;
  const paint = async () => {
    const art = await banner(session, "logoff", ROWS_BELOW);
    const indent = " ".repeat(Math.max(0, Math.floor((session.columns - QUESTION.length - 9) / 2)));
    await paintFrame(session, [...art, "", centered(session, style("bold", thanks)), "", indent]);
  };
  await clearScreen(session);
  await paint();
  if (session.flagSetting("logoff", "confirm", true) && !await askYesNo(session, QUESTION, true, paint)) {
    return;
  }
  await session.echo(`\r\n\r\n${centered(session, "NO CARRIER")}\r\n`);
  session.disconnect("logged off");
}
