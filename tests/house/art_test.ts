/** The pictures of the board: each tells who made it, fits where it is shown, and has a twin for small screens. */

import assert from "node:assert/strict";
import { renderArt } from "../../lib/text/art.ts";
import { displayWidth } from "../../lib/text/layout.ts";

const ART = new URL("../../scripts/art/", import.meta.url);

/** The pictures of a folder and of those in it, as paths within the former. */
async function picturesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ART))) {
    if (isDirectory) found.push(...await picturesIn(`${folder}${name}/`));
    else if (/\.(?:ans|asc)$/.test(name)) found.push(folder + name);
  }
  return found.sort();
}

const PICTURES = await picturesIn("");

for (const path of PICTURES) {
  Deno.test(`scripts/art/${path} fits its screen, and its SAUCE record tells what is true`, async () => {
    const art = renderArt(await Deno.readFile(new URL(path, ART)));
    assert.ok(art.record !== null, "no SAUCE record");
    const { title, author, date, columns, rows, font } = art.record;
    assert.ok(title !== "" && author !== "" && date !== "");
    const width = Math.max(...art.lines.map((line) => displayWidth(line.trimEnd())));
    // One column stays free, for terminals that wrap at once.
    const most = path.endsWith(".asc") ? 39 : 79;
    assert.ok(width <= most, `${width} columns`);
    assert.ok(columns !== undefined && columns >= width && columns <= 80, `${columns} columns`);
    assert.equal(rows, art.lines.length);
    assert.equal(font, path.endsWith(".asc") ? "" : "IBM VGA");
    if (path.endsWith(".ans")) {
      const twin = path.replace(/ans$/, "asc");
      assert.ok(PICTURES.includes(twin), `no ${twin}`);
      // Something stands below it, unless it is read in a window; what is narrow stands beside something.
      if (/^(?:top\/)?[^/]+$/.test(path)) assert.ok(rows <= (columns < 80 ? 22 : 16), `${rows} rows`);
    } else {
      assert.match(art.lines.join(""), /^[\x20-\x7e]*$/);
    }
  });
}

Deno.test("scripts/art has several pictures where one is chosen by chance", () => {
  for (const pattern of [/^matrix\d*\.ans$/, /^main\d*\.ans$/, /^callers\d*\.ans$/, /^logoff\d*\.ans$/]) {
    assert.ok(PICTURES.filter((path) => pattern.test(path)).length > 1, String(pattern));
  }
});
