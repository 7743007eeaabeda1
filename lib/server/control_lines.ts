/**
 * Lines of text out of a stream of bytes, none longer than was agreed.
 *
 * @module
 */

/**
 * The lines of a stream, without their ends; what follows the last line feed is not one. Holds one line at most.
 *
 * @throws {RangeError} for a line of more than `most` bytes
 * @throws {TypeError} for a line that is not UTF-8
 */
export async function* readLines(readable: ReadableStream<Uint8Array>, most: number): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of readable) {
    for (let at = 0; at < chunk.length;) {
      const end = chunk.indexOf(10, at);
      const part = chunk.subarray(at, end < 0 ? chunk.length : end);
      length += part.length;
      if (length > most) throw new RangeError(`Cannot read line: expected at most ${most} bytes`);
      parts.push(part);
      if (end < 0) break;
      yield decoder.decode(joined(parts, length));
      parts = [];
      length = 0;
      at = end + 1;
    }
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A value as a line of JSON. */
export function encodeLine(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`);
}
