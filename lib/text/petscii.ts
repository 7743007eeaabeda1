/**
 * PETSCII, the character set of the Commodore 64, in both of its fonts, and its keyboard.
 *
 * `petscii` is the font with lower and upper case ("shifted"), `petscii_upper` the one with upper case and graphics
 * ("unshifted"). The bytes 00 to 1F and 80 to 9F are controls: they decode to the control characters of the same
 * number, and these are sent as they are; `petscii_screen.ts` makes them out of escape sequences. Source: Unicode
 * L2/19-025, tables C64IPRI and C64IALT.
 *
 * @module
 */

import { type Encoding, type IncrementalDecoder, SingleByte } from "./encoding.ts";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const PUNCTUATION = " !\"#$%&'()*+,-./0123456789:;<=>?";
/** The bytes 60 to 7F, which C0 to DF repeat. */
const GRAPHICS = "─♠🭲🭸🭷🭶🭺🭱🭴╮╰╯🭼╲╱🭽🭾●🭻♥🭰╭╳○♣🭵♦┼🮌│π◥";
/** The bytes A0 to BF, which E0 to FE repeat. */
const BLOCKS = "\u00a0▌▄▔▁▏▒▕🮏◤🮇├▗└┐▂┌┴┬┤▎▍🮈🮂🮃▃🭿▖▝┘▘▚";

function makeTable(lowerCase: boolean): string[] {
  const graphics = [...GRAPHICS];
  const blocks = [...BLOCKS];
  if (lowerCase) {
    graphics.splice(1, 26, ...LETTERS);
    graphics.splice(0x1e, 2, "🮖", "🮘");
    blocks[0x09] = "🮙";
    blocks[0x1a] = "✓";
  }
  const controls = (from: number) => Array.from({ length: 32 }, (_, i) => String.fromCharCode(from + i));
  return [
    ...controls(0),
    ...PUNCTUATION,
    "@",
    ...(lowerCase ? LETTERS.toLowerCase() : LETTERS),
    ..."[£]↑←",
    ...graphics,
    ...controls(0x80),
    ...blocks,
    ...graphics,
    ...blocks.slice(0, 31),
    graphics[0x1e]!,
  ];
}

/** Bytes that are a second code for what has one in A0 to DF. */
const REPEATED: ReadonlySet<number> = new Set(
  Array.from({ length: 256 }, (_, byte) => byte).filter((b) => (b >= 0x60 && b < 0x80) || b >= 0xe0),
);

/** For ASCII that a Commodore lacks, and for lines in the other font. */
const NEAR: ReadonlyMap<string, string> = new Map([
  ["\\", "╲/"],
  ["^", "↑"],
  ["_", "▁"],
  ["`", "'"],
  ["{", "("],
  ["|", "│"],
  ["}", ")"],
  ["~", "-"],
  ["╭", "┌"],
  ["╮", "┐"],
  ["╰", "└"],
  ["╯", "┘"],
  ["░", "▒"],
  ["▓", "▒"],
]);

/** Bytes of keys that are no characters, and what a terminal with escape sequences would send. */
const KEYS: readonly (readonly [byte: number, sequence: string])[] = [
  [0x91, "\x1b[A"],
  [0x11, "\x1b[B"],
  [0x1d, "\x1b[C"],
  [0x9d, "\x1b[D"],
  [0x13, "\x1b[H"],
  // CLR is the shifted HOME.
  [0x93, "\x1b[F"],
  [0x14, "\x7f"],
  [0x94, "\x1b[2~"],
  [0x85, "\x1b[11~"],
  [0x89, "\x1b[12~"],
  [0x86, "\x1b[13~"],
  [0x8a, "\x1b[14~"],
  [0x87, "\x1b[15~"],
  [0x8b, "\x1b[17~"],
  [0x88, "\x1b[18~"],
  [0x8c, "\x1b[19~"],
  [0x0d, "\r"],
  [0x8d, "\r"],
  // The machine has no Escape; BBS programs take the arrow in the corner for it, and C= with @ for the underscore.
  [0x5f, "\x1b"],
  [0xa4, "_"],
];

/** What is typed on a Commodore. A letter is the same letter in both fonts, so that a password is. */
class PetsciiKeys implements Encoding {
  readonly name = "petscii_keys";
  readonly #decode: readonly string[];
  readonly #encode: ReadonlyMap<string, number>;

  constructor() {
    const table = makeTable(true);
    // Other controls of the upper half would be C1 controls.
    for (let byte = 0x80; byte < 0xa0; byte++) table[byte] = "";
    for (const [byte, sequence] of KEYS) table[byte] = sequence;
    this.#decode = table;
    const encode = new Map<string, number>();
    table.forEach((text, byte) => {
      if (text !== "" && !REPEATED.has(byte) && !encode.has(text)) encode.set(text, byte);
    });
    this.#encode = encode;
  }

  decoder(): IncrementalDecoder {
    const table = this.#decode;
    return { push: (bytes) => Array.from(bytes, (byte) => table[byte]!).join(""), flush: () => "" };
  }

  /** The bytes that were typed, for a session that reads them again. */
  encode(text: string): Uint8Array {
    const bytes: number[] = [];
    // deno-lint-ignore no-control-regex
    for (const [unit] of text.matchAll(/\x1b\[(?:\d+~|[A-Z])|[^]/gu)) {
      const byte = this.#encode.get(unit);
      if (byte !== undefined) bytes.push(byte);
    }
    return Uint8Array.from(bytes);
  }
}

/** One of the encodings `petscii` and `petscii_upper`. */
export function makePetscii(lowerCase: boolean): Encoding {
  return new SingleByte(lowerCase ? "petscii" : "petscii_upper", makeTable(lowerCase), {
    withheld: REPEATED,
    ownAscii: true,
    c1: true,
    near: (char) => NEAR.get(char) ?? (lowerCase ? "" : char.toUpperCase()),
    typed: new PetsciiKeys(),
  });
}
