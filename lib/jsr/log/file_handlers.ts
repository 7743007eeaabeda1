/**
 * The handlers of the stand-in for `@std/log` that write files.
 *
 * @module
 */

import { BaseHandler, type BaseHandlerOptions } from "./handlers.ts";
import { type LevelName, LogLevels, type LogRecord } from "./record.ts";

/** `a` appends, `w` starts anew, `x` refuses a file that is there. */
export type LogMode = "a" | "w" | "x";

/** What {@linkcode FileHandler} takes. */
export interface FileHandlerOptions extends BaseHandlerOptions {
  filename: string;
  /** `"a"` unless given. */
  mode?: LogMode;
  /** Bytes that are kept before they are written; 4096 unless given. */
  bufferSize?: number;
}

/** Appends lines to a file through a buffer, which is written when full, on `flush()` and for critical records. */
export class FileHandler extends BaseHandler {
  protected readonly filename: string;
  protected readonly mode: LogMode;
  protected file: Deno.FsFile | undefined;
  readonly #buffer: Uint8Array;
  #filled = 0;
  readonly #onUnload = () => this.destroy();

  constructor(levelName: LevelName, options: FileHandlerOptions) {
    super(levelName, options);
    this.filename = options.filename;
    this.mode = options.mode ?? "a";
    this.#buffer = new Uint8Array(options.bufferSize ?? 4096);
  }

  override setup(): void {
    this.file = this.open();
    this.#filled = 0;
    addEventListener("unload", this.#onUnload);
  }

  override handle(logRecord: LogRecord): void {
    super.handle(logRecord);
    if (logRecord.level > LogLevels.ERROR) this.flush();
  }

  log(msg: string): void {
    const bytes = new TextEncoder().encode(`${msg}\n`);
    if (bytes.length > this.#buffer.length - this.#filled) this.flush();
    if (bytes.length > this.#buffer.length) {
      this.#write(bytes);
    } else {
      this.#buffer.set(bytes, this.#filled);
      this.#filled += bytes.length;
    }
  }

  /** Writes what is kept. Throws what the disk throws. */
  flush(): void {
    if (this.#filled === 0 || this.file === undefined) return;
    this.#write(this.#buffer.subarray(0, this.#filled));
    this.#filled = 0;
  }

  override destroy(): void {
    removeEventListener("unload", this.#onUnload);
    try {
      this.flush();
    } finally {
      this.file?.close();
      this.file = undefined;
    }
  }

  /** Opens the file; a new one can be read by its owner only. */
  protected open(): Deno.FsFile {
    return Deno.openSync(this.filename, {
      write: true,
      append: this.mode === "a",
      truncate: this.mode === "w",
      create: this.mode !== "x",
      createNew: this.mode === "x",
      mode: 0o600,
    });
  }

  #write(bytes: Uint8Array): void {
    let written = 0;
    while (written < bytes.length) {
      written += this.file!.writeSync(bytes.subarray(written));
    }
  }
}

/** What {@linkcode RotatingFileHandler} takes. */
export interface RotatingFileHandlerOptions extends FileHandlerOptions {
  /** How large the file may become; 1 or more. */
  maxBytes: number;
  /** How many old files, `NAME.1` being the youngest, are kept; 1 or more. */
  maxBackupCount: number;
}

/** A file that is renamed to `NAME.1` and begun anew before a line would make it too large. */
export class RotatingFileHandler extends FileHandler {
  readonly #maxBytes: number;
  readonly #maxBackupCount: number;
  #size = 0;

  constructor(levelName: LevelName, options: RotatingFileHandlerOptions) {
    super(levelName, options);
    this.#maxBytes = options.maxBytes;
    this.#maxBackupCount = options.maxBackupCount;
  }

  override setup(): void {
    if (this.#maxBytes < 1) {
      throw new Error(
        `Cannot rotate log: expected maxBytes >= 1, found ${this.#maxBytes}`,
      );
    }
    if (this.#maxBackupCount < 1) {
      throw new Error(
        `Cannot rotate log: expected maxBackupCount >= 1, found ${this.#maxBackupCount}`,
      );
    }
    if (this.mode === "x") {
      const old = this.#backups().find(exists);
      if (old !== undefined) {
        throw new Deno.errors.AlreadyExists(`Cannot begin log: found ${old}`);
      }
    }
    super.setup();
    if (this.mode === "w") {
      for (const old of this.#backups().filter(exists)) Deno.removeSync(old);
    }
    this.#size = Deno.statSync(this.filename).size;
  }

  override log(msg: string): void {
    const size = new TextEncoder().encode(msg).length + 1;
    if (this.#size + size > this.#maxBytes) {
      this.rotateLogFiles();
      this.#size = 0;
    }
    super.log(msg);
    this.#size += size;
  }

  /** Renames the files and opens a new one. */
  rotateLogFiles(): void {
    this.flush();
    this.file?.close();
    this.file = undefined;
    const names = [this.filename, ...this.#backups()];
    for (let i = names.length - 2; i >= 0; i--) {
      if (exists(names[i]!)) Deno.renameSync(names[i]!, names[i + 1]!);
    }
    this.file = this.open();
  }

  #backups(): string[] {
    return Array.from(
      { length: this.#maxBackupCount },
      (_, i) => `${this.filename}.${i + 1}`,
    );
  }
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
