/**
 * The binary formats of art: memory of a PC's text screen as it was (BIN), and with a header (XBin).
 *
 * ```text
 * XBIN 1A width/2 height/2 fontsize/1 flags/1 [palette/48] [font: fontsize * 256 or 512] cells
 * flags: 1 palette, 2 font, 4 compressed, 8 no blinking, 16 512 characters
 * cell:  character, attribute (text 0-3, background 4-6, blinking or bright background 7)
 * run:   kkcccccc; kk 0 cells, 1 one character, 2 one attribute, 3 one cell; c + 1 times
 * ```
 *
 * A font of its own cannot be shown: the characters of code page 437 stand for it, for the second half of 512 as well.
 * Source: the XBin specification of Tasmaniac / ACiD.
 *
 * @module
 */

import { ArtCanvas, type CellColor, MAX_CELLS, type Pen, RGB } from "./art_canvas.ts";
import { CP437_HIGH, CP437_LOW } from "./cp437.ts";

/** Bytes that are controls elsewhere; a text screen's memory has none. */
const LOW: ReadonlyMap<number, string> = new Map([
  ...CP437_LOW,
  [0x00, " "],
  [0x07, "\u2022"],
  [0x08, "\u25d8"],
  [0x09, "\u25cb"],
  [0x0a, "\u25d9"],
  [0x0d, "\u266a"],
  [0x1a, "\u2192"],
  [0x1b, "\u2190"],
  [0xff, " "],
]);
const GLYPHS: readonly string[] = Array.from(
  { length: 256 },
  (_, byte) => LOW.get(byte) ?? (byte < 0x80 ? String.fromCharCode(byte) : CP437_HIGH[byte - 0x80]!),
);

const MAGIC = [0x58, 0x42, 0x49, 0x4e, 0x1a];
const HEADER = 11;
/** The colours of attributes, which count as DOS does, in the order of ANSI. */
const ANSI_ORDER = [0, 4, 2, 6, 1, 5, 3, 7, 8, 12, 10, 14, 9, 13, 11, 15];

/** Whether a file is an XBin. */
export function isXBin(bytes: Uint8Array): boolean {
  return bytes.length >= HEADER && MAGIC.every((byte, i) => bytes[i] === byte);
}

/** Whether an XBin says that its blinking is bright backgrounds (iCE colours). */
export function xbinIceColors(bytes: Uint8Array): boolean {
  return (bytes[10]! & 8) !== 0;
}

/** Reads the memory of a text screen, `columns` wide. */
export function readBin(bytes: Uint8Array, columns: number, maxRows: number, iceColors: boolean): ArtCanvas {
  const canvas = new ArtCanvas(columns, maxRows);
  paint(canvas, bytes, columns, penMaker(iceColors, false, undefined));
  return canvas;
}

/** Reads an XBin; what is cut off is missing. Call {@linkcode isXBin} before. */
export function readXBin(bytes: Uint8Array, maxRows: number): ArtCanvas {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [columns, rows] = [view.getUint16(5, true), view.getUint16(7, true)];
  const fontHeight = bytes[9]! || 16;
  const flags = bytes[10]!;
  const has = (flag: number) => (flags & flag) !== 0;
  const paletteStart = HEADER;
  const fontStart = paletteStart + (has(1) ? 48 : 0);
  const dataStart = fontStart + (has(2) ? fontHeight * (has(16) ? 512 : 256) : 0);
  const canvas = new ArtCanvas(columns, Math.min(maxRows, Math.max(1, rows)));
  const palette = has(1) ? bytes.subarray(paletteStart, fontStart) : undefined;
  const data = bytes.subarray(dataStart);
  const size = columns * canvas.maxRows * 2;
  const makePen = penMaker(xbinIceColors(bytes), has(16), palette?.length === 48 ? palette : undefined);
  paint(canvas, has(4) ? decompress(data, size) : data.subarray(0, size), columns, makePen);
  return canvas;
}

function paint(
  canvas: ArtCanvas,
  cells: Uint8Array,
  columns: number,
  makePen: (attribute: number) => Pen,
): void {
  const pens = new Map<number, Pen>();
  for (let i = 0; i + 1 < cells.length && columns > 0; i += 2) {
    const row = Math.floor(i / 2 / columns);
    if (row >= canvas.maxRows || canvas.full) break;
    const attribute = cells[i + 1]!;
    let pen = pens.get(attribute);
    if (pen === undefined) pens.set(attribute, pen = makePen(attribute));
    canvas.put(row, (i / 2) % columns, GLYPHS[cells[i]!]!, 1, pen);
  }
}

/** Unpacks runs, at most `size` bytes. */
function decompress(data: Uint8Array, size: number): Uint8Array {
  // Three bytes make 128 at most; what the header promises is not believed.
  const cells = new Uint8Array(Math.min(size, data.length * 43, MAX_CELLS * 2));
  let length = 0;
  for (let at = 0; at < data.length && length < cells.length;) {
    const kind = data[at]! >> 6;
    const count = (data[at]! & 63) + 1;
    at += 1;
    const [sameChar, sameAttribute] = [(kind & 1) !== 0, (kind & 2) !== 0];
    // What the run says once comes first.
    const [fixed, fixedSize] = [at, (sameChar ? 1 : 0) + (sameAttribute ? 1 : 0)];
    at += fixedSize;
    for (let i = 0; i < count && length < cells.length; i++) {
      const char = sameChar ? data[fixed] : data[at++];
      const attribute = sameAttribute ? data[fixed + fixedSize - 1] : data[at++];
      if (char === undefined || attribute === undefined) return cells.subarray(0, length);
      cells[length++] = char;
      cells[length++] = attribute;
    }
  }
  return cells.subarray(0, length);
}

/** How attributes become pens. `palette` holds red, green and blue of 0 to 63, in the order of DOS. */
function penMaker(
  iceColors: boolean,
  twoFonts: boolean,
  palette: Uint8Array | undefined,
): (attribute: number) => Pen {
  const color = (index: number): CellColor => {
    if (palette === undefined) return ANSI_ORDER[index]!;
    const channel = (i: number) => Math.round((palette[index * 3 + i]! & 63) * 255 / 63);
    return RGB + (channel(0) << 16) + (channel(1) << 8) + channel(2);
  };
  return (attribute) => {
    // With two fonts the bright bit chooses the font.
    const text = attribute & (twoFonts ? 7 : 15);
    const ground = (attribute >> 4) & (iceColors ? 15 : 7);
    return {
      text: color(text),
      // Black behind is how an empty screen is; where it is another color, it is drawn.
      ground: ground === 0 && palette === undefined ? -1 : color(ground),
      blink: !iceColors && (attribute & 0x80) !== 0,
      underline: false,
    };
  };
}
