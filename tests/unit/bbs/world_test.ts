import assert from "node:assert/strict";
import { boardStatus, irc, listArea, readAreaFile, type WorldCaller } from "../../../lib/bbs/world.ts";
import { AskedBoard } from "../../fakes/board_caller.ts";

async function withArea(work: (caller: WorldCaller, root: string) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "x84-area-" });
  try {
    using board = await AskedBoard.open(["alice"], { files: { root } });
    await work(await board.caller("alice"), root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("listArea asks page by page, and for no more than it was told", async () => {
  await withArea(async (caller, root) => {
    for (let i = 0; i < 620; i++) await Deno.writeTextFile(`${root}/${String(i).padStart(4, "0")}`, "");
    const all = await listArea(caller, []);
    assert.equal(all!.length, 620);
    assert.equal(all![619]!.name, "0619");
    assert.equal((await listArea(caller, [], 510))!.length, 510);
    assert.equal(await listArea(caller, ["nowhere"]), undefined);
  });
});

Deno.test("readAreaFile reads a file of many pieces, or its beginning", async () => {
  await withArea(async (caller, root) => {
    const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => i % 251);
    await Deno.writeFile(`${root}/big`, bytes);
    await Deno.writeFile(`${root}/empty`, new Uint8Array(0));
    assert.deepEqual(await readAreaFile(caller, ["big"], 1e6), bytes);
    assert.deepEqual(await readAreaFile(caller, ["big"], 70_000), bytes.slice(0, 70_000));
    assert.equal((await readAreaFile(caller, ["empty"], 100))!.length, 0);
    assert.equal(await readAreaFile(caller, ["none"], 100), undefined);
  });
});

Deno.test("boardStatus and irc ask the host", async () => {
  await withArea(async (caller) => {
    assert.equal((await boardStatus(caller)).callers, 1);
    assert.match((await irc(caller, { type: "connect" })).refused!, /does not use IRC/);
  });
});
