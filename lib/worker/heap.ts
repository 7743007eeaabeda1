/**
 * The heap of a Worker: what it holds, and giving back what it does not need: loading modules leaves 3 MB behind.
 *
 * @module
 */

import { collectGarbage } from "../base/garbage.ts";

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
  collectGarbage("last-resort");
  least = heldMemory();
}
