/**
 * Tests of scripts: a script is run for a caller who is made up, on a terminal that is made up, with a database in
 * memory. No server, no network, no clock; a run takes milliseconds.
 *
 * The session is a real one, so everything in "x84" works in it: widgets, `DBProxy`, `User`, `echo()`. Only the caller,
 * his terminal and the host are pretended.
 *
 * ```ts
 * // scripts/guestbook_test.ts; run it with: deno test -A scripts/guestbook_test.ts
 * import assert from "node:assert/strict";
 * import { DBProxy } from "x84";
 * import { assertScreen, KEYS, MemoryStore, runScript } from "x84/testing";
 * import guestbook from "./guestbook.ts";
 *
 * Deno.test("guestbook shows what others wrote", async () => {
 *   const store = new MemoryStore();
 *   await new DBProxy("guestbook", "lines", store).set("1", "bob was here");
 *   const { end, screen } = await runScript(guestbook, { store, happenings: [KEYS.escape] });
 *   assert.equal(end.type, "returned");
 *   await assertScreen(screen, new URL("screens/guestbook.txt", import.meta.url));
 * });
 *
 * Deno.test("guestbook fits a small window, also when it shrinks meanwhile", async () => {
 *   const { screen } = await runScript(guestbook, {
 *     happenings: [
 *       { look: (screen) => assert.match(screen.text, /Guest book/) },
 *       { columns: 40, rows: 12 },
 *     ],
 *   });
 *   assert.equal(screen.columns, 40);
 * });
 * ```
 *
 * - **The caller** is the list `happenings`: what he types, sizes of his window, messages on topics, time that passes.
 *   One of them happens whenever the script waits. After the last one he hangs up, so every run ends.
 * - **The screen** is a {@linkcode ScreenPicture}: `text`, `lines`, `cell(row, column)` with colours, `looks`.
 *   {@linkcode assertScreen} holds it against a file, which `UPDATE_GOLDEN=1` writes.
 * - **The host** answers as a board with one caller would, and what was asked of it is in `calls`, `published`, `activities`,
 *   `attributes`. What it cannot know, messages for instance, a test answers by itself:
 *   `answers: { listTags: () => [...] }`.
 * - **Other boards** are lists of what they say: `boards: { far: ["login: "] }`; what was typed there is in `dialled`.
 * - **Other scripts** do nothing when they are run, and are counted in `gosubs`; `scripts` hands in those that shall run.
 * - **Failures** come out: an error that the script does not catch fails the test.
 *
 * @module
 */

export { ALICE, KEYS, runScript, type RunScriptOptions, type ScriptRun } from "./testing/run_script.ts";
export type { Happening } from "./testing/happening.ts";
export type { Script, ScriptEnd } from "./testing/pretend_session.ts";
export type { CallAnswers, LogLine, Published } from "./testing/pretend_host.ts";
export {
  type CellPaint,
  type CursorPlace,
  type PictureCell,
  ScreenPicture,
} from "./testing/screen_picture.ts";
export { assertScreen, type AssertScreenOptions } from "./testing/assert_screen.ts";
export { MemoryKv as MemoryStore } from "./wire/memory_kv.ts";
export type { Answers, Call, CallOf, Verb } from "./wire/calls.ts";
