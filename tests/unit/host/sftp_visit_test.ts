import assert from "node:assert/strict";
import fc from "fast-check";
import { SftpRefusal } from "../../../lib/host/sftp_spots.ts";
import type { SftpVisit } from "../../../lib/host/sftp_visit.ts";
import { HOW, put, readAll, SftpPlace } from "../../fakes/sftp_place.ts";
import { within } from "../../fakes/until.ts";

const denied = { name: "SftpRefusal", status: "denied" };
const missing = { name: "SftpRefusal", status: "no such file" };
const failed = { name: "SftpRefusal", status: "failure" };

Deno.test("SftpVisit.list shows everybody what is for him, links out and dangling ones to nobody who asks what they are", async () => {
  await using place = await SftpPlace.make();
  const seen = async (visit: SftpVisit) => {
    const names: string[] = [];
    for (const name of await visit.list("/")) {
      if (await visit.stat(`/${name}`).catch(() => undefined)) names.push(name);
    }
    return names.sort();
  };
  const common = ["__flagged__", "__uploads__", "games", "in", "readme"];
  assert.deepEqual(await seen(await place.visit("user")), common);
  assert.deepEqual(await seen(await place.visit("guest")), common.slice(1));
  assert.deepEqual(await seen(await place.visit("sysop")), [".hidden", ...common, "to-hidden"]);
});

Deno.test("SftpVisit.stat tells a link as what it leads to, and hides the hidden from users", async () => {
  await using place = await SftpPlace.make();
  const user = await place.visit("user");
  const { mtime: _mtime, id, ...entry } = await user.stat("in");
  assert.deepEqual(entry, { name: "in", folder: false, size: 6, mode: 0o644 });
  assert.equal(id, (await user.stat("games/tetris")).id);
  assert.equal((await user.stat("/")).folder, true);
  assert.equal(await readAll(user, "in"), "blocks");
  for (
    const path of [".hidden", "games/.git", "games/.git/config", "to-hidden", "to-hidden/config", "readme/x"]
  ) {
    await assert.rejects(user.stat(path), missing, path);
    await assert.rejects(readAll(user, path), missing, path);
  }
  assert.equal(await readAll(await place.visit("sysop"), "to-hidden/config"), "hidden");
  await assert.rejects(readAll(user, "games"), failed);
});

Deno.test("SftpVisit: uploads go to __uploads__ as new files, which nobody else sees until a sysop releases them", async () => {
  await using place = await SftpPlace.make();
  const [user, sysop] = [await place.visit("user"), await place.visit("sysop")];
  await put(user, "/gift", "for you");
  await put(user, "__uploads__/other", "too");
  assert.equal(place.text("public/__uploads__/gift"), "for you");
  // Another one, and another who has his name when his account is gone.
  for (const stranger of [await place.visit("user", "carol"), await place.visit("user", "bob", 2000)]) {
    assert.deepEqual(await stranger.list("__uploads__"), []);
    for (const path of ["gift", "__uploads__/gift", "__uploads__/none"]) {
      await assert.rejects(stranger.stat(path), missing);
      await assert.rejects(readAll(stranger, path), missing);
      await assert.rejects(stranger.remove(path), missing);
      await assert.rejects(stranger.rename(path, "mine", true), missing);
      await assert.rejects(stranger.change(path, { size: 0 }), missing);
    }
    for (const how of [HOW.put, HOW.exclusive]) {
      for (const path of ["gift", "__uploads__/gift", "__uploads__/other"]) {
        await assert.rejects(put(stranger, path, "x", how), denied, path);
      }
    }
    await put(stranger, "third", "x");
    await assert.rejects(stranger.rename("third", "__uploads__/gift", true), denied);
    await stranger.remove("third");
  }
  assert.equal(place.text("public/__uploads__/gift"), "for you");
  for (const how of [HOW.put, HOW.change, HOW.append, HOW.exclusive]) {
    for (const path of ["readme", "games", "games/new", "games/tetris", ".new", "__uploads__/a/b"]) {
      await assert.rejects(put(user, path, "x", how), denied, path);
    }
  }
  assert.equal(place.text("public/games/tetris"), "blocks");
  assert.deepEqual((await sysop.list("__uploads__")).toSorted(), ["gift", "other"]);
  await sysop.rename("__uploads__/gift", "games/gift", false);
  assert.equal(await readAll(user, "games/gift"), "for you");
  await assert.rejects(put(await place.visit("guest"), "gift", "x"), denied);
  // Who still has his upload open when it is taken out of there changes nothing in it any more.
  const open = await user.open("other", { ...HOW.put, truncate: false });
  await sysop.rename("__uploads__/other", "games/other", false);
  await assert.rejects(open.write(new TextEncoder().encode("evil"), 0), missing);
  await assert.rejects(open.truncate(0), missing);
  await open.close(true);
  assert.equal(place.text("public/games/other"), "too");
});

Deno.test("SftpVisit: who has uploaded a file looks at it, goes on with it, names it otherwise and takes it back", async () => {
  await using place = await SftpPlace.make();
  const user = await place.visit("user");
  const here = (path: string) => place.text(`public/__uploads__/${path}`);
  await put(user, "gift", "one");
  // On this connection and the next, where he has sent it and where it is.
  for (const visit of [user, await place.visit("user")]) {
    for (const path of ["gift", "/__uploads__/gift"]) {
      assert.equal((await visit.stat(path)).size, 3);
      assert.equal(await readAll(visit, path), "one");
    }
    assert.deepEqual(await visit.list("__uploads__"), ["gift"]);
  }
  await put(user, "gift", "two", HOW.append);
  assert.equal(here("gift"), "onetwo");
  await put(user, "__uploads__/gift", "ON", HOW.change);
  assert.equal(here("gift"), "ONetwo");
  await assert.rejects(put(user, "gift", "x", HOW.exclusive), failed);
  await put(user, "gift", "new");
  assert.equal(here("gift"), "new");
  await user.change("gift", { size: 2, atime: 1000, mtime: 2000 });
  assert.equal(here("gift"), "ne");
  assert.equal((await user.stat("gift")).mtime, 2000);
  // As clients do who write under another name first.
  await put(user, "gift.part", "whole");
  await assert.rejects(user.rename("gift.part", "gift", false), failed);
  await user.rename("gift.part", "gift", true);
  assert.equal(here("gift"), "whole");
  assert.deepEqual(await user.list("__uploads__"), ["gift"]);
  await user.rename("gift", "__uploads__/present", false);
  for (const target of ["readme", "games/present", ".present", "__uploads__/a/b"]) {
    await assert.rejects(user.rename("present", target, true), denied, target);
  }
  await assert.rejects(user.mkdir("__uploads__/folder"), denied);
  await user.remove("present");
  assert.equal(here("present"), undefined);
  await assert.rejects(user.stat("present"), missing);

  // What came into its place is not his, and what a sysop has taken is not either.
  await put(user, "gift", "one");
  await Deno.remove(`${place.home}/public/__uploads__/gift`);
  await Deno.writeTextFile(`${place.home}/public/__uploads__/gift`, "another");
  await assert.rejects(user.stat("gift"), missing);
  await put(user, "other", "one");
  const sysop = await place.visit("sysop");
  await sysop.rename("__uploads__/other", "games/other", false);
  await assert.rejects(user.remove("games/other"), denied);
  await put(user, "third", "one");
  await Deno.writeTextFile(`${place.home}/public/third`, "released");
  assert.equal(await readAll(user, "third"), "released", "the root's own comes first");
  await assert.rejects(put(user, "third", "x"), denied);
});

Deno.test("SftpVisit: room is given back by what is cut, replaced and removed, and counted once for two who write", async () => {
  await using place = await SftpPlace.make();
  const user = await place.visit("user");
  const half = new Uint8Array(512 * 1024);
  // Two MiB in all, and room is counted anew only while nobody writes.
  const busy = await user.open("busy", HOW.put);
  const fill = async (name: string) => {
    const file = await user.open(name, HOW.put);
    await file.write(half, 0);
    await file.write(half, half.length);
    await file.close(true);
  };
  for (let turn = 0; turn < 4; turn++) {
    await fill("one");
    await user.change("one", { size: 0 });
    await fill("two");
    await user.rename("two", "one", true);
    await user.remove("one");
  }
  const [first, second] = [await user.open("one", HOW.put), await user.open("one", HOW.change)];
  for (const file of [first, second]) {
    await file.write(half, 0);
    await file.write(half, half.length);
  }
  await user.remove("one");
  await fill("two");
  const third = await user.open("three", HOW.put);
  await assert.rejects(third.write(half, 0), failed, "what is still written to takes room");
  await first.close(true);
  await assert.rejects(third.write(half, 0), failed);
  await second.close(true);
  await third.write(half, 0);
  await third.close(false);
  await busy.close(true);
});

Deno.test("SftpVisit: modes are set as they are asked for, or refused; beside times, as much as can be had", async () => {
  await using place = await SftpPlace.make();
  const mode = async (path: string) => (await Deno.stat(`${place.home}/public/${path}`)).mode! & 0o7777;
  const [user, sysop] = [await place.visit("user"), await place.visit("sysop")];
  await put(user, "gift", "x");
  assert.equal(await mode("__uploads__/gift"), 0o644);
  await user.change("gift", { mode: 0o600 });
  assert.equal(await mode("__uploads__/gift"), 0o600);
  assert.equal((await user.stat("gift")).mode, 0o600);
  for (const bits of [0o755, 0o666, 0o4644, 0o444, 0]) {
    await assert.rejects(user.change("gift", { mode: bits }), denied, bits.toString(8));
    assert.equal(await mode("__uploads__/gift"), 0o600);
  }
  await user.change("gift", { mode: 0o100755, atime: 1000, mtime: 2000 }, false);
  assert.equal(await mode("__uploads__/gift"), 0o644);
  assert.equal((await user.stat("gift")).mtime, 2000);
  await assert.rejects(user.change("readme", { mode: 0o600 }), denied);
  await sysop.change("readme", { mode: 0o100640 });
  assert.equal(await mode("readme"), 0o640);
  await sysop.change("games", { mode: 0o40750, atime: 1000, mtime: 2000 });
  assert.equal(await mode("games"), 0o750);
  assert.equal((await sysop.stat("games")).mtime, 2000);
  for (const [path, bits] of [["readme", 0o4755], ["readme", 0o040], ["games", 0o600]] as const) {
    await assert.rejects(sysop.change(path, { mode: bits }), denied, path);
  }
  place.settings = { ...place.settings, uploads_filemode: 0o664 };
  await put(user, "other", "x");
  await put(sysop, "new", "x");
  assert.equal(await mode("__uploads__/other"), 0o664, "whatever the process would take away");
  assert.equal(await mode("new"), 0o664);
});

Deno.test("SftpVisit.space tells sysops of the disk, and users of the room for uploads", async () => {
  await using place = await SftpPlace.make();
  const user = await place.visit("user");
  const mib = 1024 * 1024;
  assert.deepEqual(await user.space(), { all: 2 * mib, free: 2 * mib });
  const file = await user.open("gift", HOW.put);
  await file.write(new Uint8Array(mib), 0);
  assert.deepEqual(await user.space(), { all: 2 * mib, free: mib });
  await file.close(true);
  assert.ok((await (await place.visit("sysop")).space()).all > 2 * mib);
});

Deno.test("SftpVisit: only sysops change the tree, and nobody its root and its folder for uploads", async () => {
  await using place = await SftpPlace.make();
  for (const role of ["user", "guest"] as const) {
    const visit = await place.visit(role);
    await assert.rejects(visit.mkdir("x"), denied);
    await assert.rejects(visit.rmdir("games"), denied);
    await assert.rejects(visit.remove("readme"), denied);
    await assert.rejects(visit.rename("readme", "x", true), denied);
    await assert.rejects(visit.change("readme", { size: 0 }), denied);
  }
  const sysop = await place.visit("sysop");
  await sysop.mkdir("new");
  await assert.rejects(sysop.mkdir("new"), failed);
  await sysop.rmdir("new");
  await assert.rejects(sysop.rmdir("games"), failed);
  await assert.rejects(sysop.rmdir("__uploads__"), failed);
  await assert.rejects(sysop.rename("__uploads__", "x", false), denied);
  await assert.rejects(sysop.rename("in", "x", false), denied);
  await assert.rejects(sysop.rmdir("/"), denied);
  await assert.rejects(sysop.rename("readme", "games/tetris", false), failed);
  await sysop.rename("readme", "games/tetris", true);
  assert.equal(place.text("public/games/tetris"), "Read me");
  await assert.rejects(sysop.remove("games"), failed);
  await sysop.remove("out");
  assert.equal(place.text("secret"), "SECRET");
  await sysop.change("games/tetris", { size: 4, atime: 1000, mtime: 2000 });
  assert.equal(place.text("public/games/tetris"), "Read");
  assert.equal((await sysop.stat("games/tetris")).mtime, 2000);
  place.settings = { ...place.settings, read_only: true };
  await assert.rejects(sysop.remove("games/tetris"), denied);
  await assert.rejects(put(sysop, "x", "x"), denied);
  await assert.rejects(put(await place.visit("user"), "x", "x"), denied);
});

Deno.test("SftpVisit.open: a sysop replaces, changes and appends to files; exclusive means new", async () => {
  await using place = await SftpPlace.make();
  const sysop = await place.visit("sysop");
  await put(sysop, "games/new", "one");
  await put(sysop, "games/new", "two", HOW.append);
  assert.equal(place.text("public/games/new"), "onetwo");
  await put(sysop, "games/new", "ON", HOW.change);
  assert.equal(place.text("public/games/new"), "ONetwo");
  await assert.rejects(put(sysop, "games/new", "x", HOW.exclusive), failed);
  await put(sysop, "games/new", "x", HOW.put);
  assert.equal(place.text("public/games/new"), "x");
  await assert.rejects(put(sysop, "nothing", "x", HOW.change), missing);
});

Deno.test("SftpVisit: flagged files stand in __flagged__, and leave it when they were read to the end", async () => {
  await using place = await SftpPlace.make();
  place.flags = ["games/tetris", "../secret", "out", "__uploads__/gift", ".hidden", "readme"];
  await put(await place.visit("user", "carol"), "gift", "x");
  const user = await place.visit("user");
  assert.equal((await user.stat("__flagged__")).folder, true);
  assert.equal((await user.stat("__flagged__/tetris")).size, 6);
  assert.equal(await readAll(user, "/__flagged__/tetris"), "blocks");
  for (const name of ["secret", "out", "gift", ".hidden", "none"]) {
    await assert.rejects(readAll(user, `__flagged__/${name}`), missing, name);
  }
  assert.ok(!place.flags.includes("games/tetris"));
  assert.ok(place.flags.includes("readme"));
  await assert.rejects(put(await place.visit("sysop"), "__flagged__/x", "x"), denied);
  await assert.rejects((await place.visit("sysop")).rename("readme", "__flagged__/x", false), denied);
});

Deno.test("SftpVisit: an upload that grows too large, finds no room or breaks off is taken away again", async () => {
  await using place = await SftpPlace.make();
  const user = await place.visit("user");
  const mib = new Uint8Array(1024 * 1024);
  const large = await user.open("large", HOW.put);
  await large.write(mib, 0);
  await assert.rejects(large.write(new Uint8Array(1), mib.length), failed);
  await large.close(true);
  assert.equal(place.text("public/__uploads__/large"), undefined);
  const half = await user.open("half", HOW.put);
  await half.write(new Uint8Array(10), 0);
  await half.close(false);
  assert.equal(place.text("public/__uploads__/half"), undefined);
  for (const name of ["a", "b"]) {
    const file = await user.open(name, HOW.put);
    await file.write(mib, 0);
    await file.close(true);
  }
  const none = await user.open("c", HOW.put);
  await assert.rejects(none.write(new Uint8Array(1), 0), failed);
  await assert.rejects(none.truncate(1), failed);
  await none.close(true);
  assert.deepEqual([...Deno.readDirSync(`${place.home}/public/__uploads__`)].map(({ name }) => name).sort(), [
    "a",
    "b",
  ]);
});

const segment = fc.oneof(
  fc.constantFrom(
    ...[
      "..",
      ".",
      "",
      "out",
      "outside",
      "up",
      "in",
      "dangling",
      "games",
      "secret",
      "publications",
      "public",
      "tetris",
    ],
    ...[
      "__uploads__",
      "__UPLOADS__",
      "__flagged__",
      "..\\..",
      "...",
      "%2e%2e",
      "\0",
      "a\0b",
      "~",
      "C:",
      "to-hidden",
    ],
  ),
  fc.string({ unit: "binary", maxLength: 8 }),
);
const hostilePath = fc.tuple(fc.constantFrom("", "/", "//"), fc.array(segment, { maxLength: 8 })).map(
  ([begin, names]) => begin + names.join("/"),
);

Deno.test("SftpVisit: whatever path a sysop or a user says, nothing outside the root is read or changed", async () => {
  await using place = await SftpPlace.make();
  const before = place.outside();
  const visits = [await place.visit("sysop"), await place.visit("user")];
  const refusedOr = async <T>(asked: Promise<T> | (() => Promise<T>)): Promise<T | undefined> => {
    try {
      return await (typeof asked === "function" ? asked() : asked);
    } catch (error) {
      assert.ok(error instanceof SftpRefusal, String(error));
      assert.doesNotMatch(error.message, /x84-sftp-/);
      return undefined;
    }
  };
  await fc.assert(
    fc.asyncProperty(hostilePath, hostilePath, async (path, other) => {
      for (const visit of visits) {
        assert.notEqual(await refusedOr(readAll(visit, path)), "SECRET");
        await refusedOr(visit.stat(path));
        assert.ok(!(await refusedOr(visit.list(path)))?.includes("beacon"));
        await refusedOr(put(visit, path, "x", HOW.exclusive));
        await refusedOr(put(visit, path, "x"));
        await refusedOr(() => visit.mkdir(path));
        await refusedOr(() => visit.rename(path, other, true));
        await refusedOr(() => visit.change(other, { size: 1, atime: 1, mtime: 1 }));
        await refusedOr(() => visit.rmdir(other));
        await refusedOr(async () => visit.canonical(await Promise.resolve(path)));
      }
      assert.equal(place.outside(), before);
    }),
    { numRuns: 150 },
  );
});

Deno.test("SftpVisit: paths 10,000 deep, of NUL and of other tricks are nothing", async () => {
  await using place = await SftpPlace.make();
  const sysop = await place.visit("sysop");
  for (
    const path of [
      "x/".repeat(10_000),
      "../".repeat(10_000) + "secret",
      "a\0b",
      "readme\0",
      "x\u202egpj",
      "\x1b[2J",
      "a".repeat(256),
    ]
  ) {
    await assert.rejects(sysop.stat(path), missing);
    await assert.rejects(sysop.mkdir(path), missing);
  }
});

Deno.test("SftpVisit: a link that another program swaps in while files are opened leads nobody out", async () => {
  await using place = await SftpPlace.make();
  const user = await place.visit("user");
  const sysop = await place.visit("sysop");
  const { home } = place;
  await Deno.mkdir(`${home}/public/swap`);
  await Deno.writeTextFile(`${home}/public/swap/secret`, "harmless");
  await Deno.symlink(`${home}/publications`, `${home}/public/evil`);
  const swapper = new Deno.Command("sh", {
    args: ["-c", "until [ -e stop ]; do mv swap away; mv evil swap; mv swap evil; mv away swap; done"],
    cwd: `${home}/public`,
    stdout: "null",
    stderr: "null",
  }).spawn();
  let read = 0;
  try {
    for (let turn = 0; turn < 400; turn++) {
      const got = await readAll(user, "swap/secret").catch((error) => {
        assert.ok(error instanceof SftpRefusal);
        return "";
      });
      assert.notEqual(got, "SECRET");
      if (got === "harmless") read++;
      await put(sysop, "swap/secret", "harmless", HOW.change).catch(() => {});
      assert.equal(place.text("publications/secret"), "SECRET");
    }
  } finally {
    // Killed, it would leave a "mv" behind that goes on in a folder which is being removed.
    await Deno.writeTextFile(`${home}/public/stop`, "");
    await swapper.status;
  }
  assert.ok(read > 0, "no file was ever opened");
});

Deno.test({
  name:
    "SftpVisit: a pipe that another program puts in place of a file holds nobody up (once all who came after)",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using place = await SftpPlace.make();
    const folder = `${place.home}/public`;
    await Deno.writeTextFile(`${folder}/swap`, "harmless");
    const swapper = new Deno.Command("sh", {
      args: [
        "-c",
        "mkfifo pipe; until [ -e stop ]; do mv swap away; mv pipe swap; mv swap pipe; mv away swap; done",
      ],
      cwd: folder,
      stdout: "null",
      stderr: "null",
    }).spawn();
    const user = await place.visit("user");
    const sysop = await place.visit("sysop");
    let [read, refused] = [0, 0];
    try {
      for (let turn = 0; turn < 100 || read === 0 || refused === 0; turn++) {
        await within(
          "it is read or refused",
          readAll(user, "swap").then((text) => {
            assert.equal(text, "harmless");
            read++;
          }, (error) => {
            assert.ok(error instanceof SftpRefusal);
            refused++;
          }),
        );
        await within("it is written or refused", put(sysop, "swap", "harmless", HOW.change).catch(() => {}));
      }
    } finally {
      await Deno.writeTextFile(`${folder}/stop`, "");
      await swapper.status;
    }
    assert.equal((await sysop.stat("readme")).size, 7);
  },
});
