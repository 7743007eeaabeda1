import assert from "node:assert/strict";
import { viewArt } from "../../../lib/bbs/art_viewer.ts";
import { FakeSession, type Happening } from "../../fakes/fake_session.ts";

/** A picture of 100 columns and 60 rows; each cell tells its row, each tenth its column. */
function wall(): Uint8Array {
  const record = new Uint8Array(128);
  record.set(new TextEncoder().encode("SAUCE00"));
  record[94] = 1;
  record[96] = 100;
  const rows = Array.from({ length: 60 }, (_, row) => {
    const columns = Array.from({ length: 10 }, (_, i) => `${i}|r${String(row).padStart(2, "0")}.....`);
    return columns.join("");
  });
  return new Uint8Array([...new TextEncoder().encode(rows.join("\r\n") + "\x1a"), ...record]);
}

async function view(options: { columns?: number; rows?: number }, happenings: Happening[]): Promise<string> {
  const seen: string[] = [];
  const all = happenings.flatMap((
    happening,
  ) => [happening, { look: (screen: string) => void seen.push(screen) }]);
  using session = new FakeSession({ columns: 40, rows: 10, ...options, happenings: [...all, "q"] });
  session.readFile = () => Promise.resolve(wall());
  assert.deepEqual(await session.run((s) => viewArt(s, "art/wall.ans")), { type: "returned", value: true });
  return seen.at(-1) ?? await session.screen();
}

const corner = (screen: string) => screen.slice(0, 5);

Deno.test("viewArt() shows the upper left of a picture and lets the caller look around", async () => {
  assert.equal(corner(await view({}, [])), "0|r00");
  assert.equal(corner(await view({}, ["\x1b[B", "\x1b[B"])), "0|r02");
  assert.equal(corner(await view({}, ["\x1b[6~"])), "0|r09");
  assert.equal(corner(await view({}, ["\x1b[F"])), "0|r50");
  assert.equal(corner(await view({}, ["\x1b[F", " ", "j"])), "0|r50");
  assert.equal(corner(await view({}, ["\x1b[F", "\x1b[H"])), "0|r00");
  assert.equal(corner(await view({}, ["\x1b[A", "\x1b[D"])), "0|r00");
  assert.match(await view({}, ["\x1b[C"]), /^\.\.1\|r00/);
  assert.match(await view({}, [..."ll"]), /^\.\.\.\.2\|r00/);
});

Deno.test("viewArt() never shows more than there is, and paints anew for another size", async () => {
  const right = await view({}, Array<string>(20).fill("\x1b[C"));
  assert.ok(right.split("\n").every((line) => line.length === 39), right);
  assert.ok(right.split("\n")[0]!.endsWith("9|r00....."));
  assert.equal(corner(await view({}, ["\x1b[F", { columns: 120, rows: 70 }])).trim(), "");
  const whole = await view({}, ["\x1b[F", { columns: 120, rows: 70 }]);
  assert.equal(whole.split("\n").length, 60);
  assert.ok(whole.split("\n")[0]!.trim().startsWith("0|r00"));
});

Deno.test("viewArt() answers whether there was a file", async () => {
  using session = new FakeSession();
  assert.equal(await viewArt(session, "art/absent.ans"), false);
});

Deno.test("viewArt() tells SyncTERM of iCE colours before it paints, and takes it back", async () => {
  const view = async (flags: number, terminal: string) => {
    using session = new FakeSession({ terminal, encoding: "cp437", happenings: ["q"] });
    session.readFile = () =>
      Promise.resolve(Uint8Array.from([0x58, 0x42, 0x49, 0x4e, 0x1a, 1, 0, 1, 0, 16, flags, 0x41, 0x9f]));
    await session.run((s) => viewArt(s, "art/picture.xb"));
    return session.output;
  };
  const ice = await view(8, "syncterm");
  assert.ok(ice.startsWith("\x1b[?33h") && ice.endsWith("\x1b[?33l"), ice);
  assert.ok(ice.includes("\x1b[0;1;5;37;44mA"));
  const blinking = await view(0, "syncterm");
  assert.ok(blinking.startsWith("\x1b[?33l") && !blinking.includes("?33h"));
  assert.doesNotMatch(await view(8, "xterm"), /\?33/);
});

Deno.test("viewArt() bears the smallest and the largest screen", async () => {
  for (const size of [{ columns: 1, rows: 1 }, { columns: 500, rows: 300 }]) {
    const screen = await view(size, ["\x1b[B", "\x1b[C", "\x1b[F"]);
    assert.ok(screen.split("\n").length <= size.rows);
  }
});
