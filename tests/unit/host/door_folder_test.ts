import assert from "node:assert/strict";
import { clearDoorFolders, DoorFolder } from "../../../lib/host/door_folder.ts";
import type { DropfileFacts } from "../../../lib/text/dropfile.ts";

const FACTS: DropfileFacts = {
  handle: "alice",
  location: "Oz\r\n100",
  isSysop: false,
  calls: 3,
  lastCall: 0,
  secondsUsed: 60,
  node: 2,
  rows: 24,
  board: "Board",
  sysop: "boss",
};

async function inFolder(work: (root: string) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "x84-door-" });
  try {
    await work(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("DoorFolder.make() writes each kind for its owner alone, and takes all away again", async () => {
  await inFolder(async (root) => {
    const place = { named: undefined, parent: `${root}/doors`, mark: "m", inUse: new Set<string>() };
    const kinds = [["doorsys", "DOOR.SYS", 52], ["door32", "DOOR32.SYS", 11], [
      "callinfobbs",
      "CALLINFO.BBS",
      35,
    ]] as const;
    for (const [type, name, lines] of [...kinds, ["dorinfo", "DORINFO2.DEF", 13] as const]) {
      await using folder = await DoorFolder.make(type, FACTS, place);
      assert.ok(folder !== undefined);
      assert.equal(folder.file, `${root}/doors/node-2-m/${name}`);
      const text = await Deno.readTextFile(folder.file);
      assert.equal(text.split("\r\n").length - 1, lines);
      assert.doesNotMatch(text, /Oz\r/);
      assert.equal((await Deno.stat(folder.file)).mode! & 0o777, 0o600);
      assert.equal((await Deno.stat(folder.path)).mode! & 0o777, 0o700);
    }
    assert.deepEqual([...Deno.readDirSync(`${root}/doors`)], []);
    await using none = await DoorFolder.make("none", FACTS, place);
    assert.equal(none?.file, "");
  });
});

Deno.test("DoorFolder.make() in a folder of the sysop's removes nothing but its file, and follows no link", async () => {
  await inFolder(async (root) => {
    await Deno.writeTextFile(`${root}/precious`, "as it was");
    await Deno.mkdir(`${root}/node`);
    await Deno.symlink(`${root}/precious`, `${root}/node/DOOR.SYS`);
    {
      const place = { named: `${root}/node`, parent: "", mark: "m", inUse: new Set<string>() };
      await using folder = await DoorFolder.make("doorsys", FACTS, place);
      assert.ok(folder !== undefined);
      assert.match(await Deno.readTextFile(folder.file), /alice alice/);
      await Deno.writeTextFile(`${root}/node/score`, "99");
    }
    assert.equal(await Deno.readTextFile(`${root}/precious`), "as it was");
    assert.deepEqual([...Deno.readDirSync(`${root}/node`)].map(({ name }) => name), ["score"]);
  });
});

Deno.test("DoorFolder.make() leaves no folder behind a drop file that cannot be made", async () => {
  await inFolder(async (root) => {
    const place = { named: undefined, parent: `${root}/doors`, mark: "m", inUse: new Set<string>() };
    await assert.rejects(DoorFolder.make("dorinfo", { ...FACTS, node: 37 }, place), RangeError);
    assert.deepEqual([...Deno.readDirSync(root)], []);
  });
});

Deno.test("DoorFolder.make() gives a file to one run at a time, whatever its folder is called", async () => {
  await inFolder(async (root) => {
    await Deno.mkdir(`${root}/node`);
    await Deno.symlink(`${root}/node`, `${root}/link`);
    const inUse = new Set<string>();
    const make = (type: "doorsys" | "dorinfo", handle: string, node: number, named = `${root}/node`) =>
      DoorFolder.make(type, { ...FACTS, handle, node }, { named, parent: root, mark: handle, inUse });
    {
      await using bob = await make("doorsys", "bob", 1);
      assert.ok(bob !== undefined);
      for (const name of ["node", "node/", "./node", "link"]) {
        assert.equal(await make("doorsys", "boss", 2, `${root}/${name}`), undefined, name);
      }
      assert.match(await Deno.readTextFile(bob.file), /bob bob/);
      // Other files of the same folder.
      await using first = await make("dorinfo", "alice", 1);
      await using second = await make("dorinfo", "carol", 2);
      assert.ok(first !== undefined && second !== undefined);
      assert.equal(inUse.size, 3);
    }
    await using boss = await make("doorsys", "boss", 2);
    assert.match(await Deno.readTextFile(boss!.file), /boss boss/);
    await assert.rejects(make("doorsys", "alice", 1, `${root}/none`), Deno.errors.NotFound);
    assert.equal(inUse.size, 1);
  });
});

Deno.test("clearDoorFolders() takes away what a server before has left, and nothing else", async () => {
  await inFolder(async (root) => {
    const run = `node-1-${crypto.randomUUID()}`;
    await Deno.mkdir(`${root}/${run}`);
    await Deno.writeTextFile(`${root}/${run}/DOOR.SYS`, "COM1:");
    await Deno.mkdir(`${root}/node-1`);
    await Deno.mkdir(`${root}/lord`);
    await Deno.writeTextFile(`${root}/lord/PLAYER.DAT`, "99");
    const file = `node-2-${crypto.randomUUID()}`;
    await Deno.writeTextFile(`${root}/${file}`, "a file");
    const link = `node-3-${crypto.randomUUID()}`;
    await Deno.symlink(`${root}/lord`, `${root}/${link}`);
    await clearDoorFolders(root);
    assert.deepEqual(
      Array.from(Deno.readDirSync(root), ({ name }) => name).sort(),
      [file, link, "lord", "node-1"].sort(),
    );
    assert.equal(await Deno.readTextFile(`${root}/lord/PLAYER.DAT`), "99");
    await clearDoorFolders(`${root}/none`);
  });
});
