/**
 * How tests wait: for something to become true, with a deadline.
 *
 * @module
 */

import { until as untilThen } from "../fakes/until.ts";

/** Milliseconds that anything may take before a test gives up. */
export const PATIENCE = 60_000;

/** Polls until `look` answers something else than `undefined` or `false`; throws with `what` at the deadline. */
export function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  patience: number = PATIENCE,
): Promise<T> {
  return untilThen(what, look, patience);
}

/** Waits. Only for pauses that belong to a case ("a key every 9 s"), never for something to become true. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
