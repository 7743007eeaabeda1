/**
 * One run of a door: it joins a program to a caller's line, and sees to its end.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import { DosScreenCleaner } from "../text/dos_screen.ts";
import { type Transcode, transcodeInput, transcodeOutput } from "../text/transcoder.ts";
import type { DoorSpeech } from "./door_plan.ts";
import { DoorProcess } from "./door_process.ts";
import type { Terminal } from "./door_shell.ts";
import type { LentLine } from "./lent_line.ts";

/** Milliseconds at the beginning in which a DOS emulator's screen is cleaned and keys are thrown away. Precedent: x/84. */
export const DOS_BEGIN = 4000;

/** What a run is made of. */
export interface DoorRunOptions {
  readonly terminal: Terminal;
  readonly speech: DoorSpeech;
  readonly line: LentLine;
  /** The caller's encoding. */
  readonly encoding: string;
  readonly mark: string;
  readonly clock: Clock;
  /** Milliseconds that it may take; 0 for no limit. */
  readonly limit: number;
}

/** How a run ended. */
export interface DoorRunEnd {
  readonly status: number;
  /** Why it was ended, where it did not end by itself. */
  readonly ended?: "timeout" | "line";
}

/**
 * Runs a program to its end. Throws a `DoorStartError`, or what else goes wrong on the host's side; then nothing is left
 * of it, too.
 */
export async function runDoor(options: DoorRunOptions): Promise<DoorRunEnd> {
  const { line, limit, clock, terminal, mark } = options;
  const process = await DoorProcess.start(terminal, mark, clock, line.signal);
  let ended: DoorRunEnd["ended"];
  let trouble: { readonly error: unknown } | undefined;
  const writes = new Set<() => void>();
  const stop = (why: DoorRunEnd["ended"]) => {
    ended ??= why;
    process.kill();
    for (const resolve of writes) resolve();
  };
  const gone = () => stop("line");
  const cancel = limit === 0 ? () => {} : clock.after(limit, () => stop("timeout"));
  try {
    if (line.signal.aborted) gone();
    else line.signal.addEventListener("abort", gone, { once: true });
    await join(process, options, async (bytes) => {
      // A caller who does not read shall not keep anybody from the end of the run.
      const { promise, resolve } = Promise.withResolvers<void>();
      writes.add(resolve);
      if (ended !== undefined) resolve();
      else line.write(bytes).catch(gone).finally(resolve);
      await promise;
      writes.delete(resolve);
      return ended === undefined;
    });
  } catch (error) {
    trouble = { error };
    process.kill();
  } finally {
    cancel();
    line.signal.removeEventListener("abort", gone);
  }
  const status = await process.end();
  if (trouble !== undefined) throw trouble.error;
  return ended === undefined ? { status } : { status, ended };
}

/**
 * Passes bytes both ways until the program has said its last, or `write` answers `false`: the run is over. It resolves
 * when the caller has taken the bytes, and never rejects.
 */
async function join(
  process: DoorProcess,
  options: DoorRunOptions,
  write: (bytes: Uint8Array) => Promise<boolean>,
): Promise<void> {
  const { line, speech, encoding, clock, terminal } = options;
  const from = speech.cp437 ? "cp437" : "utf8";
  const asItIs: Transcode = (bytes) => bytes;
  const output = speech.raw ? asItIs : transcodeOutput(from, encoding, line.profile);
  const input = speech.raw ? asItIs : transcodeInput(encoding, from);
  const began = clock.monotonic();
  const begins = () => speech.dos && clock.monotonic() - began < DOS_BEGIN;
  line.serve({
    async input(bytes) {
      const typed = input(bytes);
      return begins() || typed.length === 0 || await process.write(typed.slice());
    },
    inputEnd: () => void process.endInput(),
    // A screen of DOS has the size that it has.
    resize: ({ columns, rows }) => {
      if (!speech.raw && !speech.dos) process.resize(columns, rows);
    },
  });
  const { columns, rows } = line.profile.size;
  if (!speech.raw && !speech.dos && (columns !== terminal.columns || rows !== terminal.rows)) {
    process.resize(columns, rows);
  }
  const cleaner = speech.dos && !speech.raw ? new DosScreenCleaner() : undefined;
  const change = (text: string) =>
    cleaner === undefined ? text : begins() ? cleaner.push(text) : cleaner.flush() + text;
  const settled = cleaner === undefined
    ? () => {}
    : clock.after(DOS_BEGIN, () => void write(output(new Uint8Array(0), change)));
  try {
    for (;;) {
      const bytes = await process.read();
      if (bytes === undefined) break;
      if (!await write(output(bytes, change))) return;
    }
    if (cleaner !== undefined) await write(output(new Uint8Array(0), () => cleaner.flush()));
  } finally {
    settled();
    line.stop();
  }
}
