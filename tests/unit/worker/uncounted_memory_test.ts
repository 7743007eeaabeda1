import assert from "node:assert/strict";
import { UncountedMemory } from "../../../lib/worker/uncounted_memory.ts";

const PAGE = 65536;
/** Gives out a memory of two pages, "m", and a function "g" that grows it by one. */
const MODULE = new Uint8Array([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 4, 1, 0x60, 0, 0],
  ...[3, 2, 1, 0],
  ...[5, 3, 1, 0, 2],
  ...[7, 9, 2, 1, 0x6d, 2, 0, 1, 0x67, 0, 0],
  ...[10, 9, 1, 7, 0, 0x41, 1, 0x40, 0, 0x1a, 0x0b],
]);

/** Runs with the classes of WebAssembly watched, and puts them back. */
async function watching(run: (memories: UncountedMemory, counted: number[]) => unknown): Promise<void> {
  const before = Object.getOwnPropertyDescriptors(WebAssembly);
  const shared = Object.getOwnPropertyDescriptor(globalThis, "SharedArrayBuffer")!;
  const constructors = [WebAssembly.Memory, WebAssembly.Instance, SharedArrayBuffer].map(({ prototype }) =>
    [prototype, prototype.constructor] as const
  );
  const [memories, counted] = [new UncountedMemory(), [] as number[]];
  memories.watch((bytes) => void counted.push(bytes));
  try {
    await run(memories, counted);
  } finally {
    Object.defineProperties(WebAssembly, before);
    Object.defineProperty(globalThis, "SharedArrayBuffer", shared);
    for (const [prototype, value] of constructors) Object.defineProperty(prototype, "constructor", { value });
  }
}

Deno.test("UncountedMemory measures memories that are made, also after they have grown", () =>
  watching((memories, counted) => {
    assert.equal(memories.bytes, 0);
    const memory = new WebAssembly.Memory({ initial: 3 });
    assert.equal(memories.bytes, 3 * PAGE);
    memory.grow(2);
    assert.equal(memories.bytes, 5 * PAGE);
    assert.ok(memory instanceof WebAssembly.Memory && memory.constructor === WebAssembly.Memory);
    // Who makes one is counted where he asks.
    assert.deepEqual(counted, []);
  }));

Deno.test("UncountedMemory knows what a module gives out, once, however it is brought to life", () =>
  watching(async (memories, counted) => {
    const module = new WebAssembly.Module(MODULE);
    const instance = new WebAssembly.Instance(module);
    assert.ok(instance instanceof WebAssembly.Instance);
    assert.equal(memories.bytes, 2 * PAGE);
    (instance.exports["g"] as () => void)();
    assert.equal(memories.bytes, 3 * PAGE);
    const { instance: second } = await WebAssembly.instantiate(MODULE);
    const third = await WebAssembly.instantiate(module);
    assert.equal(memories.bytes, 7 * PAGE);
    assert.ok([second, third].every(({ exports }) => exports["m"] instanceof WebAssembly.Memory));
    assert.deepEqual(counted, [2 * PAGE, 2 * PAGE, 2 * PAGE]);
  }));

Deno.test("UncountedMemory measures shared buffers, also after they have grown", () =>
  watching((memories) => {
    const buffer = new SharedArrayBuffer(100, { maxByteLength: 1000 });
    new Uint8Array(buffer);
    assert.equal(memories.bytes, 100);
    buffer.grow(700);
    assert.equal(memories.bytes, 700);
    assert.ok(buffer instanceof SharedArrayBuffer && buffer.constructor === SharedArrayBuffer);
    assert.equal(buffer.slice(0, 10).byteLength, 10);
  }));

Deno.test("UncountedMemory lets a module fail as it always did", () =>
  watching(async (memories) => {
    await assert.rejects(WebAssembly.instantiate(new Uint8Array(4)), WebAssembly.CompileError);
    assert.throws(() => new WebAssembly.Memory({ initial: -1 }), TypeError);
    assert.equal(memories.bytes, 0);
  }));
