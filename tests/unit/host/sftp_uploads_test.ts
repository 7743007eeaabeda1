import assert from "node:assert/strict";
import { decodeValue } from "../../../lib/wire/kv.ts";
import { parseSchemaName, parseTableName } from "../../../lib/base/brand.ts";
import { SftpRefusal } from "../../../lib/host/sftp_spots.ts";
import { HOW, put, readAll, SftpPlace } from "../../fakes/sftp_place.ts";

const TABLE = { schema: parseSchemaName("system"), table: parseTableName("uploads") };
const missing = { name: "SftpRefusal", status: "no such file" };

/** The names that the store keeps. */
async function kept({ store }: SftpPlace): Promise<readonly string[]> {
  return (await store.list(TABLE, { limit: 100, reverse: false, what: "keys", after: "" })).keys;
}

Deno.test("SftpUploads: who has sent a file looks at it, goes on with it, renames it and takes it back after a restart (once it was the sysop's)", async () => {
  await using place = await SftpPlace.make();
  const before = await place.visit("user");
  for (const name of ["one", "two", "three"]) await put(before, name, "mine");
  await before.rename("three", "renamed", false);
  assert.deepEqual(await kept(place), ["one", "renamed", "two"]);
  place.restart();
  const after = await place.visit("user");
  assert.deepEqual([...await after.list("__uploads__")].sort(), ["one", "renamed", "two"]);
  assert.equal(await readAll(after, "one"), "mine");
  await put(after, "two", "mine, too", HOW.change);
  assert.equal(place.text("public/__uploads__/two"), "mine, too");
  await after.rename("renamed", "again", false);
  await after.remove("one");
  assert.equal(place.text("public/__uploads__/one"), undefined);
  // Another of that handle, and everybody else, finds nothing.
  for (const stranger of [await place.visit("user", "carol"), await place.visit("user", "bob", 2000)]) {
    assert.deepEqual(await stranger.list("__uploads__"), []);
    await assert.rejects(stranger.stat("two"), missing);
    await assert.rejects(stranger.remove("__uploads__/two"), missing);
  }
  place.restart();
  assert.deepEqual([...await (await place.visit("user")).list("__uploads__")].sort(), ["again", "two"]);
});

Deno.test("SftpUploads: room is counted right for what came before the restart", async () => {
  await using place = await SftpPlace.make();
  const half = "x".repeat(600 * 1024);
  const before = await place.visit("user");
  for (const name of ["one", "two", "three"]) await put(before, name, half);
  place.restart();
  const after = await place.visit("user");
  // 1,800 of 2,048 KiB are taken: what is put in place of another needs no room of its own.
  await put(after, "one", half);
  await assert.rejects(put(after, "four", half), { name: "SftpRefusal", message: /no room/ });
  await after.change("two", { size: 0 });
  await put(after, "four", half);
});

Deno.test("SftpUploads: what is gone, replaced or released is kept for nobody", async () => {
  await using place = await SftpPlace.make();
  const { home } = place;
  const uploads = `${home}/public/__uploads__`;
  const before = await place.visit("user");
  const sysop = await place.visit("sysop");
  for (const name of ["kept", "removed", "released", "replaced", "gone"]) await put(before, name, "mine");
  await before.remove("removed");
  await sysop.rename("__uploads__/released", "released", false);
  assert.deepEqual(await kept(place), ["gone", "kept", "replaced"]);
  // Another program of the machine does these; the new file is there while the old one still is.
  await Deno.remove(`${uploads}/gone`);
  await Deno.writeTextFile(`${home}/other`, "SECRET");
  await Deno.rename(`${home}/other`, `${uploads}/replaced`);
  place.restart();
  const after = await place.visit("user");
  assert.deepEqual(await after.list("__uploads__"), ["kept"]);
  await assert.rejects(readAll(after, "replaced"), missing);
  await (await place.visit("sysop")).remove("__uploads__/kept");
  assert.deepEqual(await kept(place), []);
});

Deno.test("SftpUploads: an upload that breaks off is not kept, and rows that make no sense are left out", async () => {
  await using place = await SftpPlace.make();
  const user = await place.visit("user");
  const file = await user.open("half", HOW.put);
  await file.write(new Uint8Array(10), 0);
  await file.close(false);
  assert.deepEqual(await kept(place), []);
  await put(user, "whole", "mine");
  const row = decodeValue((await place.store.get(TABLE, "whole"))!.value) as object;
  for (const [key, value] of [["../../secret", row], ["whole", 7], ["x", { ...row, number: "1" }]] as const) {
    await place.store.commit([], [{ type: "set", ...TABLE, key, value: JSON.stringify(value) }]);
  }
  place.restart();
  const after = await place.visit("user");
  assert.deepEqual(await after.list("__uploads__"), []);
  await assert.rejects(after.stat("../../secret"), SftpRefusal);
});

Deno.test("SftpUploads: a store that cannot be read lets nobody in, until it can", async () => {
  await using place = await SftpPlace.make();
  await put(await place.visit("user"), "one", "mine");
  place.restart();
  const { list } = place.store;
  place.store.list = () => Promise.reject(new Error("The disk is gone"));
  await assert.rejects(place.visit("user"), /The disk is gone/);
  place.store.list = list;
  assert.deepEqual(await (await place.visit("user")).list("__uploads__"), ["one"]);
});
