/**
 * How the doors let go of callers who never became any: with a line that says why, and with patience for a moment.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import type { Line } from "../net/line.ts";
import type { Stranger } from "./gates.ts";

/** Milliseconds that a caller has to take the line that says why he is sent away. */
export const FAREWELL_DEADLINE = 2000;

/** Says a line of plain ASCII and closes; who does not take it is dropped. */
export function sayFarewell(line: Line, clock: Clock, words: string): Promise<void> {
  return sayLast(line, clock, new TextEncoder().encode(`${words}\r\n`));
}

/** The same with bytes as they are. */
export async function sayLast(line: Line, clock: Clock, bytes: Uint8Array): Promise<void> {
  const cancel = clock.after(FAREWELL_DEADLINE, () => line.drop());
  await line.write(bytes).catch(() => {});
  cancel();
  line.close();
}

/**
 * A stranger at a door of plain text, for the gates. `seated` tells whether he has a session, `told` is for the log,
 * `quiet` how long he has not said anything where that is not the same as his client.
 */
export function strangerOn(
  line: Line,
  clock: Clock,
  seated: () => boolean,
  told: (why: string) => void,
  quiet: () => number = () => line.quiet,
): Stranger {
  return {
    get heard() {
      return line.heard;
    },
    get quiet() {
      return quiet();
    },
    get seated() {
      return seated();
    },
    sendAway(reason, words) {
      told(reason);
      void sayFarewell(line, clock, seated() ? `\r\n${words}` : words);
    },
  };
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
