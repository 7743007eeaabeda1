/**
 * The colours of a screen: those of the INI file, or of the theme that the caller has chosen for himself.
 *
 * The choice is the attribute `theme` of his account.
 *
 * @module
 */

import type { Session } from "x84";

/** Styles by what they are for. */
export interface Look {
  /** Titles, keys, names. */
  readonly highlight: string;
  /** Labels, rules. */
  readonly lowlight: string;
  /** The chosen row of a list. */
  readonly bar: string;
}

/** The attribute that holds the caller's choice. */
export const THEME_ATTRIBUTE = "theme";
/** The theme of who has not chosen: the colours of the INI file. */
export const BOARD_THEME = "board";

const BOARD: Look = { highlight: "bold_cyan", lowlight: "cyan", bar: "bold_white_on_blue" };

/** The themes, by the names that callers see. */
export const THEMES: Readonly<Record<string, Look | undefined>> = Object.freeze({
  [BOARD_THEME]: undefined,
  sea: { highlight: "bold_cyan", lowlight: "blue", bar: "bold_white_on_cyan" },
  forest: { highlight: "bold_green", lowlight: "green", bar: "black_on_green" },
  amber: { highlight: "bold_yellow", lowlight: "yellow", bar: "black_on_yellow" },
  rose: { highlight: "bold_magenta", lowlight: "magenta", bar: "bold_white_on_magenta" },
  plain: { highlight: "bold", lowlight: "", bar: "reverse" },
});

const chosen = new WeakMap<Session, string>();

/** The name of the caller's theme. */
export async function themeName(session: Session): Promise<string> {
  // Who is not in, or has no account, has chosen nothing.
  if (session.user === undefined || session.user.guest) return BOARD_THEME;
  let name = chosen.get(session);
  if (name === undefined) {
    const kept = await session.getAttribute(THEME_ATTRIBUTE);
    name = typeof kept === "string" && Object.hasOwn(THEMES, kept) ? kept : BOARD_THEME;
    chosen.set(session, name);
  }
  return name;
}

/** Keeps the caller's choice; it holds at once. Throws a `TypeError` for a theme that there is not. */
export async function chooseTheme(session: Session, name: string): Promise<void> {
  if (!Object.hasOwn(THEMES, name)) throw new TypeError("Cannot choose theme: there is none of that name");
  await session.setAttribute(THEME_ATTRIBUTE, name === BOARD_THEME ? undefined : name);
  chosen.set(session, name);
}

/** The colours of a screen; `section` is that of the INI file. */
export async function lookOf(session: Session, section: string): Promise<Look> {
  const theme = THEMES[await themeName(session)];
  return theme ?? {
    highlight: session.setting(section, "color_highlight", BOARD.highlight),
    lowlight: session.setting(section, "color_lowlight", BOARD.lowlight),
    bar: session.setting(section, "color_bar", BOARD.bar),
  };
}
