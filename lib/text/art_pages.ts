/**
 * The character sets of the Commodore Amiga and the Atari ST, as art for them uses them.
 *
 * Sources: Unicode's MAPPINGS/VENDORS/MISC/ATARIST.TXT; the Topaz font of Kickstart 1.
 *
 * @module
 */

import { type Encoding, SingleByte, tableOf } from "./encoding.ts";

/** What the bytes 80 to FF stand for on an Atari ST, one character a byte. */
const ATARI_HIGH = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥ßƒáíóúñÑªº¿⌐¬½¼¡«»" +
  "ãõØøœŒÀÃÕ¨´†¶©®™ĳĲאבגדהוזחטיכלמנסעפצקרשתןךםףץ§∧∞" +
  "αβΓπΣσµτΦΘΩδ∮φ∈∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²³¯";

/**
 * What an Amiga draws so that art can use it as lines. The letters in between connect in its font, in others they
 * would not.
 */
const AMIGA_LINES: ReadonlyMap<number, string> = new Map([
  [0x2d, "─"],
  [0x2f, "╱"],
  [0x58, "╳"],
  [0x5c, "╲"],
  [0x5f, "▁"],
  [0x7c, "│"],
  [0x7f, "▞"],
]);

/**
 * Bytes without a glyph are drawn as a box. Not as U+2B1C, which x/84 had: terminals make that two cells wide. None of
 * the 32 has a way back.
 */
const BOX = "□";

/** The encoding `atarist`. */
export function makeAtariSt(): Encoding {
  return new SingleByte("atarist", tableOf(ATARI_HIGH));
}

/** The encoding `amiga`: Latin-1, but that some characters are lines. Text is typed in Latin-1. */
export function makeAmiga(typed: Encoding): Encoding {
  const table = Array.from({ length: 256 }, (_, byte) => {
    if (byte >= 0x80 && byte < 0xa0) return BOX;
    return AMIGA_LINES.get(byte) ?? String.fromCharCode(byte);
  });
  return new SingleByte("amiga", table, { typed });
}
