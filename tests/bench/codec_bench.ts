/**
 * How fast the telnet codec decodes: plain text, and text in which a tenth of the bytes are IAC pairs.
 *
 * Run with `deno run tests/bench/codec_bench.ts`; prints one JSON object, rates in MB/s (a million bytes).
 *
 * @module
 */

import { TelnetDecoder } from "../../lib/telnet/decoder.ts";
import { TelnetEncoder } from "../../lib/telnet/encoder.ts";
import { LineEnds } from "../../lib/telnet/line_ends.ts";
import { TelnetSession } from "../../lib/telnet/session.ts";

const CHUNK = 64 * 1024;
const TOTAL = 64 * 1024 * 1024;

/** One measured kind of input. */
export interface CodecRate {
  readonly input: string;
  readonly megabytesPerSecond: number;
  readonly runs: number;
}

/** Text of 80-column lines; no IAC. */
export function textChunk(): Uint8Array {
  const chunk = new Uint8Array(CHUNK);
  for (let i = 0; i < CHUNK; i++) chunk[i] = i % 80 === 78 ? 13 : i % 80 === 79 ? 10 : 32 + i % 95;
  return chunk;
}

/** Text with pairs of IAC and `seconds` in turn: two bytes of every twenty. */
export function pairChunk(seconds: readonly number[]): Uint8Array {
  const chunk = textChunk();
  for (let i = 0, n = 0; i + 1 < CHUNK; i += 20, n++) {
    chunk[i] = 255;
    chunk[i + 1] = seconds[n % seconds.length]!;
  }
  return chunk;
}

/** Runs `work` on `chunk` until `total` bytes went by, several times; the median rate. */
export function measure(
  input: string,
  chunk: Uint8Array,
  total: number,
  runs: number,
  makeWork: () => (chunk: Uint8Array) => void,
): CodecRate {
  const rates: number[] = [];
  for (let run = 0; run < runs; run++) {
    const work = makeWork();
    const start = performance.now();
    for (let done = 0; done < total; done += chunk.length) work(chunk);
    rates.push(total / 1e3 / (performance.now() - start));
  }
  rates.sort((a, b) => a - b);
  return { input, megabytesPerSecond: Math.round(rates[runs >> 1]!), runs };
}

/** All measurements. */
export function benchCodec(total: number = TOTAL, runs: number = 5): CodecRate[] {
  const decode = () => {
    const decoder = new TelnetDecoder();
    return (chunk: Uint8Array) => void decoder.push(chunk);
  };
  const receive = () => {
    const decoder = new TelnetDecoder();
    const session = new TelnetSession();
    return (chunk: Uint8Array) => void session.receiveAll(decoder.push(chunk));
  };
  const encode = () => {
    const encoder = new TelnetEncoder();
    return (chunk: Uint8Array) => void encoder.push(chunk, { binary: false });
  };
  const lineEnds = () => {
    const ends = new LineEnds();
    return (chunk: Uint8Array) => void ends.push(chunk, false);
  };
  return [
    measure("decode: text", textChunk(), total, runs, decode),
    measure("decode: 10% IAC IAC", pairChunk([255]), total, runs, decode),
    measure("decode: 10% IAC NOP", pairChunk([241]), total, runs, decode),
    measure("decode: 10% IAC IAC and IAC NOP in turn", pairChunk([255, 241]), total, runs, decode),
    measure("decode and session: text", textChunk(), total, runs, receive),
    measure("line ends: text", textChunk(), total, runs, lineEnds),
    measure("encode: text", textChunk(), total, runs, encode),
    measure("encode: 5% FF", pairChunk([32]), total, runs, encode),
  ];
}

if (import.meta.main) {
  console.log(JSON.stringify({ totalBytes: TOTAL, chunkBytes: CHUNK, rates: benchCodec() }, null, 2));
}
