/**
 * Reads SAUCE 00.5, the record at the end of art files: title, author, size, font.
 *
 * ```text
 * content [1A] [COMNT 64*n] SAUCE 00 title/35 author/20 group/20 date/8 size/4 type/1 kind/1 t1..t4/2 n/1 flags/1 font/22
 * ```
 *
 * Files come from strangers: numbers are clamped, texts sanitized, and a trailer that is cut off or does not add up
 * is content. The record says nothing that is believed about the length of the file.
 *
 * @module
 */

import { expectBytes } from "../base/expected.ts";
import { findEncoding } from "./encodings.ts";
import { sanitizeLine } from "./sanitize.ts";

/** What a SAUCE record tells. */
export interface SauceRecord {
  readonly title: string;
  readonly author: string;
  readonly group: string;
  /** `CCYYMMDD`, or empty when it is not eight digits. */
  readonly date: string;
  /** 1 text and ANSI, 5 binary text, 6 XBin; others are no art that is shown here. */
  readonly dataType: number;
  readonly fileType: number;
  /** Width in columns, 1 to 500; `undefined` when the record does not tell. */
  readonly columns: number | undefined;
  /** Height in rows, 1 to 10000; `undefined` when the record does not tell. */
  readonly rows: number | undefined;
  /** Whether blinking means a bright background (iCE colours). */
  readonly iceColors: boolean;
  /** `IBM VGA`, `Amiga Topaz 2+` and others; empty when not given. */
  readonly font: string;
  readonly comments: readonly string[];
}

/** A file without its trailer, and what the trailer said. */
export interface SaucedFile {
  readonly content: Uint8Array;
  readonly record: SauceRecord | null;
}

const RECORD_SIZE = 128;
const COMMENT_SIZE = 64;
const CHARACTER = 1;
const BINARY_TEXT = 5;
const XBIN = 6;

/** Splits a file. `content` is a view of `bytes`; one 1A before the trailer belongs to the trailer. */
export function readSauce(bytes: Uint8Array): SaucedFile {
  expectBytes("read SAUCE", bytes);
  const start = bytes.length - RECORD_SIZE;
  if (start < 0 || !startsWith(bytes, start, "SAUCE00")) return { content: bytes, record: null };
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, RECORD_SIZE);
  const field = (at: number, size: number) => text(bytes.subarray(start + at, start + at + size));
  const dataType = view.getUint8(94);
  const flags = view.getUint8(105);
  const commentCount = view.getUint8(104);
  const commentStart = start - 5 - commentCount * COMMENT_SIZE;
  const hasComments = commentCount > 0 && commentStart >= 0 && startsWith(bytes, commentStart, "COMNT");
  const comments: string[] = [];
  for (let i = 0; hasComments && i < commentCount; i++) {
    const at = commentStart + 5 + i * COMMENT_SIZE;
    comments.push(text(bytes.subarray(at, at + COMMENT_SIZE)));
  }
  let end = hasComments ? commentStart : start;
  if (bytes[end - 1] === 0x1a) end -= 1;
  const date = field(82, 8);
  const size = (value: number, most: number) => (value === 0 ? undefined : Math.min(most, value));
  const measured = dataType === CHARACTER || dataType === XBIN;
  // Binary text tells half its width where others tell their kind.
  const columns = dataType === BINARY_TEXT ? view.getUint8(95) * 2 : measured ? view.getUint16(96, true) : 0;
  const record: SauceRecord = {
    title: field(7, 35),
    author: field(42, 20),
    group: field(62, 20),
    date: /^\d{8}$/.test(date) ? date : "",
    dataType,
    fileType: view.getUint8(95),
    columns: size(columns, 500),
    rows: size(measured ? view.getUint16(98, true) : 0, 10_000),
    iceColors: (dataType === CHARACTER || dataType === BINARY_TEXT) && (flags & 1) === 1,
    font: field(106, 22),
    comments,
  };
  return { content: bytes.subarray(0, end), record };
}

/**
 * The encoding that a SAUCE font stands for, by its usual name: `amiga` for the Amiga fonts, `atari`, `petscii` for the
 * fonts of the C64, `cp437` for the IBM fonts, `cp866` for `IBM VGA 866`, `mik` for `IBM VGA MIK` and so on; `undefined` for other fonts.
 * Whether we have it, `findEncoding` knows.
 */
export function encodingOfFont(font: string): string | undefined {
  if (/^Amiga /i.test(font)) return "amiga";
  if (/^Atari ATASCII$/i.test(font)) return "atari";
  const c64 = /^C(?:64|128) PETSCII (un)?shifted$/i.exec(font);
  if (c64 !== null) return c64[1] === undefined ? "petscii" : "petscii_upper";
  const ibm = /^IBM (?:VGA(?:50|25G)?|EGA(?:43)?)(?: (\d{3}|MIK))?$/i.exec(font);
  if (ibm === null) return undefined;
  return ibm[1]?.toLowerCase() === "mik" ? "mik" : `cp${ibm[1] ?? "437"}`;
}

function startsWith(bytes: Uint8Array, at: number, ascii: string): boolean {
  for (let i = 0; i < ascii.length; i++) if (bytes[at + i] !== ascii.charCodeAt(i)) return false;
  return true;
}

/** A field: blank or NUL padded, in code page 437. */
function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  const decoder = findEncoding("cp437")!.decoder();
  return sanitizeLine(decoder.push(end < 0 ? bytes : bytes.subarray(0, end))).trim();
}
