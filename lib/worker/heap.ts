/**
 * The heap of a Worker: what it holds, and giving back what it does not need.
 *
 * What loading modules leaves behind (3 of 13 MB) V8 would keep until the heap is nearly full, which the heap of an
 * idle caller never is. Deno offers no way to ask for a collection, so V8's own function for it is taken out of a
 * fresh context. The flag that puts it there stands for that moment only: with it scripts could write files. Deno
 * before 2.9 does not let flags be changed, and nothing is given back there.
 *
 * @module
 */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Collect = (options: { type: "major"; execution: "sync"; flavor: "last-resort" }) => void;

/** Growth in bytes since the last time at which trimming is worth its 10 ms. */
const WORTHWHILE = 1024 * 1024;

let least = 0;

/** Bytes of the heap and beside it that the thread holds. */
export function heldMemory(): number {
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

/** Collects all garbage and compiled code that was not run, if much has gathered since the last time. */
export function trimHeap(): void {
  if (heldMemory() < least + WORTHWHILE) return;
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("globalThis.gc") as Collect | undefined;
  setFlagsFromString("--no-expose-gc");
  collect?.({ type: "major", execution: "sync", flavor: "last-resort" });
  least = heldMemory();
}
