/**
 * What scripts are not given, because it holds bytes where neither V8 nor `buffer_limit.ts` counts them, or is a thread that
 * nobody watches.
 *
 * The classes stay, so that libraries may ask `value instanceof Blob`; making one is a `TypeError` that says why. Who means
 * ill finds some of them again (`Blob` of `node:buffer`, threads of `node:worker_threads`): for him there is the watch over the process.
 *
 * @module
 */

const KEPT = "the runtime would keep its bytes after the session has ended";
const UNCOUNTED = "nobody counts what waits in it";

/** The classes, and why nobody gets one. */
const CLASSES: Readonly<Record<string, string>> = {
  Blob: KEPT,
  File: KEPT,
  FormData: KEPT,
  MessageChannel: UNCOUNTED,
  BroadcastChannel: UNCOUNTED,
  Worker: "nobody limits its memory and its time",
};
/** Methods that would make one. */
const METHODS = ["blob", "formData"];

type Constructor = new () => object;
type Holder = Record<string, unknown>;

/** Takes them away, in this thread, for good. */
export function withhold(): void {
  const scope = globalThis as unknown as Holder;
  for (const [name, why] of Object.entries(CLASSES)) {
    const given = scope[name] as Constructor | undefined;
    if (given === undefined) continue;
    const withheld = new Proxy(given, {
      construct() {
        throw new TypeError(`Cannot make a ${name}: scripts get none, for ${why}`);
      },
    });
    Object.defineProperty(given.prototype, "constructor", { value: withheld });
    Object.defineProperty(scope, name, { value: withheld });
  }
  for (const name of METHODS) {
    const value = () => Promise.reject(new TypeError(`Cannot read a body by ${name}(): take arrayBuffer()`));
    for (const { prototype } of [Request, Response]) Object.defineProperty(prototype, name, { value });
  }
}
