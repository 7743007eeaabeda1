import assert from "node:assert/strict";
import { artFont } from "../../../lib/bbs/art_font.ts";
import { showArt } from "../../../lib/bbs/art_show.ts";
import { viewArt } from "../../../lib/bbs/art_viewer.ts";
import { renderArt } from "../../../lib/text/art.ts";
import { FakeSession } from "../../fakes/fake_session.ts";

/** A picture of one line whose SAUCE record names a font. */
function picture(font: string): Uint8Array {
  const record = new Uint8Array(128);
  record.set(new TextEncoder().encode("SAUCE00"));
  record[94] = 1;
  record.set(new TextEncoder().encode(font), 106);
  return new Uint8Array([...new TextEncoder().encode("a/b\x1a"), ...record]);
}

function sessionWith(font: string, options: ConstructorParameters<typeof FakeSession>[0] = {}): FakeSession {
  const session = new FakeSession({ terminal: "syncterm", encoding: "cp437", ...options });
  session.readFile = () => Promise.resolve(picture(font));
  return session;
}

Deno.test("artFont() is SyncTERM's name of the font that SAUCE names", () => {
  const cases: [string, string | undefined][] = [
    ["Amiga Topaz 2+", "topaz"],
    ["Amiga P0T-NOoDLE", "pot_noodle"],
    ["Amiga mOsOul", "mo_soul"],
    ["Amiga MicroKnight+", "microknight"],
    ["IBM VGA 866", "cp866"],
    ["IBM VGA", "cp437"],
    ["IBM VGA 860", undefined],
    ["C64 PETSCII shifted", undefined],
  ];
  for (const [name, font] of cases) assert.equal(artFont(renderArt(picture(name))), font, name);
});

Deno.test("showArt() draws with the font of the picture when told so, and the next one with its own", async () => {
  using session = sessionWith("Amiga Topaz 1");
  await showArt(session, "art/x.ans", { font: "auto", center: false });
  assert.ok(session.output.startsWith("\x1b[0;40 D"));
  assert.equal(session.encoding, "amiga");
  session.readFile = () => Promise.resolve(picture("IBM VGA"));
  await showArt(session, "art/x.ans", { font: "auto", center: false });
  assert.ok(session.output.includes("\x1b[0;0 D"));
  assert.equal(session.encoding, "cp437");
  await session.screen();
});

Deno.test("showArt() leaves the font alone when not told so, and on other terminals", async () => {
  const cases = [
    [{}, { font: "keep" }],
    [{ terminal: "ansi" }, { font: "auto" }],
    [{ encoding: "utf8" }, { font: "auto" }],
  ] as const;
  for (const [caller, options] of cases) {
    using session = sessionWith("Amiga Topaz 1", caller);
    await showArt(session, "art/x.ans", options);
    assert.ok(!session.output.includes(" D"));
    assert.notEqual(session.encoding, "amiga");
    await session.screen();
  }
});

Deno.test("viewArt() puts the font back when it is left", async () => {
  using session = sessionWith("Amiga Topaz 1", { happenings: ["q"] });
  await session.run((s) => viewArt(s, "art/x.ans", { font: "auto" }));
  assert.ok(session.output.startsWith("\x1b[0;40 D") && session.output.endsWith("\x1b[0;0 D"));
  assert.equal(session.encoding, "cp437");
});
