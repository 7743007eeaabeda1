/**
 * The caller's terminal: an emulator without a window (npm `@xterm/headless`), from which pictures are taken.
 *
 * @module
 */

// @deno-types="npm:@xterm/headless@6.0.0/typings/xterm-headless.d.ts"
import xterm from "@xterm/headless";
import { splitSequences } from "../text/ansi.ts";
import type { Encoding } from "../text/encoding.ts";
import { type CellPaint, type PictureCell, ScreenPicture } from "./screen_picture.ts";

type BufferCell = ReturnType<InstanceType<typeof xterm.Terminal>["buffer"]["active"]["getNullCell"]>;

function paintOf(isDefault: boolean, isRgb: boolean, color: number): CellPaint {
  if (isDefault) return "default";
  return isRgb ? `#${color.toString(16).padStart(6, "0")}` : color;
}

function cellOf(cell: BufferCell): PictureCell {
  return {
    text: cell.getChars() || (cell.getWidth() === 0 ? "" : " "),
    foreground: paintOf(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor()),
    background: paintOf(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor()),
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    italic: cell.isItalic() !== 0,
    underline: cell.isUnderline() !== 0,
    blink: cell.isBlink() !== 0,
    reverse: cell.isInverse() !== 0,
  };
}

/** A terminal. Who makes it disposes of it, after {@linkcode PretendTerminal.picture} or a resize has come back. */
export class PretendTerminal implements Disposable {
  readonly #terminal: InstanceType<typeof xterm.Terminal>;

  constructor(columns: number, rows: number) {
    this.#terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  }

  /** Shows text with escape sequences, in the characters that the encoding has. */
  write(text: string, encoding: Encoding): void {
    for (const piece of splitSequences(text)) {
      this.#terminal.write(
        piece.type === "sequence" ? piece.text : encoding.decoder().push(encoding.encode(piece.text)),
      );
    }
  }

  /** Gets another size. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.#settled();
    this.#terminal.resize(columns, rows);
  }

  /** The screen as it is when everything that was written is painted. */
  async picture(): Promise<ScreenPicture> {
    await this.#settled();
    const { cols, rows, buffer: { active } } = this.#terminal;
    const cells = Array.from({ length: rows }, (_, row) => {
      const line = active.getLine(active.baseY + row);
      return Array.from(
        { length: cols },
        (_, column) => cellOf(line?.getCell(column) ?? active.getNullCell()),
      );
    });
    return new ScreenPicture(cells, { row: active.cursorY, column: active.cursorX });
  }

  [Symbol.dispose](): void {
    this.#terminal.dispose();
  }

  /** The emulator paints behind a timer, which must not outlive a test. */
  #settled(): Promise<void> {
    return new Promise((resolve) => this.#terminal.write("", resolve));
  }
}
