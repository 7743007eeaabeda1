import assert from "node:assert/strict";
import fc from "fast-check";
import { FileArea } from "../../../lib/host/file_area.ts";

/** A folder with an area in it, and secrets beside it. */
class Place implements AsyncDisposable {
  private constructor(readonly home: string) {}

  static async make(): Promise<Place> {
    const home = await Deno.makeTempDir({ prefix: "x84-area-" });
    await Deno.mkdir(`${home}/area/sub/deep`, { recursive: true });
    await Deno.mkdir(`${home}/area/.hidden`);
    await Deno.mkdir(`${home}/areal`);
    await Deno.writeTextFile(`${home}/area/b.txt`, "0123456789");
    await Deno.writeTextFile(`${home}/area/A.txt`, "a");
    await Deno.writeTextFile(`${home}/area/.secret`, "hidden");
    await Deno.writeTextFile(`${home}/area/.hidden/inside`, "hidden");
    await Deno.writeTextFile(`${home}/area/sub/c.ans`, "c");
    await Deno.writeTextFile(`${home}/outside`, "outside");
    await Deno.writeTextFile(`${home}/areal/outside`, "outside");
    return new Place(home);
  }

  area(root = "area", guests = true): FileArea {
    return new FileArea({ settings: () => ({ root, guests }), home: this.home });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.home, { recursive: true });
  }
}

async function names(area: FileArea, path: readonly string[] = []): Promise<string[] | undefined> {
  const page = await area.list(path, 0, 100);
  return page?.entries.map(({ name, folder }) => (folder ? `${name}/` : name));
}

async function text(area: FileArea, ...path: string[]): Promise<string | undefined> {
  const chunk = await area.read(path, 0, 1000);
  return chunk && new TextDecoder().decode(chunk.bytes);
}

Deno.test("FileArea lists folders first, then files, and nothing that begins with a dot", async () => {
  await using place = await Place.make();
  const area = place.area();
  assert.deepEqual(await names(area), ["sub/", "A.txt", "b.txt"]);
  assert.deepEqual(await names(area, ["sub"]), ["deep/", "c.ans"]);
  const page = await area.list([], 1, 1);
  assert.equal(page!.total, 3);
  assert.equal(page!.entries[0]!.name, "A.txt");
  assert.equal(page!.entries[0]!.size, 1);
  assert.ok(page!.entries[0]!.changed > 0);
});

Deno.test("FileArea reads pieces of files, and nothing behind their end", async () => {
  await using place = await Place.make();
  const area = place.area();
  const piece = await area.read(["b.txt"], 3, 4);
  assert.deepEqual([new TextDecoder().decode(piece!.bytes), piece!.size], ["3456", 10]);
  assert.equal((await area.read(["b.txt"], 8, 100))!.bytes.length, 2);
  assert.equal((await area.read(["b.txt"], 100, 100))!.bytes.length, 0);
  assert.equal(await text(area, "sub", "c.ans"), "c");
  assert.equal(await area.read(["sub"], 0, 10), undefined);
  assert.equal(await area.list(["b.txt"], 0, 10), undefined);
});

Deno.test("FileArea takes an absolute root, and is closed without one, or for guests where the sysop says so", async () => {
  await using place = await Place.make();
  assert.deepEqual(await names(place.area(`${place.home}/area`)), ["sub/", "A.txt", "b.txt"]);
  assert.equal(await names(place.area("")), undefined);
  assert.equal(await names(place.area("nowhere")), undefined);
  assert.equal(place.area(" ").isOpen(false), false);
  assert.equal(place.area("area", false).isOpen(true), false);
  assert.equal(place.area("area", false).isOpen(false), true);
  assert.equal(place.area().isOpen(true), true);
});

Deno.test("FileArea leads nowhere else, whatever the path looks like", async () => {
  await using place = await Place.make();
  const area = place.area();
  const hostile: string[][] = [
    [".."],
    ["..", "outside"],
    ["sub", "..", "..", "outside"],
    ["../outside"],
    ["sub/../../outside"],
    ["/etc/passwd"],
    ["", "etc", "passwd"],
    ["."],
    [".secret"],
    [".hidden", "inside"],
    ["b.txt\0.png"],
    ["..\\outside"],
    ["sub\\c.ans"],
    ["%2e%2e", "outside"],
    ["\uff0e\uff0e", "outside"],
    ["b.txt", ""],
    ["b.txt", "."],
    ["x".repeat(10_000)],
    ["l", "outside"],
  ];
  for (const path of hostile) {
    assert.equal(await area.read(path, 0, 100), undefined, JSON.stringify(path));
    assert.equal(await area.list(path, 0, 100), undefined, JSON.stringify(path));
  }
});

Deno.test("FileArea follows links that stay inside, and shows none that lead out or to what is hidden", async () => {
  await using place = await Place.make();
  const root = `${place.home}/area`;
  await Deno.symlink("b.txt", `${root}/good`);
  await Deno.symlink("sub", `${root}/goodfolder`);
  await Deno.symlink("../outside", `${root}/bad`);
  await Deno.symlink("/etc/passwd", `${root}/worse`);
  await Deno.symlink("..", `${root}/parent`);
  await Deno.symlink("../areal", `${root}/neighbour`);
  await Deno.symlink(".secret", `${root}/sly`);
  await Deno.symlink(".hidden", `${root}/slyfolder`);
  await Deno.symlink("nowhere", `${root}/dangling`);
  await Deno.symlink("loop", `${root}/loop`);
  const area = place.area();
  assert.deepEqual(await names(area), ["goodfolder/", "sub/", "A.txt", "b.txt", "good"]);
  assert.equal(await text(area, "good"), "0123456789");
  assert.equal(await text(area, "goodfolder", "c.ans"), "c");
  for (const name of ["bad", "worse", "sly", "dangling", "loop"]) {
    assert.equal(await text(area, name), undefined);
  }
  for (const name of ["parent", "neighbour", "slyfolder"]) assert.equal(await names(area, [name]), undefined);
  assert.equal(await text(area, "parent", "outside"), undefined);
  assert.equal(await text(area, "neighbour", "outside"), undefined);
  // The area itself may be a link, for that was the sysop's.
  await Deno.symlink("area", `${place.home}/link`);
  assert.equal(await text(place.area("link"), "b.txt"), "0123456789");
});

Deno.test("FileArea does not wait for a pipe, and shows none", async () => {
  await using place = await Place.make();
  const made = await new Deno.Command("mkfifo", { args: [`${place.home}/area/pipe`] }).output();
  assert.ok(made.success);
  assert.deepEqual(await names(place.area()), ["sub/", "A.txt", "b.txt"]);
  assert.equal(await text(place.area(), "pipe"), undefined);
});

Deno.test("FileArea answers nothing but what is below its folder for names made of dangerous pieces", async () => {
  await using place = await Place.make();
  const area = place.area();
  const piece = fc.constantFrom(
    "..",
    ".",
    "/",
    "\\",
    "\0",
    "sub",
    "outside",
    "area",
    "areal",
    "b.txt",
    "~",
    "%2f",
    "",
  );
  const name = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(""));
  await fc.assert(
    fc.asyncProperty(fc.array(name, { maxLength: 4 }), async (path) => {
      const read = await text(area, ...path);
      assert.ok(read === undefined || ["0123456789", "a", "c"].includes(read), JSON.stringify(path));
      const listed = await names(area, path);
      assert.ok(!listed?.includes("outside"), JSON.stringify(path));
    }),
    { numRuns: 300 },
  );
});
