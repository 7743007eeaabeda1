/**
 * A caller who looks at art: what a session would send him, byte by byte, on a terminal that draws code page 437 or
 * UTF-8; and pictures to look at.
 *
 * @module
 */

// @deno-types="npm:@xterm/headless@6.0.0/typings/xterm-headless.d.ts"
import xterm from "@xterm/headless";
import type { ArtScreen } from "../../../lib/bbs/art_show.ts";
import type { Capabilities } from "../../../lib/text/capabilities.ts";
import { getEncoding } from "../../../lib/text/encodings.ts";
import { TerminalOutput } from "../../../lib/text/terminal_output.ts";

/** A cell as a person sees it: bold is a bright colour. */
export interface SeenCell {
  readonly char: string;
  readonly text: number;
  readonly ground: number;
  readonly blink: boolean;
}

interface CallerOptions {
  readonly terminal?: string;
  readonly encoding?: string;
  readonly rows?: number;
  /** The file that is there to be shown. */
  readonly file?: Uint8Array;
  /** Bytes that the terminal gets without any board. */
  readonly raw?: Uint8Array;
}

/** The caller. */
export class ArtCaller implements ArtScreen {
  readonly columns = 80;
  readonly rows: number;
  readonly encoding: string;
  readonly capabilities: Capabilities;
  /** Everything that was sent, as the terminal read it. */
  sent = "";
  readonly #output: TerminalOutput;
  readonly #terminal: InstanceType<typeof xterm.Terminal>;
  readonly #file: Uint8Array | undefined;

  constructor({ terminal = "ansi", encoding = "cp437", rows = 24, file, raw }: CallerOptions) {
    this.rows = rows;
    this.encoding = encoding;
    this.#file = file;
    this.#output = new TerminalOutput({
      kind: "telnet",
      address: { hostname: "192.0.2.1", port: 1 },
      terminal,
      terminalNames: [terminal],
      mtts: 0,
      size: { columns: 80, rows },
      encoding,
      environment: {},
    }, encoding);
    this.capabilities = this.#output.capabilities;
    this.#terminal = new xterm.Terminal({ cols: 80, rows, scrollback: 1000, allowProposedApi: true });
    if (raw !== undefined) this.#take(raw);
  }

  echo(text: string): Promise<void> {
    this.#take(getEncoding(this.encoding).encode(this.#output.adapt(text)));
    return Promise.resolve();
  }

  /** A PC's terminal draws the glyphs of the low bytes. */
  #take(bytes: Uint8Array): void {
    const read = getEncoding(this.encoding === "utf8" ? "utf8" : "cp437_art").decoder().push(bytes);
    this.sent += read;
    this.#terminal.write(read);
  }

  readKey(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  nextEvent(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  readFile(): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.#file);
  }

  listFiles(): Promise<string[]> {
    return Promise.resolve([]);
  }

  /** The rows down to the last one with something in it, those that scrolled away first. Lets the terminal go. */
  async cells(): Promise<SeenCell[][]> {
    await new Promise<void>((resolve) => this.#terminal.write("", resolve));
    const buffer = this.#terminal.buffer.active;
    const rows = Array.from({ length: buffer.length }, (_, row) => {
      const line = buffer.getLine(row)!;
      return Array.from({ length: this.columns }, (_, column): SeenCell => {
        const cell = line.getCell(column)!;
        const text = cell.isFgDefault() ? -1 : cell.getFgColor();
        const bright = cell.isBold() !== 0 && text < 8;
        const char = cell.getChars() || " ";
        return {
          char,
          // Nobody sees in which colour nothing is drawn.
          text: char === " " ? -1 : bright ? (text < 0 ? 15 : text + 8) : text,
          ground: cell.isBgDefault() ? -1 : cell.getBgColor(),
          blink: cell.isBlink() !== 0 && char !== " ",
        };
      });
    });
    this.#terminal.dispose();
    while (rows.length > 0 && rows.at(-1)!.every(({ char, ground }) => char === " " && ground < 0)) {
      rows.pop();
    }
    return rows;
  }
}

/** Bytes that only CTerm can be made to draw. */
const CTERM_ONLY = [11, 12, 14];

/**
 * ANSI art of so many lines in code page 437: all glyphs that are no controls in art, sixteen colours, jumps, lines as
 * wide as the screen. For `"any"` terminal without the glyphs that steer some; for `"cterm"` with all.
 */
export function pictureOf(rows: number, seed: number, terminal: "any" | "cterm" = "any"): Uint8Array {
  let state = seed;
  const chance = (below: number) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor(state / 2147483648 * below);
  };
  const left = [0, 7, 8, 9, 10, 13, 26, 27, ...(terminal === "any" ? CTERM_ONLY : [])];
  const bytes: number[] = [];
  const write = (text: string) => {
    for (const char of text) bytes.push(char.charCodeAt(0));
  };
  for (let row = 0; row < rows; row++) {
    let column = 0;
    // Where the cursor goes up afterwards the row is not full: terminals do not agree where it stands behind one.
    const jumps = row % 7 === 3 && row < rows - 1;
    while (column < (jumps ? 79 : 80)) {
      const kind = chance(10);
      if (kind < 2) write(`\x1b[${chance(2)};${30 + chance(8)};${40 + chance(8)}m`);
      else if (kind === 2 && column < 70) {
        const jump = 1 + chance(5);
        write(`\x1b[${jump}C`);
        column += jump;
      } else {
        const byte = chance(256);
        if (left.includes(byte)) continue;
        bytes.push(byte);
        column += 1;
      }
    }
    // As editors save it: without a line end behind a full line.
    write(`\x1b[0${chance(2) === 0 ? "" : ";5"}m`);
    if (jumps) write(`\x1b[A\x1b[${1 + chance(60)}G#\x1b[B\r\n`);
    else write("\r\n");
  }
  return Uint8Array.from(bytes);
}
