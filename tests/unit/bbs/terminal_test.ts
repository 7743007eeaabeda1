import assert from "node:assert/strict";
import {
  fullscreen,
  hiddenCursor,
  keptCursor,
  mouseReports,
  pasteMarks,
  screenFont,
  scrollingRows,
  windowTitle,
} from "../../../lib/bbs/terminal.ts";
import { SYNCTERM_FONTS } from "../../../lib/text/syncterm_fonts.ts";
import { FakeSession } from "../../fakes/fake_session.ts";

Deno.test("scoped helpers switch back when their block is left, also by an exception", async () => {
  using session = new FakeSession({ columns: 20, rows: 5 });
  await session.echo("below");
  await assert.rejects(async () => {
    await using _screen = await fullscreen(session);
    await using _cursor = await hiddenCursor(session);
    await session.echo("above");
    assert.equal(await session.screen(), "above");
    throw new Error("out");
  });
  assert.equal(await session.screen(), "below");
  assert.ok(session.output.endsWith("\x1b[?25h\x1b[0m\x1b[r\x1b[?1049l"));
});

Deno.test("fullscreen() clears where there is no second screen", async () => {
  using session = new FakeSession({ columns: 20, rows: 5, terminal: "ansi" });
  await session.echo("below");
  {
    await using _screen = await fullscreen(session);
    await session.echo("above");
  }
  assert.equal(await session.screen(), "");
});

Deno.test("scrollingRows() scrolls only its rows and leaves the cursor", async () => {
  using session = new FakeSession({ columns: 20, rows: 5 });
  await session.echo("1\r\n2\r\n3\r\n4\r\n5\x1b[2;1H");
  {
    await using _rows = await scrollingRows(session, 2, 3);
    assert.deepEqual(await session.cursor(), { row: 1, column: 0 });
    await session.echo("\x1b[3;1H\r\n\x1b[3;1Hx");
  }
  assert.equal(await session.screen(), "1\n3\nx\n4\n5");
  assert.deepEqual(await session.cursor(), { row: 2, column: 1 });
  using tiny = new FakeSession({ columns: 2, rows: 2 });
  {
    await using _whole = await scrollingRows(tiny, 9, -3);
  }
  assert.ok(tiny.output.includes("\x1b[1;2r"));
  await tiny.screen();
});

Deno.test("keptCursor() puts the cursor back", async () => {
  using session = new FakeSession();
  await session.echo("abc");
  {
    await using _cursor = await keptCursor(session);
    await session.echo("\x1b[9;9Hx");
  }
  assert.deepEqual(await session.cursor(), { row: 0, column: 3 });
});

Deno.test("mouseReports(), pasteMarks() and windowTitle() are silent where the terminal has none", async () => {
  for (const [terminal, there] of [["xterm", true], ["ansi", false]] as const) {
    using session = new FakeSession({ terminal });
    {
      await using _mouse = await mouseReports(session, "drag");
      await using _marks = await pasteMarks(session);
      await using _title = await windowTitle(session, "a\x07b");
    }
    assert.equal(session.output.includes("\x1b[?1002h"), there);
    assert.equal(session.output.includes("\x1b[?1002l"), there);
    assert.equal(session.output.includes("\x1b[?2004h"), there);
    assert.equal(session.output.includes("\x1b]2;ab\x07"), there);
    assert.equal(session.output === "", !there);
    await session.screen();
  }
});

Deno.test("screenFont() chooses the font and its encoding, and both back", async () => {
  using session = new FakeSession({ terminal: "syncterm", encoding: "cp437" });
  const encodings: string[] = [];
  const screen = Object.assign(session, { setEncoding: (name: string) => void encodings.push(name) });
  {
    await using _font = await screenFont(screen, "topaz");
    assert.deepEqual(encodings, ["amiga"]);
  }
  assert.deepEqual(encodings, ["amiga", "cp437"]);
  assert.equal(session.output, "\x1b[0;40 D\x1b[0;0 D");
  await assert.rejects(screenFont(screen, "comic sans"), TypeError);
  await session.screen();
});

Deno.test("screenFont() puts back the font of the encoding that was there (once always that of cp437)", async () => {
  for (
    const [encoding, index] of [["amiga", 40], ["atarist", 36], ["cp866", 5], ["cp437_art", 0], [
      "cp860",
      0,
    ]] as const
  ) {
    using session = new FakeSession({ terminal: "syncterm", encoding });
    {
      await using _font = await screenFont(session, "iso8859_2");
      assert.equal(session.encoding, "iso8859-2");
    }
    assert.deepEqual([session.encoding, session.output], [encoding, `\x1b[0;3 D\x1b[0;${index} D`]);
    await session.screen();
  }
});

Deno.test("screenFont() sends every font of the table, also one that no encoding belongs to", async () => {
  for (const font of new Set(SYNCTERM_FONTS)) {
    using session = new FakeSession({ terminal: "syncterm", encoding: "cp437" });
    {
      await using _font = await screenFont(session, font);
      if (["haik8", "cp885", "cp1131"].includes(font)) assert.equal(session.encoding, "cp437");
      else if (font !== "cp437") assert.notEqual(session.encoding, "cp437", font);
    }
    assert.ok(session.output.includes(`\x1b[0;${SYNCTERM_FONTS.indexOf(font)} D`), font);
    assert.equal(session.encoding, "cp437");
    await session.screen();
  }
});

Deno.test("screenFont() changes nothing on other terminals", async () => {
  using session = new FakeSession();
  const screen = Object.assign(session, { setEncoding: () => assert.fail("encoding") });
  {
    await using _font = await screenFont(screen, "iso8859_5");
  }
  assert.equal(session.output, "");
  await session.screen();
});
