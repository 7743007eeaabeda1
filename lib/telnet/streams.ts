/**
 * The decoder and the encoder as TransformStreams, for pipelines; the work is in the classes.
 *
 * @module
 */

import { TelnetDecoder, type TelnetDecoderOptions } from "./decoder.ts";
import { TelnetEncoder } from "./encoder.ts";
import type { TelnetEvent } from "./events.ts";

/** Chunks of the caller's bytes in, the events of each chunk out: one array a chunk keeps the cost of streams low. */
export function telnetDecoderStream(
  options?: TelnetDecoderOptions,
): TransformStream<Uint8Array, TelnetEvent[]> {
  const decoder = new TelnetDecoder(options);
  return new TransformStream({
    transform(chunk, controller) {
      const events = decoder.push(chunk);
      if (events.length > 0) controller.enqueue(events);
    },
  });
}

/** Data in, escaped bytes out. `isBinary` is asked before each chunk, as BINARY may change at any time. */
export function telnetEncoderStream(isBinary: () => boolean): TransformStream<Uint8Array, Uint8Array> {
  const encoder = new TelnetEncoder();
  return new TransformStream({
    transform: (chunk, controller) => controller.enqueue(encoder.push(chunk, { binary: isBinary() })),
    flush(controller) {
      const rest = encoder.finish();
      if (rest.length > 0) controller.enqueue(rest);
    },
  });
}
