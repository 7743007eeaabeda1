import assert from "node:assert/strict";
import { type PictureCell, ScreenPicture } from "../../../lib/testing/screen_picture.ts";

const PLAIN: PictureCell = {
  text: " ",
  foreground: "default",
  background: "default",
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  blink: false,
  reverse: false,
};

function picture(...rows: (readonly Partial<PictureCell>[])[]): ScreenPicture {
  return new ScreenPicture(rows.map((row) => row.map((cell) => ({ ...PLAIN, ...cell }))), {
    row: 0,
    column: 0,
  });
}

Deno.test("ScreenPicture.text leaves out blanks at line ends and empty lines at the bottom", () => {
  const found = picture([{}, { text: "a" }, {}], [{}, {}, {}], [{ text: "b" }, {}, {}], [{}, {}, {}]);
  assert.equal(found.text, " a\n\nb");
  assert.deepEqual(found.lines, [" a", "", "b", ""]);
  assert.deepEqual([found.columns, found.rows], [3, 4]);
});

Deno.test("ScreenPicture.looks joins neighbours that look the same, row by row, counted from 1", () => {
  const bold = { bold: true, foreground: 6, background: 4 };
  const found = picture(
    [{}, bold, { ...bold, text: "x" }, { foreground: 9 }],
    [{}, {}, { foreground: "#00ff00" }, { reverse: true, underline: true }],
    [{ background: 200 }, {}, { background: 200 }, {}],
  );
  assert.deepEqual(found.looks, [
    "1:2-3 bold cyan on blue",
    "1:4-4 bright_red",
    "2:3-3 #00ff00",
    "2:4-4 underline reverse",
    "3:1-1 on color_200",
    "3:3-3 on color_200",
  ]);
  assert.deepEqual(picture([{}, { text: "plain" }]).looks, []);
});

Deno.test("ScreenPicture.cell() throws outside of the screen", () => {
  const found = picture([{ text: "a" }]);
  assert.equal(found.cell(0, 0).text, "a");
  for (const [row, column] of [[1, 0], [0, 1], [-1, 0], [0, -1]] as const) {
    assert.throws(() => found.cell(row, column), RangeError);
  }
});
