/**
 * How tests wait: for something to become true, with a deadline.
 *
 * @module
 */

/** Milliseconds that anything may take before a test gives up. */
export const PATIENCE = 20_000;

/** Polls until `look` answers something else than `undefined` or `false`; throws with `what` at the deadline. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  patience: number = PATIENCE,
): Promise<T> {
  const deadline = performance.now() + patience;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`Waited ${patience} ms in vain: ${what}`);
    await pause(10);
  }
}

/** Waits. Only for pauses that belong to a case ("a key every 9 s"), never for something to become true. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
