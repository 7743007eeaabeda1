/**
 * Screens as text: what a script painted is held against a file in `tests/golden/screens/`.
 *
 * With `UPDATE_GOLDEN=1` in the environment the files are written anew; look at what changed before it is committed.
 *
 * @module
 */

import { assertScreen as assertScreenFile } from "../../lib/testing/assert_screen.ts";

const FOLDER = new URL("../golden/screens/", import.meta.url);

/** Fails when the screen is not the one in the file. */
export async function assertScreen(name: string, screen: string): Promise<void> {
  await assertScreenFile(screen, new URL(`${name}.txt`, FOLDER));
}
