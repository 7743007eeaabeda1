import assert from "node:assert/strict";
import { PretendTerminal } from "../../../lib/testing/pretend_terminal.ts";
import type { ScreenPicture } from "../../../lib/testing/screen_picture.ts";
import { getEncoding } from "../../../lib/text/encodings.ts";

async function shown(text: string, encoding: string = "utf8"): Promise<ScreenPicture> {
  using terminal = new PretendTerminal(20, 3);
  terminal.write(text, getEncoding(encoding));
  return await terminal.picture();
}

Deno.test("PretendTerminal.picture() has colours of every kind, and attributes", async () => {
  const found = await shown("\x1b[1;31;44ma\x1b[0;38;5;200;48;2;1;2;3mb\x1b[0;2;3;4;5;7mc\x1b[0md");
  const [a, b, c, d] = [0, 1, 2, 3].map((column) => found.cell(0, column));
  assert.deepEqual([a!.text, a!.foreground, a!.background, a!.bold], ["a", 1, 4, true]);
  assert.deepEqual([b!.foreground, b!.background, b!.bold], [200, "#010203", false]);
  assert.deepEqual([c!.dim, c!.italic, c!.underline, c!.blink, c!.reverse], Array(5).fill(true));
  assert.deepEqual([d!.foreground, d!.background, d!.reverse], ["default", "default", false]);
});

Deno.test("PretendTerminal.picture() has wide characters, marks and the cursor", async () => {
  const found = await shown("日e\u0301\r\n x");
  assert.deepEqual([0, 1, 2].map((column) => found.cell(0, column).text), ["日", "", "e\u0301"]);
  assert.equal(found.text, "日e\u0301\n x");
  assert.deepEqual(found.cursor, { row: 1, column: 2 });
});

Deno.test("PretendTerminal.picture() shows the bottom of what has scrolled", async () => {
  assert.equal((await shown("1\r\n2\r\n3\r\n4\r\n5")).text, "3\n4\n5");
});

Deno.test("PretendTerminal.write() shows what the encoding has, and leaves sequences whole", async () => {
  assert.equal((await shown("░é日", "cp437")).text, "░é??");
  // Its own lower case would make other sequences of these.
  const commodore = await shown("\x1b[1;31mhi\x1b[0m", "petscii_upper");
  assert.deepEqual([commodore.text, commodore.cell(0, 0).foreground], ["HI", 1]);
});

Deno.test("PretendTerminal.resize() changes the size of the next picture", async () => {
  using terminal = new PretendTerminal(20, 3);
  terminal.write("hello", getEncoding("utf8"));
  await terminal.resize(10, 5);
  const found = await terminal.picture();
  assert.deepEqual([found.columns, found.rows, found.text], [10, 5, "hello"]);
});
