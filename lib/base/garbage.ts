/**
 * Asking V8 for a collection of garbage.
 *
 * V8 collects when a heap grows, and a thread that has come to rest never grows: it would keep for ever what it does
 * not need. Deno offers no way to ask, so V8's own function for it is taken out of a fresh context. The flag that puts
 * it there stands for that moment only: with it scripts could write files. Deno before 2.9 does not let flags be
 * changed, and nothing is collected there.
 *
 * @module
 */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Collect = (
  options: { type: "major"; execution: "sync"; flavor: "regular" | "last-resort" },
) => void;

/**
 * Collects all garbage of the calling thread, which stands still meanwhile: a millisecond for each megabyte in use.
 * `last-resort` throws away compiled code that can be made again, too.
 */
export function collectGarbage(flavor: "regular" | "last-resort"): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("globalThis.gc") as Collect | undefined;
  setFlagsFromString("--no-expose-gc");
  collect?.({ type: "major", execution: "sync", flavor });
}
