/**
 * Picture and font of a screen, as its section of the INI file has them.
 *
 * @module
 */

import type { Art, ReadArtOptions, SauceRecord, Session } from "x84";
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

/** Most pictures whose lines a thread keeps, and the most bytes of a file that is kept with them. */
const KEPT_PICTURES = 8;
const KEPT_BYTES = 64 * 1024;

/** A file, the lines that were made of it, and what its SAUCE record tells. */
interface Framed {
  readonly bytes: Uint8Array;
  readonly lines: readonly string[];
  readonly record: SauceRecord | null;
}

/** The pictures drawn last: a file is read each time, not drawn. */
const framed = new Map<string, Framed>();

function same(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return a.length === b?.length && a.every((byte, i) => byte === b[i]);
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
    for (const path of [this.path, this.#twinPath]) {
      const { lines = [] } = path === undefined ? {} : await this.#framed(path) ?? {};
      if (lines.length > 0 && lines.length + rowsBelow <= this.session.rows) return [...lines];
    }
    return [];
  }

  /** What the picture's SAUCE record tells; nothing without a picture. */
  async record(): Promise<SauceRecord | null> {
    return (this.path === undefined ? undefined : await this.#framed(this.path))?.record ?? null;
  }

  /** The picture itself; `undefined` without one. */
  async art(): Promise<Art | undefined> {
    return this.path === undefined ? undefined : await this.#read(this.path);
  }

  /** Its twin for small screens. */
  async twin(): Promise<Art | undefined> {
    return this.#twinPath === undefined ? undefined : await this.#read(this.#twinPath);
  }

  /** The path of its twin for small screens. */
  get #twinPath(): string | undefined {
    const path = this.path?.replace(/\.[^.]*$/, ".asc");
    return path === this.path ? undefined : path;
  }

  /** A file as it is now, without lines where it is too wide; `undefined` where the path leads nowhere. */
  async #framed(path: string): Promise<Framed | undefined> {
    const { session } = this;
    const reading = await artReading(session, this.section);
    const usual = session.setting("system", "art_utf8_codec");
    const key = JSON.stringify([path, reading, usual, session.encoding === "utf8", session.columns]);
    const bytes = await this.#bytes(path);
    const known = framed.get(key);
    if (known !== undefined && same(known.bytes, bytes)) return known;
    const art = bytes === undefined ? undefined : await this.#read(path);
    if (art === undefined) return undefined;
    const made = { bytes: bytes!, lines: framedPicture(session, art), record: art.record };
    framed.delete(key);
    // The oldest goes.
    if (framed.size >= KEPT_PICTURES) framed.delete(framed.keys().next().value!);
    if (bytes!.length <= KEPT_BYTES) framed.set(key, made);
    return made;
  }

  async #bytes(path: string): Promise<Uint8Array | undefined> {
    try {
      return await this.session.readFile(path);
    } catch {
      // A path that leads nowhere shows no picture.
      return undefined;
    }
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
