/**
 * The first screen after logging in: a picture, a greeting, and how much the caller wants to see.
 *
 * @module
 */

import { clearScreen, paintFrame, readArt, sanitizeLine, type Session, style, timeAgo, wrap } from "x84";
import { boardName, centered, picture } from "./common.ts";

const GALLERY = ["art/night_shift.ans", "art/logoff.ans", "art/matrix.ans"];
/** Rows under the picture. */
const ROWS_BELOW = 6;

/** The pictures of the INI file that can be paths at all. */
function gallery(session: Session): string[] {
  const listed = session.setting("top", "gallery", GALLERY.join(",")).split(",").map((path) => path.trim());
  return listed.filter((path) => /^[a-z0-9_-]+(\/[a-z0-9_-]+)*\.[a-z0-9]+$/i.test(path));
}

function greeting(session: Session): string {
  const user = session.user;
  const handle = style("bold", sanitizeLine(session.handle));
  if (user === undefined || user.guest) return `Welcome to ${boardName(session)}. You are here as a guest.`;
  if (user.lastCall === 0) return `Welcome to ${boardName(session)}, ${handle}. This is your first call.`;
  const ago = timeAgo((Date.now() - user.lastCall) / 1000).trim();
  return `Welcome back, ${handle}. Call number ${user.calls}, the last one was ${ago} ago.`;
}

async function paint(session: Session, path: string | undefined): Promise<void> {
  let art: string[] = [];
  let title = "";
  if (path !== undefined) {
    art = await picture(session, path);
    const record = (await readArt(session, path))?.record;
    title = record === null || record === undefined ? "" : `"${record.title}" by ${record.author}`;
    if (art.length + ROWS_BELOW > session.rows) art = [];
  }
  const question = session.columns < 70
    ? "Quick login? [y/N] "
    : `Quick login? [y/N]   ${style("cyan", "< and > turn the pictures")} `;
  const lines = [
    ...art,
    ...(art.length === 0 ? [] : [centered(session, style("cyan", title))]),
    "",
    ...wrap(greeting(session), session.columns - 2).map((line) => centered(session, line)),
    "",
    `${centered(session, question)} `,
  ];
  // On a very low screen the question matters most.
  await paintFrame(session, lines.slice(-session.rows));
}

export default async function main(session: Session): Promise<void> {
  const paths = gallery(session);
  let index = new Date().getSeconds() % Math.max(1, paths.length);
  await clearScreen(session);
  await paint(session, paths[index]);
  session.setActivity("arriving");
  for (;;) {
    const event = await session.nextEvent({ topics: [] });
    if (event === undefined || event.type === "message") continue;
    if (event.type === "resize") {
      await paint(session, paths[index]);
      continue;
    }
    const { key } = event;
    const letter = key.text.toLowerCase();
    if (letter === "y" || key.name === "escape") break;
    if (letter === "n" || key.name === "enter") {
      await session.gosub("oneliners");
      break;
    }
    if (
      paths.length > 0 && (letter === "<" || letter === ">" || key.name === "left" || key.name === "right")
    ) {
      const step = letter === ">" || key.name === "right" ? 1 : paths.length - 1;
      index = (index + step) % paths.length;
      await paint(session, paths[index]);
    }
  }
  session.goto("main");
}
