/**
 * Turns an art file into a picture that is safe to show: cells with colours, and nothing that could steer a terminal.
 *
 * Files that callers uploaded come through here too. Text with the sequences of ANSI.SYS is painted as the PC would
 * have painted it, so that moves, music and whatever else was in the file is gone when lines are made.
 *
 * @module
 */

import { expectBytes } from "../base/expected.ts";
import { paintAnsi } from "./ansi_canvas.ts";
import { ArtCanvas } from "./art_canvas.ts";
import { canvasLines } from "./canvas_lines.ts";
import { findEncoding, getEncoding } from "./encodings.ts";
import { petsciiToAnsi } from "./petscii_art.ts";
import { encodingOfFont, readSauce, type SauceRecord } from "./sauce.ts";
import { isXBin, readBin, readXBin, xbinIceColors } from "./xbin.ts";

/** How a file is to be read. */
export interface ArtOptions {
  /** The file's encoding when its SAUCE record names no font. Default `"cp437_art"`. */
  readonly encoding?: string;
  /** Whether `encoding` wins over the SAUCE record. Default false. */
  readonly force?: boolean;
  /** Whether text that is valid UTF-8, with characters beyond ASCII, is read as that, when SAUCE names no font. */
  readonly guessUtf8?: boolean;
  /** Cells after which art flows on in the next line, when SAUCE does not tell. Default 80 as on a PC, 160 for `bin`, 40 for PETSCII. */
  readonly columns?: number;
  /** Most lines; the rest is cut off. Default 10000. */
  readonly maxLines?: number;
  /**
   * `"text"` with or without sequences, `"bin"` for the memory of a text screen. Default what SAUCE says, else `"text"`.
   * An XBin is known by its first bytes.
   */
  readonly format?: "text" | "bin";
}

/** A picture. */
export interface Art {
  /**
   * Without line ends and without trailing blanks. Each stands alone: it begins with its own colours and ends in normal
   * ones. Bright colours are bold; {@linkcode canvasLines} makes others.
   */
  readonly lines: readonly string[];
  readonly canvas: ArtCanvas;
  readonly record: SauceRecord | null;
  /** Whether it has bright backgrounds in the place of blinking, by SAUCE or by the flag of an XBin. */
  readonly iceColors: boolean;
  /** The canonical name of the encoding it was read with. */
  readonly encoding: string;
}

const BINARY_TEXT = 5;

/** Reads an art file. Throws a `TypeError` for an encoding we do not have. */
export function renderArt(bytes: Uint8Array, options: ArtOptions = {}): Art {
  expectBytes("read art", bytes);
  const { content, record } = readSauce(bytes);
  const { maxLines = 10_000 } = options;
  const xbin = isXBin(content);
  const iceColors = xbin ? xbinIceColors(content) : record?.iceColors ?? false;
  let encoding = "cp437_art";
  let canvas: ArtCanvas;
  if (xbin) {
    canvas = readXBin(content, maxLines);
  } else if (options.format === "bin" || record?.dataType === BINARY_TEXT) {
    canvas = readBin(content, record?.columns ?? options.columns ?? 160, maxLines, iceColors);
  } else {
    encoding = chooseEncoding(record, content, options);
    const usual = encoding.startsWith("petscii") ? 40 : 80;
    canvas = new ArtCanvas(Math.max(2, record?.columns ?? options.columns ?? usual), maxLines);
    paintAnsi(canvas, decode(content, encoding), iceColors);
  }
  let lines: readonly string[] | undefined;
  return {
    // Who makes others from the canvas has no use for them.
    get lines() {
      return lines ??= canvasLines(canvas);
    },
    canvas,
    record,
    iceColors,
    encoding,
  };
}

function decode(content: Uint8Array, encoding: string): string {
  // DOS ended a text at its first 1A, whatever came after.
  const end = content.indexOf(0x1a);
  const decoder = getEncoding(encoding).decoder();
  const text = decoder.push(end < 0 ? content : content.subarray(0, end)) + decoder.flush();
  return encoding.startsWith("petscii") ? petsciiToAnsi(text) : text.replace(/^\ufeff/, "");
}

function chooseEncoding(record: SauceRecord | null, content: Uint8Array, options: ArtOptions): string {
  const wanted = options.encoding ?? "cp437_art";
  if (options.force === true) return getEncoding(wanted).name;
  if (content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf) return "utf8";
  const named = record === null ? undefined : encodingOfFont(record.font);
  const found = findEncoding(named === "cp437" ? "cp437_art" : named ?? "");
  if (found === undefined && options.guessUtf8 === true && isUtf8(content)) return "utf8";
  return (found ?? getEncoding(wanted)).name;
}

/** Whether bytes are UTF-8 and no ASCII; text in another encoding is hardly ever so by accident. */
function isUtf8(content: Uint8Array): boolean {
  const end = content.indexOf(0x1a);
  const text = end < 0 ? content : content.subarray(0, end);
  if (text.every((byte) => byte < 0x80)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(text);
    return true;
  } catch {
    return false;
  }
}
