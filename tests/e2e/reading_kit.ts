/**
 * What the tests of the scripts of reading and writing share: a board on which they can also be run as the login runs
 * them.
 *
 * @module
 */

import { startBoard } from "./battery_kit.ts";
import type { BoardOptions, TestBoard } from "./harness.ts";

function quick(script: string): string {
  return `import type { Session } from "x84";
export default (session: Session): Promise<unknown> => session.gosub("${script}", "quick");`;
}

/** Starts the board; whoever applies first is its sysop. Scripts `quick_news` and `quick_msgarea` are the login's. */
export function startReading(options: BoardOptions = {}): Promise<TestBoard> {
  return startBoard({
    ...options,
    ini: { ...options.ini, session: { preload: "f_top" } },
    scripts: { quick_news: quick("news"), quick_msgarea: quick("msgarea"), ...options.scripts },
  });
}
