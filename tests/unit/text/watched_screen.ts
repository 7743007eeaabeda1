/**
 * A terminal that tells of everything that came to it and was no plain character: it is how one looks whether text
 * steers a screen.
 *
 * @module
 */

// @deno-types="npm:@xterm/headless@6.0.0/typings/xterm-headless.d.ts"
import xterm from "@xterm/headless";

const COLUMNS = 80;
const ROWS = 6;
/** The row that text is written on, and what stands on the others. */
const ROW = 2;
const SENTINEL = "=".repeat(COLUMNS);

const code = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i));
const INTERMEDIATES = ["", ...code(0x20, 0x2f)];

/** What came of one text. */
export interface Seen {
  /** Sequences, bells, titles and answers, in order. */
  readonly told: readonly string[];
  /** The row that was written on. */
  readonly row: string;
  /** What else has changed: cells of other rows, modes, tab stops, character sets, the cursor's row. */
  readonly changed: readonly string[];
}

/** The screen. */
export class WatchedScreen {
  readonly #terminal = new xterm.Terminal({
    cols: COLUMNS,
    rows: ROWS,
    scrollback: 10,
    allowProposedApi: true,
    // Without these it hides such sequences from its handlers.
    windowOptions: { getWinSizeChars: true, getWinTitle: true, pushTitle: true, setWinSizeChars: true },
  });
  #told: string[] = [];
  #modes = "";

  constructor() {
    const { parser } = this.#terminal;
    const tell = (name: string) => (): boolean => {
      this.#told.push(name);
      return false;
    };
    for (const prefix of ["", "<", "=", ">", "?"]) {
      for (const intermediates of INTERMEDIATES) {
        for (const final of code(0x40, 0x7e)) {
          const id = { ...(prefix === "" ? {} : { prefix }), intermediates, final };
          parser.registerCsiHandler(id, (parameters) => {
            this.#told.push(`CSI ${prefix}${parameters.join(";")}${intermediates}${final}`);
            return false;
          });
          parser.registerDcsHandler(id, tell(`DCS ${prefix}${intermediates}${final}`));
        }
      }
    }
    for (const intermediates of INTERMEDIATES) {
      for (const final of code(0x30, 0x7e)) {
        parser.registerEscHandler({ intermediates, final }, tell(`ESC ${intermediates}${final}`));
      }
    }
    for (const number of [...Array(200).keys(), 555, 633, 666, 777, 1337, 3008, 5522, 7770, 9001]) {
      parser.registerOscHandler(number, tell(`OSC ${number}`));
    }
    this.#terminal.onBell(() => void this.#told.push("bell"));
    this.#terminal.onTitleChange(() => void this.#told.push("title"));
    this.#terminal.onData((data) => void this.#told.push(`answer ${JSON.stringify(data)}`));
    this.#terminal.onScroll(() => void this.#told.push("scroll"));
  }

  /** Writes each output on a screen made new, in turn, and hands over what came of it. */
  async watch(
    outputs: readonly (string | Uint8Array)[],
    look: (seen: Seen, index: number) => void,
  ): Promise<void> {
    let failure: unknown;
    for (const [index, output] of outputs.entries()) {
      // Line drawing lies ready in the second character set, for a text that shifts there.
      this.#terminal.write(
        `\x18\x1bc\x1b)0\x1b[H${Array(ROWS).fill(SENTINEL).join("")}\x1b[${ROW + 1};1H\x1b[2K`,
        () => {
          this.#told = [];
          this.#modes = JSON.stringify(this.#terminal.modes);
        },
      );
      let seen: Seen | undefined;
      this.#terminal.write(output, () => (seen = this.#look()));
      // An open sequence would swallow the probe: that is seen, too.
      this.#terminal.write("\rlqk\r\t", () => {
        const changed = [...seen!.changed];
        const line = this.#line(this.#terminal.buffer.active.cursorY);
        if (!line.startsWith("lqk")) changed.push(`character set: ${line}`);
        if (this.#terminal.buffer.active.cursorX !== 8) changed.push("tab stops");
        try {
          look({ ...seen!, changed }, index);
        } catch (error) {
          failure ??= error;
        }
      });
    }
    await new Promise<void>((resolve) => this.#terminal.write("", resolve));
    if (failure !== undefined) throw failure;
  }

  /** Lets the terminal go. */
  [Symbol.dispose](): void {
    this.#terminal.dispose();
  }

  #line(row: number): string {
    const { active } = this.#terminal.buffer;
    return active.getLine(active.baseY + row)?.translateToString(true) ?? "";
  }

  #look(): Seen {
    const { active } = this.#terminal.buffer;
    const changed: string[] = [];
    for (let row = 0; row < ROWS; row++) {
      if (row !== ROW && this.#line(row) !== SENTINEL) changed.push(`row ${row}`);
    }
    if (active.cursorY !== ROW) changed.push("cursor");
    if (active.type !== "normal" || active.baseY !== 0) changed.push("buffer");
    if (JSON.stringify(this.#terminal.modes) !== this.#modes) changed.push("modes");
    return { told: [...this.#told], row: this.#line(ROW), changed };
  }
}
