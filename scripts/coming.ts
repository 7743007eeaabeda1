/**
 * What the scripts of coming and going share: pictures and colours as the INI file has them, the terminal's font,
 * encoding and window title.
 *
 * @module
 */

import type { Session } from "x84";
import { CLEAR_LINE, RESTORE_TITLE, SAVE_TITLE, title } from "x84/text/sequences.ts";
import { style } from "x84/text/style.ts";
import { boardName } from "./common.ts";
import { sectionFont, SectionPicture } from "./screen_look.ts";

/** The attribute that holds the character encoding that the caller has chosen; without it the terminal's counts. */
export const ENCODING_ATTRIBUTE = "encoding";
/** The attribute that holds after how many idle seconds the caller wants to be sent away. */
export const IDLE_ATTRIBUTE = "timeout";
/** The attribute that holds by what, and from where, the last call came: `telnet 192.0.2.7`. */
export const FROM_ATTRIBUTE = "last_from";

/** How a screen looks, by its section of the INI file. */
export class Look {
  readonly #session: Session;
  readonly #section: string;
  readonly #picture: SectionPicture;

  private constructor(session: Session, section: string, picture: SectionPicture) {
    this.#session = session;
    this.#section = section;
    this.#picture = picture;
  }

  /** Chooses the picture, by chance where there are several. It stays the same for as long as the screen is shown. */
  static async of(session: Session, section: string, art: string): Promise<Look> {
    return new Look(session, section, await SectionPicture.of(session, section, art));
  }

  /** Text that stands out. */
  bright(text: string): string {
    return style(this.#session.setting(this.#section, "color_primary", "bright_cyan"), text);
  }

  /** Text that stands back. */
  dim(text: string): string {
    return style(this.#session.setting(this.#section, "color_secondary", "cyan"), text);
  }

  /** The picture, or its small twin, above `rowsBelow` other rows; no lines when neither fits. */
  picture(rowsBelow: number): Promise<string[]> {
    return this.#picture.lines(rowsBelow);
  }

  /** The font of this screen, until the block is left. */
  font(): Promise<AsyncDisposable | undefined> {
    return sectionFont(this.#session, this.#section);
  }
}

/**
 * What tells a terminal which encoding is coming (ISO 2022: UTF-8 on, or off and the font of the PC), and takes away
 * what is left of it on terminals that do not know it. Nothing for other encodings.
 */
export function encodingNudge(encoding: string): string {
  const nudge = encoding === "utf8" ? "\x1b%G" : encoding === "cp437" ? "\x1b%@\x1b(U" : "";
  return nudge === "" ? "" : `${nudge}\r${CLEAR_LINE}`;
}

/** Keeps the window's title and puts the board's name in its place, where there is such a title. */
export function enterTitle(session: Session): string {
  return session.capabilities.controlStrings ? SAVE_TITLE + title(boardName(session)) : "";
}

/** Brings back the title that {@linkcode enterTitle} kept. */
export function leaveTitle(session: Session): string {
  return session.capabilities.controlStrings ? RESTORE_TITLE : "";
}
