/**
 * Asking V8 for a collection of garbage.
 *
 * V8 collects when a heap grows, and a thread that has come to rest never grows: it would keep for ever what it does
 * not need. Deno offers no way to ask, so V8's own function for it is taken out of a fresh context. The flag that puts
 * it there stands for that moment only: with it scripts could write files.
 *
 * Deno before 2.9 does not let flags be changed. There a buffer is made that is large enough for V8 to make room for
 * it first. Nobody writes into it, so that the system gives it no memory.
 *
 * @module
 */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Flavor = "regular" | "last-resort";
type Collect = (options: { type: "major"; execution: "sync"; flavor: Flavor }) => void;

/** Bytes of buffers that V8 collects for, however small the heap is. */
const LARGE = 64 * 1024 * 1024;
/**
 * The first collection finds what is dead, and the second gives the pages of that back. From the sixth on V8 throws away
 * compiled code, too, but no more pages come free (measured with Deno 2.7.14 after loading `mod.ts`).
 */
const COLLECTIONS: Readonly<Record<Flavor, number>> = { "regular": 1, "last-resort": 2 };

// Workers count the buffers that scripts make, and these are none of those.
const PlainBuffer = ArrayBuffer;
const { transfer } = ArrayBuffer.prototype;

/**
 * Collects all garbage of the calling thread, which stands still meanwhile: a millisecond for each megabyte in use.
 * `last-resort` throws away compiled code that can be made again, too, where V8's own function is to be had.
 */
export function collectGarbage(flavor: Flavor): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("globalThis.gc") as Collect | undefined;
  setFlagsFromString("--no-expose-gc");
  if (collect === undefined) makeRoom(COLLECTIONS[flavor]);
  else collect({ type: "major", execution: "sync", flavor });
}

/** Makes V8 collect by asking for large buffers, each of which is freed at once. Has no effect with Deno 2.9. */
function makeRoom(collections: number): void {
  for (let i = 0; i < collections; i++) {
    try {
      transfer.call(new PlainBuffer(LARGE), 0);
    } catch {
      // A system that promises no more memory than it has: V8 has collected before it gave up.
    }
  }
}
