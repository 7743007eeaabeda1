/**
 * The handlers of the stand-in for `@std/log` that need no file.
 *
 * @module
 */

import {
  type FormatterFunction,
  getLevelByName,
  getLevelName,
  type LevelName,
  type LogLevel,
  LogLevels,
  type LogRecord,
} from "./record.ts";

/** What every handler takes. */
export interface BaseHandlerOptions {
  formatter?: FormatterFunction;
}

/** Writes records of its level and above; a subclass says where to. */
export abstract class BaseHandler {
  formatter: FormatterFunction;
  #level: LogLevel;

  constructor(levelName: LevelName, options?: BaseHandlerOptions) {
    this.#level = getLevelByName(levelName);
    this.formatter = options?.formatter ??
      ((record) => `${record.levelName} ${record.msg}`);
  }

  get level(): LogLevel {
    return this.#level;
  }
  set level(level: LogLevel) {
    getLevelName(level);
    this.#level = level;
  }

  get levelName(): LevelName {
    return getLevelName(this.#level);
  }
  set levelName(levelName: LevelName) {
    this.#level = getLevelByName(levelName);
  }

  /** Formats and writes a record, if its level is high enough. */
  handle(logRecord: LogRecord): void {
    if (logRecord.level >= this.level) this.log(this.format(logRecord));
  }

  /** Makes the line of a record. */
  format(logRecord: LogRecord): string {
    return this.formatter(logRecord);
  }

  /** Writes a line. */
  abstract log(msg: string): void;
  /** Opens what the handler needs; called by {@linkcode setup}. */
  setup(): void {}
  /** Closes it again. */
  destroy(): void {}

  [Symbol.dispose](): void {
    this.destroy();
  }
}

/** What {@linkcode ConsoleHandler} takes. */
export interface ConsoleHandlerOptions extends BaseHandlerOptions {
  /** `true` unless given; `NO_COLOR` in the environment overrules it. */
  useColors?: boolean;
}

/** SGR parameters by level; the levels below `INFO` stay plain. */
const COLOURS: Readonly<Record<number, readonly [start: string, end: string]>> = {
  [LogLevels.INFO]: ["\x1b[34m", "\x1b[39m"],
  [LogLevels.WARN]: ["\x1b[33m", "\x1b[39m"],
  [LogLevels.ERROR]: ["\x1b[31m", "\x1b[39m"],
  [LogLevels.CRITICAL]: ["\x1b[1m\x1b[31m", "\x1b[39m\x1b[22m"],
};

/** Writes with `console.log()`, in colour unless told otherwise. */
export class ConsoleHandler extends BaseHandler {
  readonly #useColors: boolean;

  constructor(levelName: LevelName, options: ConsoleHandlerOptions = {}) {
    super(levelName, options);
    this.#useColors = (options.useColors ?? true) && !Deno.noColor;
  }

  override format(logRecord: LogRecord): string {
    const line = super.format(logRecord);
    const [start, end] = (this.#useColors ? COLOURS[logRecord.level] : undefined) ?? ["", ""];
    return `${start}${line}${end}`;
  }

  log(msg: string): void {
    console.log(msg);
  }
}
