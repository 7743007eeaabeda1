/**
 * The font that a picture was drawn for, on the terminals that have it: SyncTERM and its kin.
 *
 * @module
 */

import type { Art } from "../text/art.ts";
import { fontOfEncoding, syncTermFont } from "../text/syncterm_fonts.ts";
import type { ArtScreen } from "./art_show.ts";

/** SAUCE's names of the Amiga's fonts, of which any other is Topaz. */
const AMIGA_FONTS: readonly (readonly [name: RegExp, font: string])[] = [
  [/^Amiga P0T-NOoDLE/i, "pot_noodle"],
  [/^Amiga mOsOul/i, "mo_soul"],
  [/^Amiga MicroKnight/i, "microknight"],
];

/** The font of a picture as SyncTERM calls it; `undefined` where it has none. */
export function artFont(art: Pick<Art, "record" | "encoding">): string | undefined {
  // PETSCII is no font alone: SyncTERM would have to be called as a Commodore.
  if (art.encoding === "utf8" || art.encoding.startsWith("petscii")) return undefined;
  const amiga = AMIGA_FONTS.find(([name]) => name.test(art.record?.font ?? ""));
  return amiga?.[1] ?? fontOfEncoding(art.encoding);
}

/**
 * Selects the font of a picture with its encoding, where the terminal can. Answers what selects those that were there;
 * `undefined` when nothing was done.
 */
export async function selectArtFont(
  session: ArtScreen,
  art: Art,
): Promise<(() => Promise<void>) | undefined> {
  const { encoding: before = "utf8", capabilities } = session;
  const font = artFont(art);
  if (capabilities?.syncTerm !== true || session.setEncoding === undefined) return undefined;
  if (font === undefined || before === "utf8") return undefined;
  await session.echo(syncTermFont(font));
  // The low glyphs of art are sent to SyncTERM in plain CP437, too.
  session.setEncoding(art.encoding === "cp437_art" ? "cp437" : art.encoding);
  return async () => {
    session.setEncoding!(before);
    const text = syncTermFont(fontOfEncoding(before) ?? "cp437");
    await (session.restore?.(text) ?? session.echo(text));
  };
}
