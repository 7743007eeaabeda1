/**
 * The characters of code page 437, as the IBM PC drew them.
 *
 * @module
 */

/** What the bytes 80 to FF stand for, one character a byte. */
export const CP437_HIGH = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»" +
  "░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀" +
  "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";

/**
 * What the screen draws for bytes that are also controls. Those missing (00, 07 to 0A, 0D, 1A, 1B) stay controls in
 * art files, because art uses them as such.
 */
export const CP437_LOW: ReadonlyMap<number, string> = new Map([
  [0x01, "☺"],
  [0x02, "☻"],
  [0x03, "♥"],
  [0x04, "♦"],
  [0x05, "♣"],
  [0x06, "♠"],
  [0x0b, "♂"],
  [0x0c, "♀"],
  [0x0e, "♬"],
  [0x0f, "☼"],
  [0x10, "►"],
  [0x11, "◄"],
  [0x12, "↕"],
  [0x13, "‼"],
  [0x14, "¶"],
  [0x15, "§"],
  [0x16, "▬"],
  [0x17, "↨"],
  [0x18, "↑"],
  [0x19, "↓"],
  [0x1c, "∟"],
  [0x1d, "↔"],
  [0x1e, "▲"],
  [0x1f, "▼"],
  [0x7f, "⌂"],
]);

/**
 * Bytes that no text is sent as, even to a screen that draws their glyphs: 05 asks some terminals for their answerback,
 * 07 rings, 0B and 0C move or clear, 0E switches character sets, `**` with 18 starts a file transfer in terminals with
 * ZMODEM, and 1A is an end of file to some. Text of one caller must not do that to another; see `low_glyphs.ts`.
 */
export const CP437_UNSAFE: ReadonlySet<number> = new Set([0x05, 0x07, 0x0b, 0x0c, 0x0e, 0x18, 0x1a]);
