/**
 * Every script of the default board on the screens of its callers: in 80x24 as the files in `tests/golden/board` have
 * it, in UTF-8 and in CP437, and in other sizes with nothing cut off and the way out in sight.
 */

import assert from "node:assert/strict";
import { assertScreen } from "../../lib/testing/assert_screen.ts";
import { callableScripts } from "../fakes/script_list.ts";
import { tour } from "./board_tour.ts";
import { pause, type TestCaller } from "./harness.ts";

const FOLDER = new URL("../golden/board/", import.meta.url);
/** Milliseconds after which a screen that has not changed stands. */
const STILL = 400;

/** The screen without what is another each time: times of day, how long ago, versions, the machine. */
function masked(rows: readonly string[]): string {
  return rows.join("\n")
    .replace(/ +(?:just now|(?:\d+[dhm] *)?\d+[hms])(?: ago)?(?=[\s,.)]|$)/gm, "  AGO")
    .replace(/\d{4}-\d\d-\d\d(?: \d\d:\d\d UTC)?/g, "DATE")
    .replace(/\d\d:\d\d/g, "TIME")
    .replace(/x84 \d+\.\d+\.\d+/, "x84 VERSION")
    .replace(/Deno \S+, V8 \S+/, "Deno, V8")
    .replace(/machine {2}.*/, "machine  this one")
    .replace(/127\.0\.0\.1:\d+/g, "ADDRESS")
    .replace(/Now: .*/, "Now: SO MANY")
    .trimEnd();
}

/** The screen when it stands, or when it is as the file has it. */
async function standing(caller: TestCaller, wanted: string | undefined): Promise<string> {
  let screen = "";
  for (let still = 0; still < STILL; still += 50) {
    const now = masked(await caller.screen());
    if (`${now}\n` === wanted) return now;
    if (now !== screen) still = 0;
    screen = now;
    await pause(50);
  }
  return screen;
}

for (const encoding of ["utf8", "cp437"] as const) {
  Deno.test(`Every script looks at 80x24 as its picture has it, in ${encoding}`, async () => {
    const client = encoding === "utf8"
      ? { terminal: "xterm-256color", encoding: "utf-8" } as const
      : { terminal: "syncterm", encoding: "cp437" } as const;
    const differ: Error[] = [];
    const seen = await tour(client, async (script, caller) => {
      const file = new URL(`${script}_80x24_${encoding}.txt`, FOLDER);
      const screen = await standing(caller, await Deno.readTextFile(file).catch(() => undefined));
      await assertScreen(screen, file).catch((error) => differ.push(error));
    });
    if (differ.length > 0) throw differ[0];
    assert.deepEqual(seen.toSorted(), await callableScripts());
  });
}

/** The script that asks on top of another, which paints anew when the question is answered. */
const OVERLAY = "notice";
/** How a screen says how to get out of it. */
const WAYS_OUT =
  /\bq\b|\besc(?:ape)?\b|\[y\/n\]|\bbye hangs up|\[g\]oodbye|\[d\] done|log off\? y|n declines|any key|a key to/i;

/** Words that stand in the board's own sources; a word that was cut off is none of them. */
async function boardWords(): Promise<ReadonlySet<string>> {
  const words = new Set<string>();
  const folder = new URL("../../scripts/", import.meta.url);
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(".ts")) continue;
    const source = await Deno.readTextFile(new URL(name, folder));
    for (const [word] of source.matchAll(/[\p{L}\d]+/gu)) words.add(word.toLowerCase());
  }
  return words;
}

/** What is wrong with a screen; `undefined` when nothing is. */
async function fault(caller: TestCaller, columns: number, words: ReadonlySet<string>) {
  const rows = await caller.screen();
  const overrun = await caller.overrunRows();
  if (overrun.length > 0) return `runs over into row ${overrun[0]}`;
  if (!rows.some((row) => WAYS_OUT.test(row))) return "does not tell the way out";
  const last = rows.findLast((row) => row !== "") ?? "";
  const cut = last.length < columns - 4 ? "" : /[\p{L}\d]+$/u.exec(last)?.[0] ?? "";
  if (cut !== "" && !words.has(cut.toLowerCase())) return `ends in the middle of "${cut}"`;
  return undefined;
}

/** Whether a screen is not as its file has it. */
async function difference(script: string, caller: TestCaller): Promise<string | undefined> {
  const wanted = await Deno.readTextFile(new URL(`${script}_80x24_utf8.txt`, FOLDER));
  return `${masked(await caller.screen())}\n` === wanted ? undefined : "is not what it was before";
}

Deno.test("Every script fits 40x24, 80x25 and 132x50 when the window is resized, and tells the way out", async () => {
  const words = await boardWords();
  const faults: string[] = [];
  await tour({}, async (script, caller) => {
    const sizes = script.includes(" ")
      ? [[40, 24], [80, 24]] as const
      : [[40, 24], [80, 25], [132, 50], [80, 24]] as const;
    for (const [columns, rows] of sizes) {
      const before = caller.raw.length;
      await caller.resize(columns, rows);
      let wrong: string | undefined;
      const deadline = performance.now() + 3000;
      do {
        await pause(100);
        wrong = caller.raw.length > before ? await fault(caller, columns, words) : "is not painted again";
        // Back in the first size everything is as it was.
        const known = columns === 80 && rows === 24 && !script.includes(" ") && script !== OVERLAY;
        if (wrong === undefined && known) wrong = await difference(script, caller);
      } while (wrong !== undefined && performance.now() < deadline);
      if (wrong === undefined) continue;
      faults.push(
        `${script} in ${columns}x${rows} ${wrong}:\n${(await caller.screen()).join("\n").trimEnd()}`,
      );
    }
  }, true);
  assert.deepEqual(faults, []);
});
