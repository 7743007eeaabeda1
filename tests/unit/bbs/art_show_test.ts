import assert from "node:assert/strict";
import fc from "fast-check";
import { framedLines, readArt, type ReadArtOptions, showArt } from "../../../lib/bbs/art_show.ts";
import { stripSequences } from "../../../lib/text/ansi.ts";
import { renderArt } from "../../../lib/text/art.ts";
import { FakeSession } from "../../fakes/fake_session.ts";
import { ArtCaller, pictureOf } from "./art_caller.ts";

function art(text: string) {
  return renderArt(new TextEncoder().encode(text));
}

/** A session with a file of this content. */
function sessionWith(
  content: string | Uint8Array,
  options: ConstructorParameters<typeof FakeSession>[0] = {},
) {
  const session = new FakeSession(options);
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  session.readFile = (path) => Promise.resolve(path.includes("absent") ? undefined : bytes);
  return session;
}

Deno.test("framedLines() makes every line stand alone, in the colours that were on", () => {
  assert.deepEqual(framedLines(art("\x1b[1;31mred\r\nstill\x1b[0m plain\r\n\x1b[44mx")), [
    "\x1b[0;1;31mred\x1b[0m",
    "\x1b[0;1;31mstill\x1b[0m plain",
    "\x1b[0;44mx\x1b[0m",
  ]);
});

Deno.test("framedLines() asks for bright colours by their own numbers when told so", () => {
  const lines = framedLines(art("\x1b[1;31ma\x1b[40mb\x1b[0;1mc\x1b[22md\x1b[1;38;5;9me"), true);
  assert.deepEqual(lines, ["\x1b[0;91ma\x1b[0;91;40mb\x1b[0;97mc\x1b[0md\x1b[0;91me\x1b[0m"]);
});

Deno.test("framedLines() follows all moves", () => {
  assert.deepEqual(framedLines(art("a\x1b[3Cb\x1b[2A\x1b[Hc")).map(stripSequences), ["c   b"]);
});

Deno.test("showArt() centres on a wide screen and answers how many lines there were", async () => {
  using session = new FakeSession({ columns: 120, rows: 30 });
  assert.equal(await showArt(session, "art/matrix.ans"), 16);
  const lines = (await session.screen()).split("\n");
  assert.ok(lines.some((line) => line.includes("█")));
  assert.ok(lines.every((line) => line === "" || line.startsWith(" ".repeat(20))));
});

Deno.test("showArt() shows nothing that is too wide when that is wished, and a line in the place of what is missing", async () => {
  using session = new FakeSession({ columns: 40 });
  assert.equal(await showArt(session, "art/matrix.ans", { wide: "skip" }), 0);
  assert.equal(await session.screen(), "");
  assert.equal(await showArt(session, "art/absent.ans"), 0);
  assert.equal(await showArt(session, `art/${"none".repeat(20)}*.ans`), 0);
  assert.equal(
    await session.screen(),
    `No file fits "art/absent.ans"\n${`No file fits "art/${"none".repeat(20)}`.slice(0, 39)}`,
  );
});

Deno.test("showArt() cuts a picture that is wider than the screen, and leaves no empty rows", async () => {
  using session = sessionWith("0123456789abc\r\n\x1b[44m0123456789\r\nx", { columns: 10, rows: 5 });
  assert.equal(await showArt(session, "art/wide.ans"), 3);
  assert.equal(await session.screen(), "0123456789\n0123456789\nx");
  using tiny = sessionWith("abc\r\ndef", { columns: 1, rows: 1 });
  assert.equal(await showArt(tiny, "art/wide.ans"), 2);
  await tiny.screen();
});

Deno.test("showArt() comes as fast as a modem, and whole when a key is pressed", async () => {
  const picture = "\x1b[31m" + "x".repeat(40) + "\r\n" + "y".repeat(40);
  const run = async (options: object, happenings: string[]) => {
    using session = sessionWith(picture, { happenings });
    const waits: (number | undefined)[] = [];
    const readKey = session.readKey.bind(session);
    session.readKey = (timeout) => {
      waits.push(timeout);
      return readKey(timeout);
    };
    const lines = await showArt(session, "art/x.ans", options);
    return { lines, waits, screen: await session.screen() };
  };
  const whole = "x".repeat(40) + "\n" + "y".repeat(40);
  // 2400 bits a second are 12 characters in each twentieth of a second; a line has 53 with its sequences.
  const paced = await run({ baud: 2400 }, []);
  assert.deepEqual([paced.lines, paced.screen], [2, whole]);
  assert.deepEqual(paced.waits, new Array(10).fill(50));
  const hurried = await run({ baud: 300 }, ["k"]);
  assert.deepEqual([hurried.lines, hurried.screen, hurried.waits.length], [2, whole, 1]);
  const stopped = await run({ baud: 2400, onKey: "stop", stopMessage: "enough" }, ["k"]);
  assert.deepEqual([stopped.lines, stopped.waits.length], [0, 1]);
  assert.equal(stopped.screen, "x".repeat(5) + "\n" + " ".repeat(36) + "enough");
  const typedAhead = await run({ onKey: "stop" }, ["k"]);
  assert.deepEqual([typedAhead.lines, typedAhead.waits], [0, [0]]);
});

Deno.test("readArt() chooses by chance among the files that a pattern fits", async () => {
  using session = new FakeSession();
  assert.ok((await readArt(session, "art/ma*.a?s", { random: () => 0 })) !== undefined);
});

Deno.test("readArt() refuses an encoding that there is not, also when there is no file", async () => {
  using session = sessionWith("x");
  await assert.rejects(readArt(session, "art/absent.ans", { encoding: "rot13" }), TypeError);
  await assert.rejects(showArt(session, "art/absent.ans", { encoding: "rot13" }), TypeError);
  assert.equal(await session.screen(), "");
});

Deno.test("readArt() reads art_utf8_codec of the INI file, and UTF-8 where a text is that", async () => {
  const encodingOf = async (name: string, bytes: number[], codec = "", options: ReadArtOptions = {}) => {
    using session = sessionWith(Uint8Array.from(bytes), { settings: { system: { art_utf8_codec: codec } } });
    return (await readArt(session, `art/${name}`, options))!.encoding;
  };
  const [e, cyrillic] = [[0xc3, 0xa9], [0xc4, 0x20]];
  assert.equal(await encodingOf("x.ans", e), "cp437_art");
  assert.equal(await encodingOf("x.ans", e, "cp437"), "cp437_art");
  assert.equal(await encodingOf("x.ans", e, "latin1"), "iso8859-1");
  assert.equal(await encodingOf("x.ans", e, "nonsense"), "cp437_art");
  for (const name of ["x.txt", "FILE_ID.DIZ", "x.asc"]) {
    assert.equal(await encodingOf(name, e), "utf8");
    assert.equal(await encodingOf(name, e, "koi8-r"), "utf8");
    assert.equal(await encodingOf(name, cyrillic, "koi8-r"), "koi8-r");
    assert.equal(await encodingOf(name, [0x41], "koi8-r"), "koi8-r");
    assert.equal(await encodingOf(name, e, "", { encoding: "cp850" }), "cp850");
  }
});

Deno.test("readArt() takes .bin for the memory of a text screen", async () => {
  using session = sessionWith(Uint8Array.from([0x41, 7, 0x42, 7]));
  assert.deepEqual((await readArt(session, "art/x.bin", { columns: 1 }))!.lines, [
    "\x1b[0;37mA\x1b[0m",
    "\x1b[0;37mB\x1b[0m",
  ]);
  await session.screen();
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

Deno.test("showArt() shows the same picture to callers with CP437 and with UTF-8, cell by cell, as the file itself", async () => {
  const file = pictureOf(60, 1);
  const reference = await new ArtCaller({ rows: 70, raw: file }).cells();
  assert.ok(reference.length === 60 && reference.flat().filter((cell) => cell.char !== " ").length > 2000);
  const seen = [];
  for (
    const caller of [
      new ArtCaller({ terminal: "syncterm", encoding: "cp437", file }),
      new ArtCaller({ terminal: "ansi", encoding: "cp437", file }),
      new ArtCaller({ terminal: "xterm-256color", encoding: "utf8", file }),
      new ArtCaller({ terminal: "xterm-kitty", encoding: "utf8", rows: 60, file }),
    ]
  ) {
    assert.equal(await showArt(caller, "art/picture.ans"), 60);
    seen.push(await caller.cells());
  }
  for (const cells of seen) assert.deepEqual(cells, reference);
});

Deno.test("showArt() shows the same picture, whatever was drawn", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 1e6 }), async (seed) => {
      const callers = [
        ["syncterm", "cp437"],
        ["syncterm", "cp437_art"],
        ["xterm", "utf8"],
        ["ansi", "cp437"],
        ["xterm", "cp437_art"],
      ] as const;
      for (const [i, [terminal, encoding]] of callers.entries()) {
        const file = pictureOf(30, seed, i < 3 ? "cterm" : "any");
        const reference = await new ArtCaller({ rows: 40, raw: file }).cells();
        const caller = new ArtCaller({ terminal, encoding, file });
        await showArt(caller, "art/picture.ans");
        assert.deepEqual(await caller.cells(), reference, `${terminal} ${encoding} ${seed}`);
      }
    }),
    { numRuns: 8 },
  );
});

Deno.test("showArt() shows iCE colours as bright backgrounds to both", async () => {
  const record = new Uint8Array(128);
  record.set(new TextEncoder().encode("SAUCE00"));
  record[94] = 1;
  record[105] = 1;
  const file = Uint8Array.from([...new TextEncoder().encode("\x1b[5;33;44mab\x1b[0mc\x1a"), ...record]);
  const grounds = [];
  for (const [terminal, encoding] of [["syncterm", "cp437"], ["xterm", "utf8"]] as const) {
    const caller = new ArtCaller({ terminal, encoding, file });
    await showArt(caller, "art/picture.ans");
    grounds.push((await caller.cells())[0]!.slice(0, 3).map(({ ground, blink }) => [ground, blink]));
    if (terminal === "syncterm") assert.ok(caller.sent.startsWith("\x1b[?33h"));
  }
  assert.deepEqual(grounds[1], [[12, false], [12, false], [-1, false]]);
  // SyncTERM was told that what blinks is bright.
  assert.deepEqual(grounds[0], [[4, true], [4, true], [-1, false]]);
});

Deno.test("showArt() shows iCE colours of an XBin without SAUCE, and blinks for SyncTERM only in such pictures", async () => {
  const cells = [0x41, 0x9f, 0x42, 0x17];
  const xbin = (flags: number) =>
    Uint8Array.from([0x58, 0x42, 0x49, 0x4e, 0x1a, 2, 0, 1, 0, 16, flags, ...cells]);
  const sent = async (file: Uint8Array, terminal = "syncterm") => {
    const caller = new ArtCaller({ terminal, encoding: "cp437", file });
    await showArt(caller, "art/picture.xb", { center: false });
    await caller.cells();
    return caller.sent;
  };
  assert.ok((await sent(xbin(8))).startsWith("\x1b[?33h\x1b[0;1;5;37;44mA"));
  assert.ok((await sent(xbin(0))).startsWith("\x1b[?33l\x1b[0;1;5;37;44mA"));
  assert.ok((await sent(xbin(8), "xterm")).startsWith("\x1b[0;1;37;104mA"));
  const bright = new TextEncoder().encode("\x1b[104mA");
  assert.ok((await sent(bright)).startsWith("\x1b[?33l\x1b[0;104mA"));
});
