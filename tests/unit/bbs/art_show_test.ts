import assert from "node:assert/strict";
import { artWidth, framedLines, showArt } from "../../../lib/bbs/art_show.ts";
import { stripSequences } from "../../../lib/text/ansi.ts";
import { renderArt } from "../../../lib/text/art.ts";
import { FakeSession } from "../../fakes/fake_session.ts";

function art(text: string) {
  return renderArt(new TextEncoder().encode(text));
}

Deno.test("framedLines() makes every line stand alone, in the colours that were on", () => {
  assert.deepEqual(framedLines(art("\x1b[1;31mred\r\nstill\x1b[0m plain\r\n\x1b[44mx")), [
    "\x1b[0;1;31mred\x1b[0m",
    "\x1b[0;1;31mstill\x1b[0m plain\x1b[0m",
    "\x1b[0;44mx\x1b[0m",
  ]);
});

Deno.test("framedLines() asks for bright colours by their own numbers when told so", () => {
  const lines = framedLines(art("\x1b[1;31ma\x1b[40mb\x1b[0;1mc\x1b[22md\x1b[1;38;5;9me"), true);
  assert.deepEqual(lines, [
    "\x1b[0;91ma\x1b[0;91;40mb\x1b[0;97mc\x1b[0md\x1b[0;1;38;5;9me\x1b[0m",
  ]);
});

Deno.test("framedLines() turns jumps to the right into blanks and leaves other moves out", () => {
  assert.deepEqual(framedLines(art("a\x1b[3Cb\x1b[2A\x1b[Hc")).map(stripSequences), ["a   bc"]);
});

Deno.test("showArt() centres on a wide screen and answers how many lines there were", async () => {
  using session = new FakeSession({ columns: 120, rows: 30 });
  assert.equal(await showArt(session, "art/matrix.ans"), 14);
  const lines = (await session.screen()).split("\n");
  assert.ok(lines.some((line) => line.trim().startsWith("dial in")));
  assert.ok(lines.every((line) => line === "" || line.startsWith(" ".repeat(20))));
});

Deno.test("showArt() shows nothing that is missing or too wide", async () => {
  using session = new FakeSession({ columns: 40 });
  assert.equal(await showArt(session, "art/matrix.ans"), 0);
  assert.equal(await showArt(session, "art/absent.ans"), 0);
  assert.equal(await session.screen(), "");
});

Deno.test("showArt() stops waiting between lines when a key is pressed", async () => {
  using session = new FakeSession({ happenings: ["x", "y"] });
  let read = 0;
  const readKey = session.readKey.bind(session);
  session.readKey = (timeout) => {
    read += 1;
    return readKey(timeout);
  };
  assert.ok(await showArt(session, "art/matrix.ans", { delay: 40 }) > 2);
  assert.equal(read, 1);
  await session.screen();
});

for await (const { name } of Deno.readDir(new URL("../../../scripts/art/", import.meta.url))) {
  Deno.test(`scripts/art/${name} fits its screen and leaves the last column free`, async () => {
    const bytes = await Deno.readFile(new URL(`../../../scripts/art/${name}`, import.meta.url));
    const { lines, record } = renderArt(bytes);
    if (name.endsWith(".ans")) {
      assert.equal(record?.columns, 80);
      assert.equal(record.rows, lines.length);
      assert.ok(artWidth(lines) <= 79);
      assert.ok(lines.length <= 16);
    } else {
      assert.ok(bytes.every((byte) => byte === 0x0a || (byte >= 0x20 && byte < 0x7f)));
      assert.ok(artWidth(lines) <= 39);
    }
  });
}
