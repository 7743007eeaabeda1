import assert from "node:assert/strict";
import { answerOfThread } from "../../fakes/thread_answer.ts";

/** Runs a function's text in a Worker of its own: the limit is for good. */
async function inWorker(run: (limited: (limit: number) => { exceeded: number; held: number }) => unknown) {
  const url = new URL("../../../lib/worker/buffer_limit.ts", import.meta.url);
  const source = `
    import { parentPort } from "node:worker_threads";
    import { Buffer } from "node:buffer";
    import { limitBuffers } from "${url}";
    const limited = (limit) => {
      const state = { exceeded: 0, held: 0 };
      limitBuffers({ limit, held: () => state.held, exceeded: () => void state.exceeded++ });
      return state;
    };
    globalThis.Buffer ??= Buffer;
    parentPort.postMessage(await (${run})(limited));
  `;
  return await answerOfThread(source);
}

Deno.test("limitBuffers() refuses every way to a buffer that is too much", async () => {
  const refused = await inWorker((limited) => {
    const state = limited(0);
    const one = new Uint8Array(1024);
    // As if everything that may be held were.
    state.held = 1e12;
    const large = 200 * 1024 * 1024;
    const ways: Record<string, () => unknown> = {
      ArrayBuffer: () => new ArrayBuffer(large),
      SharedArrayBuffer: () => new SharedArrayBuffer(large),
      Uint8Array: () => new Uint8Array(large),
      Float64Array: () => new Float64Array(large / 8),
      BigUint64Array: () => new BigUint64Array(large / 8),
      subclass: () => new (class extends Uint8Array {})(large),
      constructor: () => new (one.constructor as Uint8ArrayConstructor)(large),
      from: () => new Uint8Array({ length: large }),
      Memory: () => new WebAssembly.Memory({ initial: large / 65536 }),
      alloc: () => Buffer.alloc(large),
      slice: () => one.slice(),
      map: () => one.map((byte) => byte),
      toReversed: () => one.toReversed(),
      encode: () => new TextEncoder().encode("text"),
    };
    return Object.entries(ways).flatMap(([name, way]) => {
      try {
        way();
        return [`${name} was allowed`];
      } catch (error) {
        return error instanceof RangeError ? [] : [`${name}: ${error}`];
      }
    }).concat(state.exceeded === Object.keys(ways).length ? [] : [`told ${state.exceeded} times`]);
  });
  assert.deepEqual(refused, []);
});

Deno.test("limitBuffers() counts no views, looks only when it could be too much, and takes no wrong alarm", async () => {
  const told = await inWorker((limited) => {
    const state = limited(64 * 1024 * 1024);
    const buffer = new ArrayBuffer(1024 * 1024);
    // Views are no memory, and garbage that was collected is none either.
    for (let i = 0; i < 1000; i++) new Uint8Array(buffer).subarray(1);
    for (let i = 0; i < 1000; i++) new Uint8Array(1024 * 1024);
    return state.exceeded;
  });
  assert.equal(told, 0);
});

Deno.test("limitBuffers() gives nothing back for what is moved, and looks at what was copied", async () => {
  const told = await inWorker((limited) => {
    const state = limited(0);
    const large = new ArrayBuffer(50 * 1024 * 1024);
    state.held = 1e12;
    const refused: string[] = [];
    const attempt = (name: string, run: () => unknown) => {
      try {
        run();
      } catch (error) {
        refused.push(`${name} ${(error as Error).name}`);
      }
    };
    let moved = large;
    for (let i = 0; i < 100; i++) moved = moved.transfer();
    attempt("wrong", () => ArrayBuffer.prototype.transfer.call({}));
    attempt("more", () => new ArrayBuffer(100 * 1024 * 1024));
    attempt("clone", () => structuredClone(new Map()));
    return refused;
  });
  assert.deepEqual(told, ["wrong TypeError", "more RangeError", "clone RangeError"]);
});

Deno.test("limitBuffers() leaves buffers what they are", async () => {
  const odd = await inWorker((limited) => {
    limited(64 * 1024 * 1024);
    const bytes = new Uint8Array([1, 2, 3]);
    class Own extends Uint8Array {}
    const checks: Record<string, boolean> = {
      instance: bytes instanceof Uint8Array && Buffer.from("a") instanceof Uint8Array,
      constructor: bytes.constructor === Uint8Array,
      buffer: bytes.buffer instanceof ArrayBuffer && bytes.buffer.constructor === ArrayBuffer,
      slice: bytes.slice(1).join() === "2,3" && bytes.slice(1).constructor === Uint8Array,
      map: bytes.map((byte) => byte * 2).join() === "2,4,6",
      from: Uint8Array.from("123", Number).join() === "1,2,3" && Uint8Array.of(7)[0] === 7,
      own: new Own(2).slice() instanceof Own,
      size: Uint8Array.BYTES_PER_ELEMENT === 1 && Float64Array.BYTES_PER_ELEMENT === 8,
      name: Uint8Array.name === "Uint8Array",
      clone: structuredClone(bytes).join() === "1,2,3",
      view: new DataView(bytes.buffer).getUint8(2) === 3,
      text: new TextDecoder().decode(new TextEncoder().encode("ü")) === "ü",
    };
    return Object.entries(checks).filter(([, right]) => !right).map(([name]) => name);
  });
  assert.deepEqual(odd, []);
});
