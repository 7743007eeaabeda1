/**
 * How the doors let go of callers who never became any: with a line that says why, and with patience for a moment.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import type { Line } from "../net/line.ts";

/** Milliseconds that a caller has to take the line that says why he is sent away. */
export const FAREWELL_DEADLINE = 2000;

/** Says a line of plain ASCII and closes; who does not take it is dropped. */
export async function sayFarewell(line: Line, clock: Clock, words: string): Promise<void> {
  const cancel = clock.after(FAREWELL_DEADLINE, () => line.drop());
  await line.write(new TextEncoder().encode(`${words}\r\n`)).catch(() => {});
  cancel();
  line.close();
}

/**
 * Sends a caller away who has not said a single thing `ms` milliseconds from now. The answer cancels that.
 *
 * `told` hears of it first, for the log.
 */
export function watchSilence(line: Line, clock: Clock, ms: number, told: () => void): () => void {
  return clock.after(ms, () => {
    if (line.heard) return;
    told();
    void sayFarewell(line, clock, "You have not said anything. Goodbye.");
  });
}
