/**
 * Stands in for `jsr:@std/log` where only the npm registry answers: loggers, handlers and `setup()` with the same
 * names and signatures.
 *
 * A logger holds handlers and hands each record to them; a handler has a level, a formatter and a place to write
 * to. No npm logger is underneath: LogTape, tried, took 14 to 25 ms to load, and of it only a loop over handlers
 * would be used. Not here, because nothing asks for it: `debug()` to `critical()` for the default logger.
 *
 * @module
 */

import { type BaseHandler, ConsoleHandler } from "./handlers.ts";
import {
  getLevelByName,
  getLevelName,
  type LevelName,
  type LogLevel,
  LogLevels,
  LogRecord,
} from "./record.ts";

export * from "./file_handlers.ts";
export * from "./handlers.ts";
export {
  type FormatterFunction,
  formatters,
  getLevelByName,
  getLevelName,
  type LevelName,
  type LogLevel,
  LogLevelNames,
  LogLevels,
  type LogRecord,
  type LogRecordOptions,
} from "./record.ts";

/** Any function. */
// deno-lint-ignore no-explicit-any
export type GenericFunction = (...args: any[]) => any;

/** What {@linkcode Logger} takes. */
export interface LoggerOptions {
  handlers?: BaseHandler[];
}

type Message<T> = (T extends GenericFunction ? never : T) | (() => T);

/** Hands messages of its level and above to its handlers, and answers with the message. */
export class Logger {
  handlers: BaseHandler[];
  readonly #loggerName: string;
  #level: LogLevel;

  constructor(
    loggerName: string,
    levelName: LevelName,
    options: LoggerOptions = {},
  ) {
    this.#loggerName = loggerName;
    this.#level = getLevelByName(levelName);
    this.handlers = options.handlers ?? [];
  }

  get loggerName(): string {
    return this.#loggerName;
  }

  get level(): LogLevel {
    return this.#level;
  }
  set level(level: LogLevel) {
    this.#level = getLevelByName(getLevelName(level));
  }

  get levelName(): LevelName {
    return getLevelName(this.#level);
  }
  set levelName(levelName: LevelName) {
    this.#level = getLevelByName(levelName);
  }

  debug<T>(msg: () => T, ...args: unknown[]): T | undefined;
  debug<T>(msg: T extends GenericFunction ? never : T, ...args: unknown[]): T;
  debug<T>(msg: Message<T>, ...args: unknown[]): T | undefined {
    return this.#log(LogLevels.DEBUG, msg, args);
  }

  info<T>(msg: () => T, ...args: unknown[]): T | undefined;
  info<T>(msg: T extends GenericFunction ? never : T, ...args: unknown[]): T;
  info<T>(msg: Message<T>, ...args: unknown[]): T | undefined {
    return this.#log(LogLevels.INFO, msg, args);
  }

  warn<T>(msg: () => T, ...args: unknown[]): T | undefined;
  warn<T>(msg: T extends GenericFunction ? never : T, ...args: unknown[]): T;
  warn<T>(msg: Message<T>, ...args: unknown[]): T | undefined {
    return this.#log(LogLevels.WARN, msg, args);
  }

  error<T>(msg: () => T, ...args: unknown[]): T | undefined;
  error<T>(msg: T extends GenericFunction ? never : T, ...args: unknown[]): T;
  error<T>(msg: Message<T>, ...args: unknown[]): T | undefined {
    return this.#log(LogLevels.ERROR, msg, args);
  }

  critical<T>(msg: () => T, ...args: unknown[]): T | undefined;
  critical<T>(
    msg: T extends GenericFunction ? never : T,
    ...args: unknown[]
  ): T;
  critical<T>(msg: Message<T>, ...args: unknown[]): T | undefined {
    return this.#log(LogLevels.CRITICAL, msg, args);
  }

  #log<T>(level: LogLevel, msg: Message<T>, args: unknown[]): T | undefined {
    const lazy = msg instanceof Function;
    if (level < this.#level) return lazy ? undefined : msg;
    const value = lazy ? msg() as T : msg;
    const record = new LogRecord({
      msg: asText(value),
      args,
      level,
      loggerName: this.#loggerName,
    });
    for (const handler of this.handlers) handler.handle(record);
    return value;
  }
}

function asText(value: unknown): string {
  if (value instanceof Error) return value.stack ?? value.message;
  if (typeof value !== "object" || value === null) return String(value);
  const quoted = (one: unknown) => typeof one === "string" ? `"${one}"` : asText(one);
  return `{${
    Object.entries(value).map(([name, one]) => `"${name}":${quoted(one)}`).join(
      ",",
    )
  }}`;
}

/** What {@linkcode setup} knows of a logger. */
export class LoggerConfig {
  level?: LevelName;
  /** Names of handlers. */
  handlers?: string[];
}

/** What {@linkcode setup} takes. */
export interface LogConfig {
  handlers?: { [name: string]: BaseHandler };
  loggers?: { [name: string]: LoggerConfig };
}

const state = {
  handlers: new Map<string, BaseHandler>(),
  loggers: new Map<string, Logger>(),
};

/** Ends the handlers there were, opens the new ones, and makes the loggers anew. A console logger is always there. */
export function setup(config: LogConfig): void {
  for (const handler of state.handlers.values()) handler.destroy();
  state.handlers.clear();
  state.loggers.clear();
  const handlers = { default: new ConsoleHandler("INFO"), ...config.handlers };
  for (const [name, handler] of Object.entries(handlers)) {
    handler.setup();
    state.handlers.set(name, handler);
  }
  const loggers: { [name: string]: LoggerConfig } = {
    default: { level: "INFO", handlers: ["default"] },
    ...config.loggers,
  };
  for (const [name, logger] of Object.entries(loggers)) {
    const own = (logger.handlers ?? []).map((one) => state.handlers.get(one));
    state.loggers.set(
      name,
      new Logger(name, logger.level ?? "INFO", {
        handlers: own.filter((one) => one !== undefined),
      }),
    );
  }
}

/** A logger that {@linkcode setup} made, or one without handlers; the default one when no name is given. */
export function getLogger(name: string = "default"): Logger {
  let logger = state.loggers.get(name);
  if (logger === undefined) {
    state.loggers.set(name, logger = new Logger(name, "NOTSET"));
  }
  return logger;
}

setup({});
