/**
 * Picture and font of a screen, as its section of the INI file has them.
 *
 * @module
 */

import type { Art, ReadArtOptions, Session } from "x84";
import { readArt } from "x84/bbs/art_show.ts";
import { pickFile } from "x84/bbs/file_path.ts";
import { screenFont } from "x84/bbs/terminal.ts";
import { loadCodePages } from "x84/text/code_pages.ts";
import { findEncoding } from "x84/text/encodings.ts";
import { isSyncTermFont } from "x84/text/syncterm_fonts.ts";
import { framedPicture } from "./common.ts";

/** How the pictures of a section are read: what it says wins over a SAUCE record. */
export async function artReading(session: Session, section: string): Promise<ReadArtOptions> {
  const encoding = session.setting(section, "art_encoding");
  if (encoding === "") return {};
  if (!encoding.startsWith("cp437")) await loadCodePages();
  return findEncoding(encoding) === undefined ? {} : { encoding, force: true };
}

/** The font that the board wants for a screen, until the block is left. */
export function sectionFont(session: Session, section: string): Promise<AsyncDisposable | undefined> {
  const name = session.setting(section, "syncterm_font");
  return isSyncTermFont(name) ? screenFont(session, name) : Promise.resolve(undefined);
}

/** A picture that stays the same for as long as a screen is shown. */
export class SectionPicture {
  private constructor(
    readonly session: Session,
    readonly section: string,
    /** The chosen file; `undefined` without one. */
    readonly path: string | undefined,
  ) {}

  /** Chooses by chance where several fit. `art` is what stands where the INI file says nothing. */
  static async of(session: Session, section: string, art: string = ""): Promise<SectionPicture> {
    return await SectionPicture.at(session, section, session.setting(section, "art_file", art));
  }

  /** The same for a path or a pattern that is known. */
  static async at(session: Session, section: string, pattern: string): Promise<SectionPicture> {
    let path: string | undefined;
    try {
      path = pattern === "" ? undefined : await pickFile(session, pattern);
    } catch {
      // A pattern that is none shows no picture.
    }
    return new SectionPicture(session, section, path);
  }

  /** The picture, or its small twin, above `rowsBelow` other rows; no lines when neither fits. */
  async lines(rowsBelow: number): Promise<string[]> {
    for (const read of [() => this.art(), () => this.twin()]) {
      const art = await read();
      const lines = art === undefined ? [] : framedPicture(this.session, art);
      if (lines.length > 0 && lines.length + rowsBelow <= this.session.rows) return lines;
    }
    return [];
  }

  /** The picture itself, with what its SAUCE record tells; `undefined` without one. */
  async art(): Promise<Art | undefined> {
    return this.path === undefined ? undefined : await this.#read(this.path);
  }

  /** Its twin for small screens. */
  async twin(): Promise<Art | undefined> {
    const path = this.path?.replace(/\.[^.]*$/, ".asc");
    return path === undefined || path === this.path ? undefined : await this.#read(path);
  }

  async #read(path: string): Promise<Art | undefined> {
    try {
      return await readArt(this.session, path, await artReading(this.session, this.section));
    } catch {
      // A path that leads nowhere shows no picture.
      return undefined;
    }
  }
}
