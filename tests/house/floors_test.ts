/**
 * The house: a file imports its own folder and lower floors; the two wings never meet; floors 0 to 2 know no machine.
 */

import assert from "node:assert/strict";
import { modules, ROOT } from "./module_graph.ts";

/** Floor of each room, and its wing. The cellar (floors 0 to 2) belongs to both. */
const ROOMS: Readonly<Record<string, { readonly floor: number; readonly wing: "both" | "host" | "worker" }>> =
  {
    "lib/base": { floor: 0, wing: "both" },
    "lib/log": { floor: 1, wing: "both" },
    "lib/text": { floor: 1, wing: "both" },
    "lib/telnet": { floor: 1, wing: "both" },
    "lib/rlogin": { floor: 1, wing: "both" },
    "lib/wire": { floor: 2, wing: "both" },
    "lib/config": { floor: 3, wing: "host" },
    "lib/net": { floor: 3, wing: "host" },
    "lib/store": { floor: 3, wing: "host" },
    "lib/worker": { floor: 3, wing: "worker" },
    "lib/host": { floor: 4, wing: "host" },
    "lib/bbs": { floor: 4, wing: "worker" },
    "lib/server": { floor: 5, wing: "host" },
    "lib/session_worker.ts": { floor: 5, wing: "worker" },
    "lib/testing": { floor: 5, wing: "worker" },
    "mod.ts": { floor: 5, wing: "worker" },
    "lib/serve.ts": { floor: 6, wing: "host" },
    "lib/testing.ts": { floor: 6, wing: "worker" },
    "scripts": { floor: 6, wing: "worker" },
    "lib/cli": { floor: 7, wing: "host" },
    "main.ts": { floor: 8, wing: "host" },
  };

function roomOf(path: string): string | undefined {
  return Object.keys(ROOMS).find((room) => path === room || path.startsWith(`${room}/`));
}

async function sources(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(`${ROOT}/${folder}`)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory && path !== "lib/jsr") found.push(...await sources(path));
    else if (entry.isFile && path.endsWith(".ts")) found.push(path);
  }
  return found;
}

Deno.test("Imports go down: no file imports its own floor in another room, a higher floor, or the other wing", async () => {
  const all = ["main.ts", "mod.ts", ...await sources("lib"), ...await sources("scripts")];
  const graph = await modules(["main.ts", "mod.ts", "lib/session_worker.ts", ...all]);
  const wrong: string[] = [];
  for (const path of all) {
    const room = roomOf(path);
    assert.ok(room !== undefined, `${path} stands in a room that has no floor`);
    const from = ROOMS[room]!;
    for (const dependency of graph.get(path)?.dependencies ?? []) {
      const target = dependency.code?.specifier ?? dependency.type?.specifier;
      if (target === undefined || !target.startsWith(`file://${ROOT}/`)) continue;
      const other = target.slice(`file://${ROOT}/`.length);
      if (other.startsWith("lib/jsr/")) continue;
      const otherRoom = roomOf(other);
      if (otherRoom === room) continue;
      const to = otherRoom === undefined ? undefined : ROOMS[otherRoom];
      const meets = to !== undefined && to.floor < from.floor &&
        (to.wing === "both" || from.wing === "both" ? to.wing === "both" : to.wing === from.wing);
      if (!meets) wrong.push(`${path} imports ${other}`);
    }
  }
  assert.deepEqual(wrong, []);
});

Deno.test("Floors 0 to 2 name neither Deno nor a Worker nor a socket", async () => {
  const wrong: string[] = [];
  for (const [room, { floor }] of Object.entries(ROOMS)) {
    if (floor > 2) continue;
    for (const path of await sources(room)) {
      const text = await Deno.readTextFile(`${ROOT}/${path}`);
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g, "");
      const name = /\bDeno\b|\bnew Worker\b|\bWebSocket\b/.exec(code);
      if (name !== null) wrong.push(`${path} names ${name[0]}`);
    }
  }
  assert.deepEqual(wrong, []);
});

/** Tables of characters, and the glyphs of boxes: better read than saved. */
const TABLES = ["art_pages", "cp437", "look_alikes", "petscii"].map((name) => `lib/text/${name}.ts`).concat(
  "lib/bbs/border.ts",
);

Deno.test("What every session's Worker holds is ASCII, comments too: one other character doubles a whole file there", async () => {
  const wrong: string[] = [];
  for (const [room, { wing }] of Object.entries(ROOMS)) {
    if (wing === "host" || !room.startsWith("lib/") || room.endsWith(".ts")) continue;
    for (const path of await sources(room)) {
      // deno-lint-ignore no-control-regex
      const other = /[^\x00-\x7f]/.exec(await Deno.readTextFile(`${ROOT}/${path}`));
      if (other !== null && !TABLES.includes(path)) wrong.push(`${path}: ${other[0]}`);
    }
  }
  assert.deepEqual(wrong, []);
});

Deno.test("Every file is of one noun: none is longer than 450 lines", async () => {
  const long: string[] = [];
  for (const path of ["main.ts", "mod.ts", ...await sources("lib"), ...await sources("scripts")]) {
    const lines = (await Deno.readTextFile(`${ROOT}/${path}`)).split("\n").length;
    if (lines > 450) long.push(`${path}: ${lines}`);
  }
  assert.deepEqual(long, []);
});

Deno.test("The version in lib/base/version.ts is the one in deno.json", async () => {
  const { VERSION } = await import("../../lib/base/version.ts");
  assert.equal(JSON.parse(await Deno.readTextFile(`${ROOT}/deno.json`)).version, VERSION);
});

Deno.test("Every unit test is named for what it tests: tests/unit/<room>/<file>_test.ts for lib/<room>/<file>.ts", async () => {
  const orphans: string[] = [];
  for (const test of await sources("tests/unit")) {
    // Golden transcripts are played against a whole room; the stand-ins of packages are one file each.
    if (!test.endsWith("_test.ts") || test.endsWith("/transcripts_test.ts") || test.includes("/jsr/")) {
      continue;
    }
    // `session_host_end_test.ts` tests one side of `session_host.ts`.
    const name = test.replace("tests/unit/", "").replace(/_test\.ts$/, "");
    const candidates = [name, name.replace(/_[a-z]+$/, "")].flatMap((
      path,
    ) => [`lib/${path}.ts`, `${path}.ts`]);
    const there = await Promise.all(
      candidates.map((path) => Deno.stat(`${ROOT}/${path}`).then(() => true, () => false)),
    );
    if (!there.includes(true)) orphans.push(test);
  }
  assert.deepEqual(orphans, []);
});
