/**
 * Screens held against files.
 *
 * @module
 */

import assert from "node:assert/strict";
import { dirname, fromFileUrl, resolve } from "../base/path.ts";
import type { ScreenPicture } from "./screen_picture.ts";

/** How screens are compared. */
export interface AssertScreenOptions {
  /** Whether the file holds the looks of the cells, too. Needs a {@linkcode ScreenPicture}. */
  readonly colors?: boolean;
}

/** Between text and looks in a file. */
const RULE = "-".repeat(20) + " looks " + "-".repeat(20);

async function updates(): Promise<boolean> {
  const { state } = await Deno.permissions.query({ name: "env", variable: "UPDATE_GOLDEN" });
  return state === "granted" && Deno.env.get("UPDATE_GOLDEN") === "1";
}

/**
 * Fails, with the lines that differ, when a screen is not the one in the file: text, blanks at line ends and empty lines
 * at the bottom left out, and with `colors` how the cells look.
 *
 * With `UPDATE_GOLDEN=1` in the environment the file is written anew instead; look at what changed before you keep it.
 *
 * ```ts
 * const { screen } = await runScript(main);
 * await assertScreen(screen, new URL("screens/guestbook.txt", import.meta.url));
 * ```
 */
export async function assertScreen(
  screen: ScreenPicture | string,
  file: string | URL,
  options: AssertScreenOptions = {},
): Promise<void> {
  const path = resolve(file instanceof URL || file.startsWith("file:") ? fromFileUrl(file) : file);
  let found = `${typeof screen === "string" ? screen : screen.text}\n`;
  if (options.colors === true) {
    if (typeof screen === "string") {
      throw new TypeError("Cannot compare colors: expected a picture, found text");
    }
    found += [RULE, ...screen.looks, ""].join("\n");
  }
  if (await updates()) {
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, found);
    return;
  }
  let expected: string;
  try {
    expected = await Deno.readTextFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(`Cannot compare screen: "${path}" is not there; UPDATE_GOLDEN=1 writes it`);
  }
  assert.equal(found, expected.replaceAll("\r\n", "\n"));
}
