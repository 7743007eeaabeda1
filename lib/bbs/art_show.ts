/**
 * Art files on a caller's screen: as lines of a frame, or shown line by line as they would come over a modem.
 *
 * @module
 */

import { quote } from "../base/brand.ts";
import { splitSequences } from "../text/ansi.ts";
import { type Art, type ArtOptions, renderArt } from "../text/art.ts";
import type { Capabilities } from "../text/capabilities.ts";
import { canvasLine, type CanvasLineOptions, canvasLines } from "../text/canvas_lines.ts";
import { center as centered, clip, displayWidth } from "../text/layout.ts";
import { findEncoding, getEncoding } from "../text/encodings.ts";
import { lowGlyphBytes } from "../text/low_glyphs.ts";
import { moveRight, NORMAL, WRAP_OFF, WRAP_ON } from "../text/sequences.ts";
import { sanitizeLine } from "../text/sanitize.ts";
import { clusters } from "../text/width.ts";
import { selectArtFont } from "./art_font.ts";
import { pickFile } from "./file_path.ts";
import type { Screen } from "./screen.ts";

/** A screen that also knows the files beside the scripts; a session does. */
export interface ArtScreen extends Screen {
  /** The bytes of a file such as `"art/main.ans"`; `undefined` without one. */
  readFile(path: string): Promise<Uint8Array | undefined>;
  /** Names of the files in a folder such as `"art"`. */
  listFiles(folder: string): Promise<string[]>;
  /** Canonical name of the character encoding. */
  readonly encoding?: string;
  setEncoding?(name: string): void;
  /** A value of the INI file; `art_utf8_codec` in section `[system]` is read. */
  setting?(section: string, key: string, fallback?: string): string;
  readonly capabilities?: Capabilities;
  /** Writes what puts the terminal back in order, also while a script is being left. */
  restore?(text: string): Promise<void>;
}

/** How an art file is chosen and read. */
export interface ReadArtOptions extends ArtOptions {
  /** A number from 0 to less than 1, to choose among files. Default `Math.random`. */
  readonly random?: () => number;
}

/** How a picture is drawn. */
export interface ArtFontOptions {
  /**
   * `"auto"` draws with the font that SAUCE names, where the terminal is SyncTERM or of its kind; `"keep"` with the one
   * that is there, in look-alikes. Default `"keep"`.
   */
  readonly font?: "auto" | "keep";
}

/** How {@linkcode showArt} shows. */
export interface ShowArtOptions extends ReadArtOptions, ArtFontOptions {
  /** Whether it stands in the middle of a wider screen. Default true. */
  readonly center?: boolean;
  /** Milliseconds for each line. Default 0. */
  readonly delay?: number;
  /** Speed of a modem in bits a second, ten for each character; wins over `delay`. Default 0, as fast as it goes. */
  readonly baud?: number;
  /** What a key does that is pressed meanwhile: the rest comes at once, or not at all. Default `"finish"`. */
  readonly onKey?: "finish" | "stop";
  /** Text in the middle of a line of its own when a key has stopped the picture. Default none. */
  readonly stopMessage?: string;
  /** A picture wider than the screen: its left part is shown, or nothing. Default `"cut"`. */
  readonly wide?: "cut" | "skip";
}

/** Milliseconds between two portions of a paced picture. */
const TICK = 50;
/** Texts that somebody may have written in UTF-8 without saying so. */
const TEXTS = /\.(?:txt|asc|diz)$/i;

/**
 * Reads an art file, see {@linkcode pickFile} for its path; `undefined` without one. What does not tell its encoding is
 * read in `art_utf8_codec` of the INI file, and a text that is UTF-8 as that. Throws a `TypeError` for an encoding we do
 * not have.
 */
export async function readArt(
  session: ArtScreen,
  path: string,
  options: ReadArtOptions = {},
): Promise<Art | undefined> {
  const { random, ...reading } = options;
  if (reading.encoding !== undefined) getEncoding(reading.encoding);
  const file = await pickFile(session, path, random);
  const bytes = file === undefined ? undefined : await session.readFile(file);
  if (bytes === undefined) return undefined;
  return renderArt(bytes, {
    encoding: usualEncoding(session),
    guessUtf8: reading.encoding === undefined && TEXTS.test(file!),
    ...(/\.bin$/i.test(file!) ? { format: "bin" } : {}),
    ...reading,
  });
}

/** The encoding of files that do not tell theirs. In code page 437 art has the low glyphs, too. */
function usualEncoding(session: ArtScreen): string {
  const name = findEncoding(session.setting?.("system", "art_utf8_codec") ?? "")?.name ?? "cp437";
  return name === "cp437" ? "cp437_art" : name;
}

/**
 * The lines of a picture; each can be painted alone.
 *
 * A PC drew bold text bright; many terminals of today make it only heavier, which spoils shades. With `aixterm`
 * bright colours are asked for by their own numbers (90 to 97), which every terminal that speaks UTF-8 knows.
 */
export function framedLines(art: Art, aixterm: boolean = false): string[] {
  return canvasLines(art.canvas, { bright: aixterm ? "numbers" : "bold" });
}

/** Cells of the widest line. */
export function artWidth(lines: readonly string[]): number {
  return Math.max(0, ...lines.map((line) => displayWidth(line.trimEnd())));
}

/** How lines of a picture are made for a screen. */
export function lineOptions(session: ArtScreen, art: Art): CanvasLineOptions {
  const bright = session.encoding === "utf8" ? "numbers" : "bold";
  return { bright, brightGround: art.iceColors && hasIceColors(session) ? "blink" : "numbers" };
}

/** What tells SyncTERM and its kin whether blinking is a bright background; nothing for others. */
export function iceColorMode(session: ArtScreen, on: boolean): string {
  return hasIceColors(session) ? `\x1b[?33${on ? "h" : "l"}` : "";
}

function hasIceColors(session: ArtScreen): boolean {
  return session.capabilities?.syncTerm === true;
}

/** The text with the low glyphs as the bytes that make the caller's terminal draw them, if it does. */
export function lowGlyphs(session: ArtScreen, text: string): string {
  const { encoding, capabilities } = session;
  // Who chose the encoding of art says with it that his terminal draws them.
  const drawn = encoding === "cp437_art" || (encoding === "cp437" && capabilities?.lowGlyphs === true);
  return drawn ? lowGlyphBytes(text, capabilities?.doorway === true) : text;
}

/**
 * Shows an art file from where the cursor stands, line by line, so that what is higher than the screen scrolls. The
 * path may be a pattern, see {@linkcode pickFile}. Answers how many lines were shown; when there is no such file, a line
 * says so, and the answer is 0.
 *
 * ```ts ignore
 * await showArt(session, "art/welcome*.ans", { baud: 9600, onKey: "stop" });
 * ```
 *
 * With `font: "auto"` the font and its encoding stay as long as the picture does. To put them back, stand in a block of
 * `await using _font = await screenFont(session, "cp437")`.
 */
export async function showArt(
  session: ArtScreen,
  path: string,
  options: ShowArtOptions = {},
): Promise<number> {
  const {
    center = true,
    delay = 0,
    baud = 0,
    onKey = "finish",
    stopMessage = "",
    wide = "cut",
    font = "keep",
    ...reading
  } = options;
  const art = await readArt(session, path, reading);
  if (art === undefined) {
    const told = `No file fits ${quote(sanitizeLine(path))}`;
    await session.echo(`${NORMAL}\x1b[31m${clip(told, session.columns - 1)}${NORMAL}\r\n`);
    return 0;
  }
  if (wide === "skip" && artWidth(art.lines) > session.columns) return 0;
  if (font === "auto") await selectArtFont(session, art);
  const lines = linesFor(session, art, center);
  let wait = baud > 0 ? TICK : delay;
  let shown = 0;
  for (const line of lines) {
    const portions = baud > 0 && wait > 0
      ? portionsOf(line, Math.max(1, Math.round(baud / 10 * TICK / 1000)))
      : [line];
    for (const [i, portion] of portions.entries()) {
      await session.echo(wait > 0 ? portion : portions.slice(i).join(""));
      const key = wait > 0 || onKey === "stop" ? await session.readKey(wait) : undefined;
      if (key !== undefined && onKey === "stop") {
        await session.echo(`${WRAP_ON}${NORMAL}\r\n${centeredLine(session, stopMessage)}`);
        return shown;
      }
      if (wait === 0) break;
      if (key !== undefined) wait = 0;
    }
    shown += 1;
  }
  await session.echo(NORMAL);
  return shown;
}

/** The lines of a picture with their ends, for this screen. */
function linesFor(session: ArtScreen, art: Art, center: boolean): string[] {
  const { canvas } = art;
  const options = { ...lineOptions(session, art), columns: session.columns };
  const margin = center ? moveRight(Math.floor((session.columns - canvas.columns) / 2)) : "";
  const lines = Array.from({ length: canvas.height }, (_, row) => {
    const line = margin + lowGlyphs(session, canvasLine(canvas, row, options));
    // Some terminals go to the next row at once when the last column is written, and would leave one empty.
    const full = canvas.width(row) >= session.columns;
    return full ? `${WRAP_OFF}${line}${WRAP_ON}\r\n` : `${line}\r\n`;
  });
  if (lines.length > 0) lines[0] = iceColorMode(session, art.iceColors) + lines[0]!;
  return lines;
}

/** Cuts a line into portions of about `size` characters, never within a sequence. */
function portionsOf(line: string, size: number): string[] {
  const portions: string[] = [];
  let portion = "";
  for (const { type, text } of splitSequences(line)) {
    for (const part of type === "text" ? clusters(text).map((cluster) => cluster.text) : [text]) {
      portion += part;
      if (portion.length < size) continue;
      portions.push(portion);
      portion = "";
    }
  }
  if (portion !== "") portions.push(portion);
  return portions;
}

function centeredLine(session: ArtScreen, text: string): string {
  return text === "" ? "" : `${centered(text, session.columns - 1).trimEnd()}\r\n`;
}
