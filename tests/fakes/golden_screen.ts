/**
 * Screens as text: what a script painted is held against a file in `tests/golden/screens/`.
 *
 * With `UPDATE_GOLDEN=1` in the environment the files are written anew; look at what changed before it is committed.
 *
 * @module
 */

import assert from "node:assert/strict";

const FOLDER = new URL("../golden/screens/", import.meta.url);

/** Fails when the screen is not the one in the file. */
export async function assertScreen(name: string, screen: string): Promise<void> {
  const file = new URL(`${name}.txt`, FOLDER);
  const permission = await Deno.permissions.query({ name: "env", variable: "UPDATE_GOLDEN" });
  if (permission.state === "granted" && Deno.env.get("UPDATE_GOLDEN") === "1") {
    await Deno.writeTextFile(file, `${screen}\n`);
    return;
  }
  assert.equal(`${screen}\n`, await Deno.readTextFile(file));
}
