/**
 * Art files on a caller's screen: as lines of a frame, or shown line by line as they would come over a modem.
 *
 * @module
 */

import { isSgr, splitSequences } from "../text/ansi.ts";
import { type Art, type ArtOptions, renderArt } from "../text/art.ts";
import { displayWidth } from "../text/layout.ts";
import { moveRight, NORMAL } from "../text/sequences.ts";
import { leftMargin, type Screen } from "./screen.ts";

/** A screen that also knows the files beside the scripts; a session does. */
export interface ArtScreen extends Screen {
  /** The bytes of a file such as `"art/main.ans"`; `undefined` without one. */
  readFile(path: string): Promise<Uint8Array | undefined>;
}

/** How {@linkcode showArt} shows. */
export interface ShowArtOptions extends ArtOptions {
  /** Whether it stands in the middle of a screen of more than 81 columns. Default true. */
  readonly center?: boolean;
  /** Milliseconds for each line; a key shows the rest at once. Default 0. */
  readonly delay?: number;
}

// deno-lint-ignore no-control-regex
const SKIP = /^\x1b\[(\d*)C$/;

/** The colours of a PC's text screen as SGR numbers them. */
interface Look {
  readonly bright: boolean;
  readonly blink: boolean;
  readonly reverse: boolean;
  /** Parameters of the text colour and of the background, `""` for the terminal's own. */
  readonly text: string;
  readonly ground: string;
}

const PLAIN_LOOK: Look = { bright: false, blink: false, reverse: false, text: "", ground: "" };

function follow(look: Look, sequence: string): Look {
  const fields = sequence.slice(2, -1).split(";");
  let next = look;
  for (let i = 0; i < fields.length; i++) {
    const n = Number(fields[i]);
    if (n === 0) next = PLAIN_LOOK;
    else if (n === 1 || n === 22) next = { ...next, bright: n === 1 };
    else if (n === 5 || n === 25) next = { ...next, blink: n === 5 };
    else if (n === 7 || n === 27) next = { ...next, reverse: n === 7 };
    else if ((n >= 30 && n <= 37) || (n >= 90 && n <= 97)) next = { ...next, text: fields[i]! };
    else if ((n >= 40 && n <= 47) || (n >= 100 && n <= 107)) next = { ...next, ground: fields[i]! };
    else if (n === 39) next = { ...next, text: "" };
    else if (n === 49) next = { ...next, ground: "" };
    else if (n === 38 || n === 48) {
      const length = fields[i + 1] === "2" ? 4 : 2;
      const color = fields.slice(i, i + 1 + length).join(";");
      next = n === 38 ? { ...next, text: color } : { ...next, ground: color };
      i += length;
    }
  }
  return next;
}

/** Selects a look from whatever was before. With `aixterm` brightness is a colour and not a heavier letter. */
function select({ bright, blink, reverse, text, ground }: Look, aixterm: boolean): string {
  const colored = aixterm && bright && /^(?:3[0-7])?$/.test(text);
  const parameters = [
    "0",
    bright && !colored ? "1" : "",
    blink ? "5" : "",
    reverse ? "7" : "",
    colored ? `9${text === "" ? "7" : text[1]}` : text,
    ground,
  ];
  return `\x1b[${parameters.filter((parameter) => parameter !== "").join(";")}m`;
}

/** Reads an art file; `undefined` without one. */
export async function readArt(
  session: ArtScreen,
  path: string,
  options: ArtOptions = {},
): Promise<Art | undefined> {
  const bytes = await session.readFile(path);
  return bytes === undefined ? undefined : renderArt(bytes, options);
}

/**
 * The lines of a picture so that each can be painted alone: every line begins with the colours that were on and ends
 * in normal ones, and jumps to the right are blanks. Other cursor moves are left out; pictures that need them have to
 * be shown with {@linkcode showArt}.
 *
 * A PC drew bold text bright; many terminals of today make it only heavier, which spoils shades. With `aixterm`
 * bright colours are asked for by their own numbers (90 to 97), which every terminal that speaks UTF-8 knows.
 */
export function framedLines(art: Art, aixterm: boolean = false): string[] {
  let look = PLAIN_LOOK;
  return art.lines.map((line) => {
    let framed = look === PLAIN_LOOK ? "" : select(look, aixterm);
    for (const piece of splitSequences(line)) {
      const skip = SKIP.exec(piece.text);
      if (piece.type === "text") {
        framed += piece.text;
      } else if (isSgr(piece.text)) {
        look = follow(look, piece.text);
        framed += select(look, aixterm);
      } else if (skip !== null) {
        framed += NORMAL + " ".repeat(Math.min(500, Number(skip[1]) || 1)) + select(look, aixterm);
      }
    }
    return framed + NORMAL;
  });
}

/** Cells of the widest line. */
export function artWidth(lines: readonly string[]): number {
  return Math.max(0, ...lines.map((line) => displayWidth(line.trimEnd())));
}

/**
 * Shows an art file from where the cursor stands, line by line. Answers how many lines there were: 0 when there is no
 * such file or it is wider than the screen.
 */
export async function showArt(
  session: ArtScreen,
  path: string,
  options: ShowArtOptions = {},
): Promise<number> {
  const { center = true, delay = 0, ...reading } = options;
  const art = await readArt(session, path, reading);
  if (art === undefined || artWidth(art.lines) > session.columns) return 0;
  const margin = center && session.columns > 81 ? moveRight(leftMargin(session)) : "";
  let wait = delay;
  for (const line of art.lines) {
    await session.echo(`${margin}${line}\r\n`);
    if (wait > 0 && await session.readKey(wait) !== undefined) wait = 0;
  }
  await session.echo(NORMAL);
  return art.lines.length;
}
