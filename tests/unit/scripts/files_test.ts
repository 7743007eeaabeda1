import assert from "node:assert/strict";
import files from "../../../scripts/files.ts";
import { FileArea } from "../../../lib/host/file_area.ts";
import type { CallOf, Verb } from "../../../lib/wire/calls.ts";
import { ALICE, type FakeOptions, FakeSession, type Happening } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";
import { freshStore, SYSOP } from "../../fakes/people_scene.ts";
import { zipOf } from "../../fakes/zip_file.ts";

const BBS = `readme.txt  Read this first | or |04 not\x1b[2J
            | and this, too
big.bin     A big thing
`;

/** An area with a bit of everything. */
async function makeArea(): Promise<string> {
  const root = await Deno.makeTempDir({ prefix: "x84-files-" });
  await Deno.mkdir(`${root}/games`);
  await Deno.mkdir(`${root}/empty`);
  await Deno.writeTextFile(`${root}/FILES.BBS`, BBS);
  await Deno.writeTextFile(`${root}/readme.txt`, "Hello | caller |04\x1b[2J\n".repeat(60));
  await Deno.writeFile(`${root}/big.bin`, new Uint8Array(3000));
  await Deno.copyFile(new URL("../../../scripts/art/sysinfo.ans", import.meta.url), `${root}/plant.ans`);
  await Deno.writeFile(
    `${root}/games/lord.zip`,
    zipOf([["lord.exe", new Uint8Array(99)], [
      "FILE_ID.DIZ",
      new TextEncoder().encode("LORD \x1b[2Jv4\r\nA game"),
    ]]),
  );
  await Deno.writeTextFile(`${root}/games/broken.zip`, "PK");
  return root;
}

interface Options extends FakeOptions {
  /** Whether what sysops have written about files is that of the run before. */
  readonly notes?: "kept";
  readonly attributes?: Record<string, string | undefined>;
  readonly root?: string;
}

async function run(happenings: readonly Happening[], options: Options = {}) {
  const made = options.root === undefined ? await makeArea() : undefined;
  const area = new FileArea({ settings: () => ({ root: made ?? options.root!, guests: true }), home: "/" });
  const { attributes = {} } = options;
  if (options.notes !== "kept") freshStore();
  const host = (call: CallOf<Verb>): unknown => {
    if (call.verb === "listArea") return area.list(call.path, call.offset, call.limit);
    if (call.verb === "readArea") return area.read(call.path, call.offset, call.length);
    if (call.verb === "getAttribute") return attributes[call.name];
    if (call.verb === "setAttribute") attributes[call.name] = call.value;
    return undefined;
  };
  try {
    using session = new FakeSession({ user: ALICE, host, happenings, ...options });
    const end = await session.run(files);
    return { end, screen: await session.screen(), session, attributes };
  } finally {
    if (made !== undefined) await Deno.remove(made, { recursive: true });
  }
}

for (const encoding of ["utf8", "cp437"]) {
  for (const [columns, rows] of [[80, 24], [40, 24]] as const) {
    const size = { columns, rows, encoding };
    Deno.test(`files lists a folder and reads a text in ${columns}x${rows}, ${encoding}`, async () => {
      await assertScreen(`files_${columns}x${rows}`, (await run([], size)).screen);
      await assertScreen(`files_text_${columns}x${rows}`, (await run(["G", "\r"], size)).screen);
    });
  }
}

Deno.test("files goes into folders and comes back to where it was", async () => {
  const inside = await run(["j\r"]);
  assert.match(inside.screen, /^ Files: games/);
  assert.match(inside.screen, /lord\.zip +\d+ +LORD v4/);
  for (const back of ["\x1b[D", "\r"]) {
    assert.match((await run(["j\r", back])).screen, /^ Files {2}/);
  }
  assert.match((await run(["\r"])).screen, /There is nothing in this folder/);
  for (const leave of ["q", "\x1b"]) {
    assert.equal((await run(["j\r", leave])).end.type, "returned");
    assert.equal((await run([leave])).end.type, "returned");
  }
});

Deno.test("files flags files and keeps the flags, and forgets those of files that are gone", async () => {
  const { attributes, screen } = await run(["jj  "]);
  assert.deepEqual(JSON.parse(attributes.flaggedfiles!), ["big.bin", "plant.ans"]);
  assert.match(screen, /2 flagged/);
  assert.match(screen, /^\+big\.bin/m);
  const attribute = () => ({ flaggedfiles: JSON.stringify(["games/lord.zip", "gone", "../etc/passwd", 7]) });
  const later = await run([], { attributes: attribute() });
  assert.deepEqual(JSON.parse(later.attributes.flaggedfiles!), ["games/lord.zip"]);
  assert.match(later.screen, /1 flagged/);
  assert.equal((await run(["-"], { attributes: attribute() })).attributes.flaggedfiles, undefined);
  assert.match((await run([" "])).screen, /Folders cannot be flagged/);
});

Deno.test("files has a folder of what is flagged, out of which flags are taken", async () => {
  const attributes = () => ({ flaggedfiles: JSON.stringify(["readme.txt", "games/lord.zip"]) });
  const folder = await run(["G\r"], { attributes: attributes() });
  assert.match(folder.screen, /^ Files: __flagged__ +2 entries/);
  assert.match(folder.screen, /^\+games\/lord\.zip +\S+ +LORD v4\n\+readme\.txt +\S+ +Read this first/m);
  assert.match((await run(["G\rj\r"], { attributes: attributes() })).screen, /99 {2}lord\.exe/);
  const less = await run(["G\rj "], { attributes: attributes() });
  assert.deepEqual(JSON.parse(less.attributes.flaggedfiles!), ["readme.txt"]);
  assert.match(less.screen, /1 entry[^]*\n\+readme/);
  const none = await run(["G\r-"], { attributes: attributes() });
  assert.equal(none.attributes.flaggedfiles, undefined);
  assert.match(none.screen, /Nothing is flagged/);
  assert.match((await run(["G\r", "\x1b[D"], { attributes: attributes() })).screen, /^ Files {2}/);
  assert.doesNotMatch((await run([])).screen, /__flagged__/);
});

Deno.test("files tells with d how to get files by SFTP, where that is open", async () => {
  const settings = {
    ssh: { enabled: "yes", port: "6022" },
    sftp: { enabled: "yes" },
    files: { root: "pub" },
  };
  const attributes = () => ({ flaggedfiles: '["readme.txt"]' });
  assert.match((await run([], { settings })).screen, /Files come by SFTP: d tells how/);
  const open = await run(["d"], { settings, attributes: attributes() });
  assert.match(open.screen, /\n {3}sftp -P 6022 alice@HOST\n[^]*1 file; [^]*\n {3}get __flagged__\/\*\n/);
  const routed = { ...settings, ssh: { enabled: "yes", port: "6022", advertise_port: "22" } };
  assert.match((await run(["d"], { settings: routed })).screen, /\n {3}sftp alice@HOST\n/);
  const narrow = await run(["d"], { settings, columns: 40, attributes: attributes() });
  assert.match(
    narrow.screen,
    /^ Getting files[^]*\n {3}sftp -P 6022 alice@HOST\n[^]*\n Press a key to go back$/,
  );
  for (
    const closed of [
      {},
      { ...settings, ssh: { enabled: "no" } },
      { ...settings, sftp: { enabled: "yes", root: "elsewhere" } },
      { ...settings, sftp: { enabled: "yes", groups: "staff" } },
    ]
  ) {
    const { screen } = await run(["d"], { settings: closed });
    assert.match(screen, /no SFTP for you/);
    assert.doesNotMatch(screen, /@HOST/);
  }
  assert.match(open.screen, /\n {3}put NAME\n/);
  for (const closed of [{ read_only: "yes" }, { upload_groups: "staff" }]) {
    const less = { ...settings, sftp: { enabled: "yes", ...closed } };
    assert.doesNotMatch((await run(["d"], { settings: less })).screen, /put NAME/);
  }
  const guest = await run(["d"], { settings, user: { ...ALICE, handle: "anonymous", guest: true } });
  assert.match(guest.screen, /no SFTP for you/);
});

Deno.test("files lets a sysop write what is said of a file, which comes before what it says of itself", async () => {
  const wrote = await run(["G", "e", "\x15\x19New words\x1a"], { user: SYSOP });
  assert.match(wrote.screen, /readme\.txt +\S+ +.*New words[^]*The description is kept/);
  assert.match((await run([], { notes: "kept" })).screen, /readme\.txt +\S+ +.*New words/);
  const refused = await run(["G", "e"], { notes: "kept" });
  assert.match(refused.screen, /^ Files {2}/);
  assert.match((await run(["e"], { user: SYSOP })).screen, /Folders have no descriptions/);
});

Deno.test("files finds descriptions also for files that a larger screen shows for the first time", async () => {
  const wider = await run([{ columns: 80, rows: 24 }], { columns: 40 });
  assert.match(wider.screen, /plant\.ans +\S+ +"Plant"/);
  const taller = await run([{ columns: 80, rows: 24 }], { rows: 6 });
  assert.match(taller.screen, /readme\.txt +\S+ +Read this first/);
});

Deno.test("files shows descriptions out of archives, files.bbs and SAUCE, all of them for i", async () => {
  assert.match((await run([])).screen, /plant\.ans +\S+ +"Plant" by x84/);
  const about = await run(["G", "i"]);
  assert.match(about.screen, /Read this first \| or \|04 not\n and this, too/);
  assert.match((await run(["j\r", "jj", "i"])).screen, /LORD v4\n A game/);
  assert.match((await run(["i"])).screen, /a folder[^]*There is no description/);
});

Deno.test("files shows pictures, what is in archives, and says what is no text", async () => {
  assert.match((await run(["jjj\r"])).screen, /\u2580\u2588\u2588[^]*\n arrows look around {2}q back$/);
  const small = await run(["jjj\r", { columns: 40, rows: 12 }]);
  assert.match(small.screen, /\n arrows look around {2}q back$/);
  assert.equal(small.screen.split("\n").length, 12);
  assert.match((await run(["jjj\r", "q"])).screen, /^ Files {2}/);
  assert.match((await run(["j\r", "jj\r"])).screen, /99 {2}lord\.exe/);
  assert.match((await run(["j\r", "j\r"])).screen, /This archive is damaged/);
  const root = await Deno.makeTempDir({ prefix: "x84-files-" });
  await Deno.writeFile(`${root}/data`, new Uint8Array(5000));
  assert.match((await run(["\r"], { root })).screen, /not text: 4\.9K bytes/);
  await Deno.remove(root, { recursive: true });
});

Deno.test("files lets nothing steer the terminal: names, descriptions, texts", async () => {
  const root = await Deno.makeTempDir({ prefix: "x84-files-" });
  await Deno.writeTextFile(`${root}/\x1b[2Jname|04.txt`, "\x1b]0;t\x07text\x9b6n");
  const { session, screen } = await run(["\r"], { root });
  assert.match(screen, /^ name\|04\.txt[^]*text/);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(session.output, /\x1b\[2J|\x1b\]|\x9b/);
  await Deno.remove(root, { recursive: true });
});

Deno.test("files says when there is no area", async () => {
  assert.match((await run([], { root: "" })).screen, /There is no file area here/);
  assert.equal((await run([" "], { root: "" })).end.type, "returned");
});

Deno.test("files paints again in another size", async () => {
  const { screen } = await run([{ columns: 40, rows: 24 }]);
  await assertScreen("files_40x24", screen);
});
