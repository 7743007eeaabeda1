/**
 * What `x84 new script` writes: a script that works, short enough to be read before it is changed.
 *
 * @module
 */

/** The last part of a script's name: the name of its file. */
export function fileNameOf(name: string): string {
  return name.split(".").at(-1)!;
}

function titleOf(file: string): string {
  return `${file[0]!.toUpperCase()}${file.slice(1).replaceAll("_", " ")}`;
}

/** The source of a new script. */
export function renderScript(name: string): string {
  const file = fileNameOf(name);
  const title = titleOf(file);
  return `/**
 * ${title}. Say here what it is for.
 *
 * Callers get here by an item of the menu, or from any other script with
 * \`await session.gosub("${name}")\`.
 *
 * @module
 */

import {
  clearScreen,
  DBProxy,
  keyLabel,
  paintFrame,
  sanitizeLine,
  type Session,
  style,
} from "x84";

/** A table of the board's database: it outlives calls, and all callers share it. */
const visits = new DBProxy<number>("${file}", "visits");

/** Paints everything anew; what is too large for the screen is cut. */
async function paint(
  session: Session,
  count: number,
  pressed: string,
): Promise<void> {
  // What a caller chose (a handle, a message) goes through sanitizeLine first.
  const handle = sanitizeLine(session.handle);
  // The bbsname of [system] in x84.ini; settings of your own work the same.
  const board = session.setting("system", "bbsname", "x84");
  await paintFrame(session, [
    "",
    \` \${style("bold_cyan", "${title}")} at \${board}\`,
    "",
    \` Hello \${style("bold", handle)}, visit number \${count}.\`,
    \` Your screen has \${session.columns} columns and \${session.rows} rows.\`,
    "",
    pressed === "" ? "" : \` You pressed \${pressed}.\`,
    "",
    \` \${style("magenta", "Press a key; q or Escape leaves.")} \`,
  ]);
}

/** What runs when a caller comes. To return is to go back where he came from. */
export default async function main(session: Session): Promise<void> {
  session.setActivity("${title.toLowerCase()}");
  const handle = session.handle || "stranger";
  const count = await visits.update(handle, (before = 0) => before + 1);
  let pressed = "";
  await clearScreen(session);
  for (;;) {
    await paint(session, count, pressed);
    // Waits for a key, a new size of the screen, or a message.
    const event = await session.nextEvent();
    if (event?.type === "key") {
      const { key } = event;
      if (key.name === "escape" || key.text.toLowerCase() === "q") return;
      pressed = sanitizeLine(keyLabel(key));
    }
    // A new size needs no more than to paint again.
  }
}
`;
}

/** The source of its test. */
export function renderTest(name: string): string {
  const file = fileNameOf(name);
  const title = titleOf(file);
  return `/**
 * Run it with: deno test -A ${file}_test.ts
 *
 * @module
 */

import assert from "node:assert/strict";
import { DBProxy } from "x84";
import { KEYS, MemoryStore, runScript } from "x84/testing";
import main from "./${file}.ts";

Deno.test("${name} shows what was pressed, and leaves with q and Escape", async () => {
  for (const leave of ["q", "Q", KEYS.escape]) {
    const { end, screen } = await runScript(main, { happenings: ["x", leave] });
    assert.equal(end.type, "returned");
    assert.match(screen.text, /You pressed x\\./);
  }
});

Deno.test("${name} counts visits", async () => {
  const store = new MemoryStore();
  await new DBProxy<number>("${file}", "visits", store).set("alice", 41);
  const { screen } = await runScript(main, { store });
  assert.match(screen.text, /visit number 42\\./);
});

Deno.test("${name} paints again when the screen has got another size", async () => {
  const { screen } = await runScript(main, {
    happenings: [
      { look: (before) => assert.match(before.text, /80 columns and 24 rows/) },
      { columns: 60, rows: 20 },
    ],
  });
  assert.match(screen.text, /60 columns and 20 rows/);
});

Deno.test("${name} has its title in the second row, in bold cyan", async () => {
  const { screen } = await runScript(main);
  assert.match(screen.lines[1]!, /^ ${title} at x84$/);
  assert.equal(screen.looks[0], "2:2-${title.length + 1} bold cyan");
  // A whole screen is better held against a file. UPDATE_GOLDEN=1 in the
  // environment writes it:
  // await assertScreen(screen, new URL("./${file}.txt", import.meta.url));
});
`;
}
