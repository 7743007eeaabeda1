/**
 * The colours of IRC, as mIRC introduced them, to and from what is used here.
 *
 * ```text
 * 03 n[,m]  colour n on m, 03 alone ends it     02 bold   1d italic   1f underline   16 reverse   0f plain
 * 04 rrggbb, 11 monospace, 1e struck out: passed over
 * ```
 *
 * What comes from IRC was written by strangers: all else that could steer a terminal is taken out here.
 *
 * @module
 */

import { expectText } from "../base/expected.ts";
import { sanitizeLine } from "./sanitize.ts";

/** mIRC's number for each of the sixteen colours of pipe codes, in the order of DOS. */
const MIRC_OF_PIPE = [1, 2, 3, 10, 5, 6, 7, 15, 14, 12, 9, 11, 4, 13, 8, 0];
/** From the order of DOS to that of ANSI. */
const ANSI_OF_DOS = [0, 4, 2, 6, 1, 5, 3, 7];

const [BOLD, COLOR, HEX, PLAIN, MONOSPACE, REVERSE, ITALIC, STRUCK, UNDERLINE] = [
  "\x02",
  "\x03",
  "\x04",
  "\x0f",
  "\x11",
  "\x16",
  "\x1d",
  "\x1e",
  "\x1f",
];

const CODE =
  // deno-lint-ignore no-control-regex
  /\x03(?:(\d{1,2})(?:,(\d{1,2}))?)?|\x04(?:[0-9a-f]{6}(?:,[0-9a-f]{6})?)?|[\x02\x0f\x11\x16\x1d\x1e\x1f]/gi;
const PIPE = /\|(?:\||(0\d|1[0-5])|(?:1[6-9]|2[0-3]))/g;

interface Look {
  bold: boolean;
  underline: boolean;
  reverse: boolean;
  italic: boolean;
  /** In the order of DOS; `undefined` is the terminal's own. */
  text: number | undefined;
  ground: number | undefined;
}

const NOTHING: Look = {
  bold: false,
  underline: false,
  reverse: false,
  italic: false,
  text: undefined,
  ground: undefined,
};

function dosColor(digits: string | undefined): number | undefined {
  const index = digits === undefined ? -1 : MIRC_OF_PIPE.indexOf(Number(digits));
  return index < 0 ? undefined : index;
}

function select(look: Look): string {
  const parameters: number[] = [];
  const { text, ground } = look;
  // Black on a black screen would be a secret.
  const shown = text === 0 && ground === undefined ? 8 : text;
  if (look.bold || (shown !== undefined && shown >= 8)) parameters.push(1);
  if (look.italic) parameters.push(3);
  if (look.underline) parameters.push(4);
  if (look.reverse) parameters.push(7);
  if (shown !== undefined && shown !== 7) parameters.push(30 + ANSI_OF_DOS[shown % 8]!);
  if (ground !== undefined && ground % 8 !== 0) parameters.push(40 + ANSI_OF_DOS[ground % 8]!);
  return parameters.length === 0 ? "" : `\x1b[0;${parameters.join(";")}m`;
}

/** A line of IRC as it can be shown: colours as sequences, everything else that is no text taken out. */
export function decodeMirc(line: string, maxLength: number = 600): string {
  expectText("decode mIRC codes", line);
  const given = line.slice(0, maxLength * 2);
  let shown = "";
  let left = maxLength;
  let look: Look = { ...NOTHING };
  const add = (piece: string) => {
    const text = sanitizeLine(piece, { maxLength: left });
    left -= [...text].length;
    if (text === "") return;
    const start = select(look);
    shown += start === "" ? text : `${start}${text}\x1b[0m`;
  };
  let from = 0;
  for (const match of given.matchAll(CODE)) {
    add(given.slice(from, match.index));
    from = match.index + match[0].length;
    switch (match[0][0]) {
      case BOLD:
        look.bold = !look.bold;
        break;
      case UNDERLINE:
        look.underline = !look.underline;
        break;
      case REVERSE:
        look.reverse = !look.reverse;
        break;
      case ITALIC:
        look.italic = !look.italic;
        break;
      case PLAIN:
        look = { ...NOTHING };
        break;
      case COLOR:
        look.text = dosColor(match[1]);
        if (match[1] === undefined) look.ground = undefined;
        else if (match[2] !== undefined) look.ground = dosColor(match[2]);
        break;
      case HEX:
      case MONOSPACE:
      case STRUCK:
        break;
    }
  }
  add(given.slice(from));
  return shown;
}

/** A line for IRC: pipe codes become colours there, background codes are left out, and nothing else steers. */
export function encodeMirc(line: string): string {
  expectText("encode mIRC codes", line);
  return sanitizeLine(line).replace(PIPE, (code, digits: string | undefined) => {
    if (code === "||") return "|";
    if (digits === undefined) return "";
    return Number(digits) === 7 ? PLAIN : `${COLOR}${String(MIRC_OF_PIPE[Number(digits)]).padStart(2, "0")}`;
  });
}
