/**
 * Art for the Commodore 64 as text with the sequences of ANSI.SYS, so that it can be painted like other art.
 *
 * @module
 */

/** The machine's colours in the order of their control characters below, as SGR numbers. */
const COLORS: Readonly<Record<string, number>> = {
  "\x90": 30,
  "\x05": 97,
  "\x1c": 31,
  "\x9f": 36,
  "\x9c": 35,
  "\x1e": 32,
  "\x1f": 34,
  "\x9e": 93,
  // Orange and brown are one here.
  "\x81": 33,
  "\x95": 33,
  "\x96": 91,
  "\x97": 90,
  "\x98": 37,
  "\x99": 92,
  "\x9a": 94,
  "\x9b": 37,
};

const CONTROLS: Readonly<Record<string, string>> = {
  "\r": "\x1b[27m\n",
  "\x8d": "\x1b[27m\n",
  "\x12": "\x1b[7m",
  "\x92": "\x1b[27m",
  "\x11": "\x1b[B",
  "\x91": "\x1b[A",
  "\x1d": "\x1b[C",
  "\x9d": "\x1b[D",
  "\x13": "\x1b[H",
  "\x93": "\x1b[2J",
  "\x14": "\x1b[D \x1b[D",
};

/** Text as the encodings `petscii` and `petscii_upper` decode it in, text with escape sequences out. */
export function petsciiToAnsi(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\x00-\x1f\x80-\x9f]/g, (control) => {
    const color = COLORS[control];
    return color === undefined ? CONTROLS[control] ?? "" : `\x1b[${color}m`;
  });
}
