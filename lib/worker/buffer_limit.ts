/**
 * A limit for the memory beside a Worker's heap: buffers, which the heap's own limit does not count.
 *
 * A script that takes buffers in a loop never comes back to answer the watch, and Deno before 2.9 cannot halt it from
 * outside: it would take all the memory of the machine. So what makes buffers counts them, and looks at what the thread
 * holds when it could be too much. Not every way to a buffer passes here (what is read from a file does not); for those
 * there is the watch. What holds bytes that even the watch would not see is withheld (`withheld.ts`).
 *
 * @module
 */

import { Buffer } from "node:buffer";

/**
 * Bytes of buffers that nobody uses any more and V8 has not taken back yet. Measured with scripts that make nothing but
 * garbage: 126 MiB with Deno 2.9, 60 MiB with Deno 2.7.
 */
const GARBAGE = 128 * 1024 * 1024;
const WASM_PAGE = 64 * 1024;
/** Bytes that a unit of UTF-16 may take in UTF-8. */
const MOST_UTF8 = 3;

/** What the limit needs. */
export interface BufferLimitParts {
  /** The most bytes that the thread may hold, garbage apart. */
  readonly limit: number;
  /** Bytes that the thread holds: heap and buffers. */
  held(): number;
  /** It would be more. What asked for it gets a `RangeError` afterwards, and so does everybody who asks again. */
  exceeded(): void;
}

// deno-lint-ignore no-explicit-any
type Constructor = new (...args: any[]) => object;
// deno-lint-ignore no-explicit-any
type Method = (this: any, ...args: any[]) => unknown;
type Holder = Record<string, unknown>;

const TYPED_ARRAYS = [
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float16Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
];

/** Puts the limit in place, in this thread, for good. Answers what counts bytes that were taken elsewhere. */
export function limitBuffers(parts: BufferLimitParts): (bytes: number) => void {
  const { count, look } = counter(parts);
  const scope = globalThis as unknown as Holder;
  const sized = ([size]: readonly unknown[]) => number(size);
  countNew(scope, "ArrayBuffer", sized, count);
  countNew(scope, "SharedArrayBuffer", sized, count);
  for (const name of TYPED_ARRAYS) {
    const size = (scope[name] as { readonly BYTES_PER_ELEMENT: number } | undefined)?.BYTES_PER_ELEMENT ?? 0;
    countNew(scope, name, ([from]) => elements(from) * size, count);
  }
  const wasm = scope["WebAssembly"] as Holder;
  countNew(wasm, "Memory", ([of]) => number((of as { initial?: unknown })?.initial) * WASM_PAGE, count);
  countCalls(
    (wasm["Memory"] as Constructor).prototype,
    { grow: ([pages]) => number(pages) * WASM_PAGE },
    count,
  );

  // `slice`, `map` and `filter` make their results by the constructors above.
  const own = ({ byteLength }: { readonly byteLength: number }) => byteLength;
  const copies = (_: readonly unknown[], from: unknown) => own(from as ArrayBuffer) || 0;
  countCalls(
    Object.getPrototypeOf(Uint8Array.prototype),
    { toReversed: copies, toSorted: copies, with: copies },
    count,
  );
  // What shrinks, or moves, gives nothing back: that is found at the next look.
  const grows = ([size]: readonly unknown[], from: unknown) =>
    Math.max(0, number(size) - own(from as ArrayBuffer)) || 0;
  countCalls(ArrayBuffer.prototype, { resize: grows, transfer: grows, transferToFixedLength: grows }, count);
  countCalls(SharedArrayBuffer.prototype, { grow: grows }, count);
  countCalls(TextEncoder.prototype, { encode: ([text]) => String(text ?? "").length * MOST_UTF8 }, count);
  countCalls(
    scope["Uint8Array"] as object,
    { fromBase64: ([text]) => elements(text), fromHex: ([text]) => elements(text) },
    count,
  );
  const clone = scope["structuredClone"] as Method;
  Object.defineProperty(scope, "structuredClone", {
    // How much it copies is known only afterwards.
    value: (...args: unknown[]) => {
      const copy = clone.apply(undefined, args);
      look();
      return copy;
    },
  });
  countCalls(
    Buffer,
    {
      alloc: sized,
      allocUnsafe: sized,
      allocUnsafeSlow: sized,
      from: ([of]) => elements(of) * (typeof of === "string" ? MOST_UTF8 : 1),
      concat: together,
    },
    count,
  );
  return count;
}

type Count = (bytes: number) => void;
type Size = (args: readonly unknown[], self: unknown) => number;

/** Looks at what is held only when so much was handed out that it could be too much by now. */
function counter(
  { limit, held, exceeded }: BufferLimitParts,
): { readonly count: Count; readonly look: () => void } {
  let room = limit + GARBAGE - held();
  const look = (bytes: number = 0) => {
    room = limit + GARBAGE - held() - bytes;
    if (room >= 0) return;
    exceeded();
    throw new RangeError("Cannot make a buffer: the session would hold more memory than it may");
  };
  const count = (bytes: number) => {
    room -= bytes;
    if (room < 0) look(bytes);
  };
  return { count, look };
}

function countNew(scope: Holder, name: string, size: Size, count: Count): void {
  const made = scope[name] as Constructor | undefined;
  if (made === undefined) return;
  const counting = new Proxy(made, {
    construct(target, args, newTarget) {
      count(size(args, undefined));
      return Reflect.construct(target, args, newTarget);
    },
  });
  Object.defineProperty(made.prototype, "constructor", { value: counting });
  Object.defineProperty(scope, name, { value: counting });
}

function countCalls(holder: object, sizes: Readonly<Record<string, Size>>, count: Count): void {
  for (const [name, size] of Object.entries(sizes)) {
    const method = (holder as Holder)[name] as Method | undefined;
    if (method === undefined) continue;
    const value = function (this: unknown, ...args: unknown[]): unknown {
      count(size(args, this));
      return method.apply(this, args);
    };
    Object.defineProperty(holder, name, { value });
  }
}

function number(value: unknown): number {
  return typeof value === "number" && value > 0 ? value : 0;
}

/** How many elements an array of this would have; none of its own if it is over a buffer that is there. */
function elements(from: unknown): number {
  if (typeof from === "number") return number(from);
  if (typeof from === "string") return from.length;
  if (typeof from !== "object" || from === null) return 0;
  return number((from as { readonly length?: unknown }).length);
}

function together([list]: readonly unknown[]): number {
  return Array.isArray(list) ? list.reduce((sum: number, part) => sum + elements(part), 0) : 0;
}
