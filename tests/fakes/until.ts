/**
 * Waiting for something to become true, in tests that have a real thread or a real file at the other end.
 *
 * @module
 */

/** Milliseconds that anything may take before a test gives up. */
const PATIENCE = 30_000;

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
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Lets everything run that is ready: promises, and messages between threads that have arrived. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}

/** What a promise comes to; throws with `what` when it does not in time. */
export async function within<T>(what: string, promise: Promise<T>): Promise<T> {
  let over = false;
  promise.then(() => (over = true), () => (over = true));
  await until(what, () => over);
  return await promise;
}
