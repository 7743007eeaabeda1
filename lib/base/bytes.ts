/**
 * Byte strings: joining, and a queue that is read from the front.
 *
 * @module
 */

const EMPTY = new Uint8Array(0);

/** Joins byte strings into one. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let size = 0;
  for (const part of parts) size += part.length;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Whether two byte strings are the same, byte for byte. Not constant in time. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * Gives back the memory of bytes that nobody will look at any more, at once instead of when garbage is collected. They
 * must be alone in their buffer; they and all views of it are empty afterwards.
 */
export function discardBytes({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
}

/** The bytes as `FF FB 01`, for logs and tests. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0").toUpperCase()).join(" ");
}

/** Chunks in, the same bytes out in order; its owner bounds it by looking at {@linkcode ByteQueue.size}. */
export class ByteQueue {
  #chunks: Uint8Array[] = [];
  #size = 0;

  /** How many bytes wait. */
  get size(): number {
    return this.#size;
  }

  /** Adds a chunk at the end; the queue keeps it, so the caller must not write into it afterwards. */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }

  /** Puts bytes back in front. */
  unshift(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.unshift(chunk);
    this.#size += chunk.length;
  }

  /** Takes up to `limit` bytes from the front; an empty array when none wait. */
  take(limit: number = Infinity): Uint8Array {
    if (this.#size === 0 || limit <= 0) return EMPTY;
    const taken: Uint8Array[] = [];
    let room = Math.min(limit, this.#size);
    this.#size -= room;
    while (room > 0) {
      const head = this.#chunks[0]!;
      if (head.length <= room) {
        taken.push(head);
        room -= head.length;
        this.#chunks.shift();
      } else {
        taken.push(head.slice(0, room));
        this.#chunks[0] = head.slice(room);
        room = 0;
      }
    }
    return taken.length === 1 ? taken[0]! : concatBytes(taken);
  }

  /** Forgets everything. */
  clear(): void {
    this.#chunks = [];
    this.#size = 0;
  }
}
