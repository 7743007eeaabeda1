/**
 * Where a sysop changes what: told within the board, for who has not read anything else.
 *
 * @module
 */

import type { Session } from "x84";
import { scrollThrough } from "./scroll.ts";

const HELP: readonly (readonly [title: string, ...lines: readonly string[]])[] = [
  [
    "What is said",
    "news: p in the news posts some, d deletes; below them stands the file art/news.txt",
    "welcome: message 1 of the message area: E changes its words, D deletes it",
    "bulletins: files of art/bulletins: .txt with pipe codes, or .ans with an .asc for 40 columns",
    "polls: a in the voting booth asks one, d deletes",
    "goodbye: boards in section [logoff] names others to call",
  ],
  [
    "How it looks",
    "Every screen has a section in x84.ini: [matrix], [top], [main], [msgarea], [who] and so on.",
    "art_file: its picture, one of several by chance with *, blank for none",
    "color_...: its colours; callers may choose a theme in their profile",
    "syncterm_font: the font that SyncTERM changes to",
    "Pictures of your own go into the folder scripts/art beside x84.ini: a file of the same name comes before " +
    "the board's.",
  ],
  [
    "What is in the menus",
    "x84 eject FOLDER: writes the whole board into a folder",
    "Copy menus.ts from there into scripts, and add, reorder, remove, or hide items from groups. It is seen the " +
    "next time that a caller comes to the menu. Other scripts are changed in the same way.",
    "doors: a section [door NAME] each",
    "rss, weather: sections of these names; [fetch] lists the hosts that may be asked",
    "files, irc: are in the menu once [files] root or [irc] enabled is set",
  ],
  [
    "Who may do what",
    "sysops: who is in the group sysop; a in the sysop menu, then g",
    "moderators: the groups in tag_moderators of section [msg]",
    "newcomers: allow_apply in [nua]; for guests enable_anonymous in [matrix]",
  ],
  [
    "Then",
    "x84 check: tells what is wrong with x84.ini, x84 reload takes it over",
    "c: in the sysop menu, shows what is in force, README.md explains every key.",
  ],
];

/** Shows it until the sysop leaves. */
export async function showSysopHelp(session: Session): Promise<void> {
  const lines = HELP.flatMap(([title, ...rest]) => ["", title.toUpperCase(), ...rest]).slice(1);
  await scrollThrough(session, {
    section: "sysop",
    title: "How this board is changed",
    load: () => Promise.resolve(lines),
  });
}
