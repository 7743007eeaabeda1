import assert from "node:assert/strict";
import { encodingNudge, enterTitle, leaveTitle, Look } from "../../../scripts/coming.ts";
import { type FakeOptions, FakeSession } from "../../fakes/fake_session.ts";

async function lookOf(options: FakeOptions, art = "art/matrix.ans") {
  const session = new FakeSession(options);
  return { session, look: await Look.of(session.asSession, "matrix", art) };
}

Deno.test("Look.picture() gives the picture, its small twin where it does not fit, and no lines where neither does", async () => {
  const cases = [[80, 24, /▄███/], [40, 24, /\/_\/\\_\\/], [40, 7, undefined]] as const;
  for (const [columns, rows, wanted] of cases) {
    const { session, look } = await lookOf({ columns, rows });
    using _session = session;
    const lines = await look.picture(6);
    assert.ok(lines.length + 6 <= rows || lines.length === 0);
    if (wanted === undefined) assert.deepEqual(lines, []);
    else assert.match(lines.join("\n"), wanted);
  }
});

Deno.test("Look takes picture and colours from its section of the INI file", async () => {
  const settings = { matrix: { art_file: "", color_primary: "red", color_secondary: "" } };
  const { session, look } = await lookOf({ settings });
  using _session = session;
  assert.deepEqual(await look.picture(0), []);
  assert.equal(look.bright("x"), "\x1b[31mx\x1b[0m");
  assert.equal(look.dim("x"), "x");
});

Deno.test("Look.font() changes the font for SyncTERM alone, and puts it back", async () => {
  const settings = { matrix: { syncterm_font: "topaz" } };
  for (const [terminal, changes] of [["syncterm", true], ["xterm", false]] as const) {
    const { session, look } = await lookOf({ settings, terminal, encoding: "cp437" });
    using _session = session;
    {
      await using _font = await look.font();
      assert.equal(session.output.includes("\x1b[0;40 D"), changes);
      assert.equal(session.encoding, changes ? "amiga" : "cp437");
    }
    assert.equal(session.output.endsWith("\x1b[0;0 D"), changes);
    assert.equal(session.encoding, "cp437");
    await session.screen();
  }
});

Deno.test("encodingNudge() tells of UTF-8 and CP437, and of no other encoding", () => {
  assert.equal(encodingNudge("utf8"), "\x1b%G\r\x1b[2K");
  assert.equal(encodingNudge("cp437"), "\x1b%@\x1b(U\r\x1b[2K");
  assert.equal(encodingNudge("petscii"), "");
});

Deno.test("enterTitle() and leaveTitle() say nothing to terminals without titles", () => {
  using xterm = new FakeSession({ settings: { system: { bbsname: "Owl\x07\x1b[2J" } } });
  assert.equal(enterTitle(xterm.asSession), "\x1b[22;0t\x1b]2;Owl\x07");
  assert.equal(leaveTitle(xterm.asSession), "\x1b[23;0t");
  using bbs = new FakeSession({ terminal: "ansi", encoding: "cp437" });
  assert.equal(enterTitle(bbs.asSession) + leaveTitle(bbs.asSession), "");
});
