/**
 * What the scripts of coming and going share: pictures and colours as the INI file has them, the terminal's font,
 * encoding and window title.
 *
 * @module
 */

import {
  CLEAR_LINE,
  isSyncTermFont,
  pickFile,
  RESTORE_TITLE,
  SAVE_TITLE,
  screenFont,
  type Session,
  style,
  title,
} from "x84";
import { boardName, picture } from "./common.ts";

/** The attribute that holds the character encoding that the caller has chosen; without it the terminal's counts. */
export const ENCODING_ATTRIBUTE = "encoding";
/** The attribute that holds after how many idle seconds the caller wants to be sent away. */
export const IDLE_ATTRIBUTE = "timeout";

/** How a screen looks, by its section of the INI file. */
export class Look {
  readonly #session: Session;
  readonly #section: string;
  readonly #path: string | undefined;

  private constructor(session: Session, section: string, path: string | undefined) {
    this.#session = session;
    this.#section = section;
    this.#path = path;
  }

  /** Chooses the picture, by chance where there are several. It stays the same for as long as the screen is shown. */
  static async of(session: Session, section: string, art: string): Promise<Look> {
    const pattern = session.setting(section, "art_file", art);
    const path = pattern === "" ? undefined : await pickFile(session, pattern);
    return new Look(session, section, path);
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
  async picture(rowsBelow: number): Promise<string[]> {
    if (this.#path === undefined) return [];
    for (const path of new Set([this.#path, this.#path.replace(/\.[^.]*$/, ".asc")])) {
      const lines = await picture(this.#session, path);
      if (lines.length > 0 && lines.length + rowsBelow <= this.#session.rows) return lines;
    }
    return [];
  }

  /** The font of this screen, until the block is left. */
  async font(): Promise<AsyncDisposable> {
    const name = this.#session.setting(this.#section, "syncterm_font");
    return isSyncTermFont(name)
      ? await screenFont(this.#session, name)
      : { [Symbol.asyncDispose]: async () => {} };
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
