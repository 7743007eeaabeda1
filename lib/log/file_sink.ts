/**
 * The log file: lines are kept in memory and written at the latest after a second, at once after an error, and when
 * the log is closed.
 *
 * A disk that is full or a folder that is gone does not stop the server: lines are dropped and counted, the file is
 * tried again later, and the first line that goes through is preceded by how many were lost. The queue is one buffer
 * of {@linkcode BUFFER_BYTES}, which is written when it is full.
 *
 * @module
 */

import {
  BaseHandler,
  type FormatterFunction,
  LogLevels,
  type LogRecord,
  RotatingFileHandler,
} from "@std/log";
import type { Clock } from "../base/clock.ts";
import { toPlainError } from "../base/errors.ts";

/** What is kept in memory before it is written. */
export const BUFFER_BYTES = 65536;
const FLUSH_MS = 1000;
const RETRY_MS = 10_000;

/** What a {@linkcode FileSink} takes. */
export interface FileSinkOptions {
  readonly path: string;
  readonly maxBytes: number;
  readonly maxFiles: number;
  readonly formatter: FormatterFunction;
  readonly clock: Clock;
  /** Told once when writing begins to fail. */
  readonly onFailure: (message: string) => void;
  /** Makes the line that says how many were lost. */
  readonly lostLine: (lines: number) => string;
}

/** Writes lines into a file that is rotated by size. No method throws. */
export class FileSink extends BaseHandler {
  readonly #options: FileSinkOptions;
  readonly #clock: Clock;
  #file: RotatingFileHandler | undefined;
  #retryAt = 0;
  #failing = false;
  #unwritten = 0;
  #lost = 0;
  #cancelFlush: (() => void) | undefined;

  constructor(options: FileSinkOptions) {
    super("NOTSET", { formatter: options.formatter });
    this.#options = options;
    this.#clock = options.clock;
  }

  /** Lines that were lost and not yet reported in the file; at most, for part of a buffer may have been written. */
  get lost(): number {
    return this.#lost;
  }

  override setup(): void {
    this.#open();
  }

  override handle(logRecord: LogRecord): void {
    super.handle(logRecord);
    if (logRecord.level >= LogLevels.ERROR) this.flush();
  }

  log(line: string): void {
    if (this.#file === undefined && this.#clock.monotonic() >= this.#retryAt) this.#open();
    const file = this.#file;
    if (file === undefined) {
      this.#lost++;
      return;
    }
    this.#try(() => {
      this.#unwritten++;
      if (this.#lost > 0) {
        // Written through at once: only then is it known that the disk takes lines again.
        file.log(this.#options.lostLine(this.#lost));
        file.flush();
        this.#lost = 0;
        this.#failing = false;
      }
      file.log(line);
      this.#cancelFlush ??= this.#clock.after(FLUSH_MS, () => this.flush());
    });
  }

  /** Writes what is kept. */
  flush(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
    const file = this.#file;
    if (file === undefined) return;
    this.#try(() => {
      file.flush();
      this.#unwritten = 0;
    });
  }

  /** Writes what is kept and closes the file. */
  override destroy(): void {
    this.flush();
    const file = this.#file;
    this.#file = undefined;
    this.#retryAt = Infinity;
    try {
      file?.destroy();
    } catch {
      // Closing failed: the handle ends with the process.
    }
  }

  #open(): void {
    const { path, maxBytes, maxFiles } = this.#options;
    this.#try(() => {
      const file = new RotatingFileHandler("NOTSET", {
        filename: path,
        maxBytes,
        maxBackupCount: maxFiles,
        bufferSize: BUFFER_BYTES,
      });
      file.setup();
      this.#file = file;
    });
  }

  #try(write: () => void): void {
    try {
      write();
    } catch (error) {
      const file = this.#file;
      this.#file = undefined;
      this.#lost += this.#unwritten;
      this.#unwritten = 0;
      this.#retryAt = this.#clock.monotonic() + RETRY_MS;
      try {
        file?.destroy();
      } catch {
        // It fails as the write before it did.
      }
      if (!this.#failing) {
        this.#failing = true;
        this.#options.onFailure(toPlainError(error).message);
      }
    }
  }
}
