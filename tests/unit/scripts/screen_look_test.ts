import assert from "node:assert/strict";
import { artReading, sectionFont, SectionPicture } from "../../../scripts/screen_look.ts";
import { type FakeOptions, FakeSession } from "../../fakes/fake_session.ts";

async function linesOf(options: FakeOptions, rowsBelow: number, art?: string): Promise<string[]> {
  using session = new FakeSession(options);
  return await (await SectionPicture.of(session.asSession, "vote", art)).lines(rowsBelow);
}

Deno.test("SectionPicture.lines() gives the picture, its twin on a small screen, and none where neither fits", async () => {
  assert.equal((await linesOf({}, 12, "art/vote.ans")).length, 5);
  assert.equal((await linesOf({ columns: 60 }, 12, "art/vote.ans")).length, 3);
  assert.equal((await linesOf({ rows: 16 }, 12, "art/vote.ans")).length, 3);
  assert.deepEqual(await linesOf({ rows: 14 }, 12, "art/vote.ans"), []);
});

Deno.test("SectionPicture.lines() reads the twin only where the picture does not fit", async () => {
  const readBy = async (options: FakeOptions) => {
    using session = new FakeSession(options);
    const picture = await SectionPicture.of(session.asSession, "vote", "art/vote.ans");
    const read = new Set<string>();
    const readFile = session.readFile.bind(session);
    session.readFile = (path) => (read.add(path), readFile(path));
    await picture.lines(12);
    return [...read];
  };
  assert.deepEqual(await readBy({}), ["art/vote.ans"]);
  assert.deepEqual(await readBy({ columns: 60 }), ["art/vote.ans", "art/vote.asc"]);
});

Deno.test("SectionPicture.lines() shows an edited file at its next call, and each caller his own colours and margin", async () => {
  const drawn = new Map<string, string>();
  const draw = async (text: string, options: FakeOptions = {}) => {
    using session = new FakeSession(options);
    const bytes = new TextEncoder().encode(text);
    session.readFile = (path) => Promise.resolve(path === "art/own.ans" ? bytes : undefined);
    const lines = await (await SectionPicture.of(session.asSession, "vote", "art/own.ans")).lines(0);
    // What a caller does with his lines is his own affair.
    const shown = lines.join("\n");
    lines.length = 0;
    return shown;
  };
  const cases: [string, string, FakeOptions?][] = [
    ["one", "\x1b[1;31mred", {}],
    ["edited", "\x1b[1;32mred", {}],
    ["edited back", "\x1b[1;31mred", {}],
    ["cp437", "\x1b[1;31mred", { encoding: "cp437" }],
    ["wide", "\x1b[1;31mred", { columns: 132 }],
  ];
  for (let round = 0; round < 2; round++) {
    for (const [name, text, options] of cases) {
      const shown = await draw(text, options);
      assert.equal(shown, drawn.get(name) ?? shown, name);
      drawn.set(name, shown);
    }
  }
  assert.match(drawn.get("one")!, /91mred/);
  assert.match(drawn.get("edited")!, /92mred/);
  assert.match(drawn.get("cp437")!, /1;31mred/);
  assert.equal(drawn.get("edited back"), drawn.get("one"));
  assert.equal(new Set(drawn.values()).size, 4);
});

Deno.test("SectionPicture.lines() draws pictures without end, and none wrongly", async () => {
  using session = new FakeSession({});
  for (let i = 0; i < 40; i++) {
    session.readFile = (path) => Promise.resolve(new TextEncoder().encode(`this is ${path}`));
    const picture = await SectionPicture.of(session.asSession, "vote", `art/p${i % 12}.ans`);
    assert.match((await picture.lines(0)).join("\n"), new RegExp(`this is art/p${i % 12}.ans`));
  }
});

Deno.test("SectionPicture.record() tells what the file says now, also of a picture that is too wide, and nothing without one", async () => {
  const vote = await Deno.readFile(new URL("../../../scripts/art/vote.ans", import.meta.url));
  const none = new TextEncoder().encode("no record");
  const titles: (string | undefined)[] = [];
  for (const [bytes, columns] of [[vote, 80], [none, 80], [vote, 20], [undefined, 80]] as const) {
    using session = new FakeSession({ columns });
    session.readFile = () => Promise.resolve(bytes);
    const picture = await SectionPicture.of(session.asSession, "vote", "art/own.ans");
    await picture.lines(0);
    const record = await picture.record();
    titles.push(record?.title);
    assert.equal(await picture.record(), record, "the same one: nothing is drawn again");
    assert.equal(await (await SectionPicture.of(session.asSession, "vote", "")).record(), null);
  }
  assert.notEqual(titles[0], "");
  assert.deepEqual(titles, [titles[0], undefined, titles[0], undefined]);
});

Deno.test("SectionPicture takes what the INI file names, and shows nothing for what leads nowhere", async () => {
  for (const art of ["", "art/none.ans", "art/none*.ans", "../../etc/passwd", "*"]) {
    assert.deepEqual(await linesOf({ settings: { vote: { art_file: art } } }, 0, "art/vote.ans"), [], art);
  }
});

Deno.test("SectionPicture stays the same once it was chosen", async () => {
  using session = new FakeSession({});
  const picture = await SectionPicture.of(session.asSession, "matrix", "art/matrix*.ans");
  assert.match(picture.path ?? "", /^art\/matrix\d?\.ans$/);
  assert.deepEqual(await picture.lines(0), await picture.lines(0));
  assert.ok((await picture.art())!.record!.columns! >= 78);
  assert.ok((await picture.twin())!.canvas.height > 0);
});

Deno.test("artReading() lets the section win over SAUCE, and takes no encoding that there is not", async () => {
  const of = async (art_encoding: string) => {
    using session = new FakeSession({ settings: { vote: { art_encoding } } });
    return await artReading(session.asSession, "vote");
  };
  assert.deepEqual(await of(""), {});
  assert.deepEqual(await of("amiga"), { encoding: "amiga", force: true });
  assert.deepEqual(await of("klingon"), {});
});

Deno.test("sectionFont() switches the font where the INI file names one and the terminal has it", async () => {
  const output = async (font: string) => {
    using session = new FakeSession({
      encoding: "cp437",
      terminal: "syncterm",
      settings: { vote: { syncterm_font: font } },
    });
    {
      await using _font = await sectionFont(session.asSession, "vote");
    }
    await session.screen();
    return session.output;
  };
  assert.equal(await output(""), "");
  assert.equal(await output("comic sans"), "");
  assert.ok((await output("topaz")).startsWith("\x1b[0;40 D"));
});
