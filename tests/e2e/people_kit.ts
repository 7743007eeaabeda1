/**
 * What the tests of the scripts of people share: a board of fixtures, and callers who run a script of the default
 * board from its menu.
 *
 * @module
 */

import assert from "node:assert/strict";
import { enter, startBoard } from "./battery_kit.ts";
import type { CallerOptions, TestBoard, TestCaller } from "./harness.ts";

/** Starts the board; whoever applies first is its sysop. */
export function startPeople(): Promise<TestBoard> {
  return startBoard({ ini: { session: { preload: "f_top" } } });
}

/** A new user at the menu. */
export function arrive(board: TestBoard, handle: string, options: CallerOptions = {}): Promise<TestCaller> {
  return enter(board, `apply ${handle}`, options);
}

/** Runs a script and waits until the screen shows something. */
export async function start(caller: TestCaller, script: string, shows: string | RegExp): Promise<void> {
  await caller.send(`gosub ${script}\r`);
  await caller.see(shows);
}

/** Waits until a script has returned to the menu. */
export async function back(caller: TestCaller): Promise<void> {
  await caller.expect("RETURNED");
  await caller.expect("MENU> ");
}

/** Words of a caller who wants to steer other people's terminals. */
export const HOSTILE = "a\x1b]0;own\x07b\x1b[6nc\x9b6nd\x1bP+q\x1b\\e\x1b[2;1Hf|04g";

/** Fails when a sequence that no script of the board sends has reached the caller. */
export function assertUnsteered(caller: TestCaller): void {
  // What the board itself says: that what is done here be the window's title.
  // deno-lint-ignore no-control-regex
  const title = /\x1b\]2;[a-z0-9 .,'-]*\x07/gi;
  const raw = new TextDecoder("latin1").decode(Uint8Array.from(caller.raw)).replace(title, "");
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(raw, /\x1b\]|\x1b\[6n|\x1bP|\xc2\x9b/);
}
