/**
 * The menus of the board, as data: take a copy of this file alone (`x84 eject`), and add, reorder or remove lines.
 * A changed menu is seen the next time that a caller comes back to it.
 *
 * @module
 */

/** One line of a menu. It runs a script or opens another menu. */
export interface MenuEntry {
  /** What the caller types. */
  readonly key: string;
  /** What he reads. When it begins with the key, the key is marked inside of it. */
  readonly text: string;
  /** Name of the script that it runs. */
  readonly script?: string;
  /** Handed to the script. */
  readonly args?: readonly unknown[];
  /** Name of the menu that it opens. */
  readonly menu?: string;
  /** Only members of one of these groups see it. */
  readonly groups?: readonly string[];
  /** Only callers with an account see it, not guests. */
  readonly members?: boolean;
  /**
   * It is seen only when this key of the INI file is neither blank nor "no": `"section.key"`; or when there is a section
   * that begins so: `"board *"`. Of several one is enough.
   */
  readonly setting?: string | readonly string[];
}

/** A menu. */
export interface Menu {
  /** For the list of who is online, and above a menu without a picture. */
  readonly title: string;
  /**
   * Name of the picture above it: `art/NAME.ans`, `art/NAME.asc` on small screens; with `*` in it, one of several by
   * chance. Without it the main menu has that of `[main] art_file`, another menu none.
   */
  readonly art?: string;
  readonly items: readonly MenuEntry[];
}

/** All menus by name. A caller comes to `main` first. */
export const MENUS: Readonly<Record<string, Menu>> = {
  main: {
    title: "main menu",
    items: [
      { key: "m", text: "messages", script: "msgarea" },
      { key: "n", text: "news", script: "news" },
      { key: "b", text: "bulletins", script: "bulletins" },
      { key: "ol", text: "one-liners", script: "oneliners" },
      { key: "vote", text: "vote on a poll", script: "vote" },
      { key: "who", text: "who is online", script: "who" },
      { key: "chat", text: "chat room", script: "room" },
      { key: "page", text: "page sysop", script: "page", members: true },
      { key: "lc", text: "last callers", script: "lastcallers" },
      { key: "user", text: "user list", script: "userlist" },
      { key: "rss", text: "rss reader", script: "rss" },
      { key: "w", text: "weather", script: "weather" },
      { key: "irc", text: "irc", script: "ircchat", setting: "irc.enabled" },
      { key: "tel", text: "telnet out", script: "telnet", setting: ["board *", "boards.any"] },
      { key: "f", text: "files", script: "files", setting: "files.root" },
      { key: "play", text: "play", menu: "play" },
      { key: "doors", text: "doors", script: "doors" },
      { key: "pe", text: "your profile", script: "profile", members: true },
      { key: "cs", text: "character set", script: "charset" },
      { key: "si", text: "system info", script: "sysinfo" },
      { key: "sysop", text: "sysop menu", script: "sysop", groups: ["sysop"] },
      { key: "g", text: "goodbye", script: "logoff" },
    ],
  },
  play: {
    title: "choosing a game",
    art: "play*",
    items: [
      { key: "lg", text: "land grab, with others", script: "landgrab" },
      { key: "t", text: "tetris", script: "tetris" },
      { key: "p", text: "plasma", script: "plasma" },
      { key: "q", text: "quit to the main menu" },
    ],
  },
};

/** Answers the menus to the script `main`. */
export default function main(): Readonly<Record<string, Menu>> {
  return MENUS;
}
