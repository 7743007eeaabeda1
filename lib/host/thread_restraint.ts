/**
 * What can be done about a thread that was stopped and runs on: Deno before 2.9 cannot halt one in an endless loop.
 * Linux can at least give it the last place in the queue for the processor.
 *
 * @module
 */

import { setPriority } from "node:os";

/** Milliseconds over which the threads are watched. */
const WATCH = 200;
/** Share of a processor that tells a thread in a loop from one that works. */
const BUSY = 0.3;
/** Clock ticks in a second, as Linux counts them for programs. */
const TICKS = 100;

/** Whether this Deno halts stopped threads by itself: it knows Web Locks (see `session_worker.ts`). */
export function haltsThreads(): boolean {
  return (navigator as { locks?: unknown }).locks !== undefined;
}

function usage(): Map<number, number> {
  const found = new Map<number, number>();
  for (const { name } of Deno.readDirSync("/proc/self/task")) {
    const stat = Deno.readTextFileSync(`/proc/self/task/${name}/stat`);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    found.set(Number(name), Number(fields[11]) + Number(fields[12]));
  }
  return found;
}

/** Gives the busiest thread but the main one the lowest priority. Answers its id, if one was busy. */
export async function restrainThread(main: number = Deno.pid): Promise<number | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  try {
    const before = usage();
    await new Promise((resolve) => setTimeout(resolve, WATCH));
    let busiest: number | undefined;
    let most = BUSY * TICKS * WATCH / 1000;
    for (const [thread, ticks] of usage()) {
      const used = ticks - (before.get(thread) ?? ticks);
      if (thread !== main && used >= most) [busiest, most] = [thread, used];
    }
    if (busiest !== undefined) setPriority(busiest, 19);
    return busiest;
  } catch {
    // Not allowed to look, or the thread has ended meanwhile.
    return undefined;
  }
}
