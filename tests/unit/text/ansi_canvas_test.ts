import assert from "node:assert/strict";
import fc from "fast-check";
// @deno-types="npm:@xterm/headless@6.0.0/typings/xterm-headless.d.ts"
import xterm from "@xterm/headless";
import { paintAnsi } from "../../../lib/text/ansi_canvas.ts";
import { ArtCanvas, PLAIN_PEN } from "../../../lib/text/art_canvas.ts";
import { canvasLines } from "../../../lib/text/canvas_lines.ts";
import { clusters } from "../../../lib/text/width.ts";

function paint(text: string, { columns = 10, rows = 20, ice = false } = {}): string[] {
  const canvas = new ArtCanvas(columns, rows);
  paintAnsi(canvas, text, ice);
  return canvasLines(canvas);
}

Deno.test("paintAnsi() follows the cursor wherever it goes", () => {
  assert.deepEqual(paint("\x1b[3;4Hx\x1b[Ay\x1b[1;1Hz"), ["z", "    y", "   x"]);
  assert.deepEqual(paint("abc\x1b[2Dx\x1b[Cy"), ["axcy"]);
  assert.deepEqual(paint("a\x1b[sb\x1b[3;3Hc\x1b[ud"), ["ad", "", "  c"]);
  assert.deepEqual(paint("ab\x1b[Ec\x1b[Fd\x1b[5Ge\x1b[3df"), ["db  e", "c", "     f"]);
  assert.deepEqual(paint("old\x1b[2Jnew"), ["new"]);
  assert.deepEqual(paint("abcdef\x1b[4G\x1b[K\x1b[1Gx"), ["xbc"]);
  assert.deepEqual(paint("abcdef\x1b[2G\x1b[2X"), ["a  def"]);
  assert.deepEqual(paint("ab\r\ncd\r\nef\x1b[2;2H\x1b[J"), ["ab", "c", ""]);
});

Deno.test("paintAnsi() clamps moves to the canvas", () => {
  assert.deepEqual(paint("\x1b[999;999H\x1b[Dx\x1b[999Ay", { columns: 3, rows: 4 }), ["  y", "", "", " x"]);
  assert.deepEqual(paint("\x1b[9Da\x1b[9Ab\x1b[0;0Hc"), ["cb"]);
});

Deno.test("paintAnsi() keeps the last character of a full row whose rest is erased", () => {
  assert.deepEqual(paint("abcd\x1b[Ke", { columns: 4 }), ["abcd", "e"]);
  assert.deepEqual(paint("abcd\x1b[1Ke", { columns: 4 }), ["", "e"]);
  assert.deepEqual(paint("abc\x1b[D\x1b[K", { columns: 4 }), ["ab"]);
});

Deno.test("paintAnsi() moves on from the next row behind a full one, as ANSI.SYS does (once from the full row)", () => {
  assert.deepEqual(paint("abcd\x1b[Ce", { columns: 4 }), ["abcd", " e"]);
  assert.deepEqual(paint("abcd\x1b[Be", { columns: 4 }), ["abcd", "", "e"]);
  assert.deepEqual(paint("abcd\x1b[Ae", { columns: 4 }), ["ebcd"]);
  assert.deepEqual(paint("abcd\x1b[De", { columns: 4 }), ["abcd", "e"]);
  assert.deepEqual(paint("abcd\x1b[se\x1b[uf", { columns: 4 }), ["abcd", "f"]);
  assert.deepEqual(paint("abcd\x1b[2Ge", { columns: 4 }), ["abcd", " e"]);
  assert.deepEqual(paint("abcd\tx", { columns: 12 }), ["abcd    x"]);
  assert.deepEqual(paint("abcdefgh\tx", { columns: 8 }), ["abcdefgh", "", "x"]);
  assert.deepEqual(paint("abcd\r\ne", { columns: 4 }), ["abcd", "e"]);
});

Deno.test("paintAnsi() makes colours of bold, reverse, blinking and PabloDraw's sequence", () => {
  assert.deepEqual(paint("\x1b[1;31ma\x1b[22mb"), ["\x1b[0;1;31ma\x1b[0;31mb\x1b[0m"]);
  assert.deepEqual(paint("\x1b[7ma"), ["\x1b[0;30;47ma\x1b[0m"]);
  assert.deepEqual(paint("\x1b[5;31;44ma"), ["\x1b[0;5;31;44ma\x1b[0m"]);
  assert.deepEqual(paint("\x1b[5;31;44ma", { ice: true }), ["\x1b[0;31;104ma\x1b[0m"]);
  assert.deepEqual(paint("\x1b[38;5;208;48;2;1;2;3ma"), ["\x1b[0;38;5;208;48;2;1;2;3ma\x1b[0m"]);
  assert.deepEqual(paint("\x1b[1;9;8;7ta\x1b[0;1;2;3tb"), [
    "\x1b[0;38;2;9;8;7ma\x1b[0;38;2;9;8;7;48;2;1;2;3mb\x1b[0m",
  ]);
  assert.deepEqual(paint("\x1b[8;44ma"), ["\x1b[0;34;44ma\x1b[0m"]);
});

Deno.test("paintAnsi() stops where the canvas ends", () => {
  assert.deepEqual(paint("a\nb\nc\nd", { rows: 2 }), ["a", "b"]);
  assert.deepEqual(paint("x".repeat(1e6), { columns: 4, rows: 2 }), ["xxxx", "xxxx"]);
});

Deno.test("paintAnsi() places text cluster by cluster, also where it need not look for any", () => {
  // Latin letters, lines and blocks go the short way; marks, ideographs and what joins do not.
  const char = fc.constantFrom(..."aB \u00e9\u2500\u2588\n\t\u0301\u200d\u6f22\u{1f600}\u{1f3fd}\u263a");
  const text = fc.array(char, { maxLength: 60 }).map((chars) => chars.join(""));
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 12 }), (text, columns) => {
      const canvas = new ArtCanvas(columns, 20);
      let [row, column] = [0, 0];
      const down = () => {
        canvas.reach(row + 1);
        [row, column] = [row + 1, 0];
      };
      for (const { text: cluster, width } of clusters(text)) {
        if (row >= 20) break;
        if (cluster === "\n") down();
        else if (cluster === "\t") {
          if (column >= columns) down();
          const stop = Math.min(columns, column + 8 - column % 8);
          while (column < stop) canvas.put(row, column++, " ", 1, PLAIN_PEN);
        } else if (width === 0) canvas.mark(row, column, cluster);
        else {
          if (column + width > columns) down();
          canvas.put(row, column, cluster, width, PLAIN_PEN);
          column += width;
        }
      }
      assert.deepEqual(paint(text, { columns }), canvasLines(canvas));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("paintAnsi() paints what @xterm/headless paints", async () => {
  const columns = 20;
  const rows = 12;
  const move = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.constantFrom(..."ABCD")).map(([n, f]) =>
    `\x1b[${n}${f}`
  );
  const place = fc.tuple(fc.integer({ min: 1, max: rows - 1 }), fc.integer({ min: 1, max: columns }))
    .map(([row, column]) => `\x1b[${row};${column}H`);
  const color = fc.array(fc.constantFrom(0, 1, 22, 31, 37, 39, 40, 44, 49, 93, 102), {
    minLength: 1,
    maxLength: 4,
  })
    .map((numbers) => `\x1b[${numbers.join(";")}m`);
  const piece = fc.oneof(
    move,
    place,
    color,
    fc.constantFrom("\x1b[K", "a", "█", "xyz", " "),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
      // xterm remembers colours with the place (ESC [ s), ANSI.SYS does not: that is left out.
      const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
      const buffer = terminal.buffer.active;
      let text = "";
      for (const piece of pieces) {
        // xterm moves within a full row, ANSI.SYS from the next one: the picture ends here.
        // deno-lint-ignore no-control-regex
        if (buffer.cursorX === columns && /^\x1b\[\d+[A-D]$/.test(piece)) break;
        text += piece;
        await new Promise<void>((resolve) => terminal.write(piece, resolve));
      }
      // A picture that is higher than the terminal is another matter.
      if (buffer.baseY === 0) {
        const canvas = new ArtCanvas(columns, rows);
        paintAnsi(canvas, text);
        for (let row = 0; row < rows; row++) {
          for (let column = 0; column < columns; column++) {
            const theirs = buffer.getLine(row)!.getCell(column)!;
            const ours = canvas.cell(row, column);
            assert.equal(ours?.char ?? " ", theirs.getChars() || " ", JSON.stringify(text));
            const ground = theirs.isBgDefault() ? -1 : theirs.getBgColor();
            // xterm erases with the background in force, and so do we.
            assert.equal(ours?.pen.ground ?? -1, ground, JSON.stringify(text));
          }
        }
      }
      terminal.dispose();
    }),
    { numRuns: 150 },
  );
});
