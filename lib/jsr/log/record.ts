/**
 * Levels, records and formatters of the stand-in for `@std/log`.
 *
 * @module
 */

/** The levels by name. */
export const LogLevels = {
  NOTSET: 0,
  DEBUG: 10,
  INFO: 20,
  WARN: 30,
  ERROR: 40,
  CRITICAL: 50,
} as const;
/** The name of a level. */
export type LevelName = keyof typeof LogLevels;
/** A level as number. */
export type LogLevel = (typeof LogLevels)[LevelName];
/** All names of levels, in rising order. */
export const LogLevelNames: LevelName[] = Object.keys(LogLevels) as LevelName[];

/** The number of a level's name. Throws an `Error` for anything else. */
export function getLevelByName(name: LevelName): LogLevel {
  if (!Object.hasOwn(LogLevels, name)) {
    throw new Error(`Cannot get log level: found name ${name}`);
  }
  return LogLevels[name];
}

/** The name of a level's number. Throws an `Error` for anything else. */
export function getLevelName(level: LogLevel): LevelName {
  const name = LogLevelNames.find((one) => LogLevels[one] === level);
  if (name === undefined) {
    throw new Error(`Cannot get log level: found number ${level}`);
  }
  return name;
}

/** What a record is made of. */
export interface LogRecordOptions {
  msg: string;
  args: unknown[];
  level: LogLevel;
  loggerName: string;
}

/** One message on its way to the handlers; only loggers make it. */
export class LogRecord {
  readonly msg: string;
  readonly level: number;
  readonly levelName: string;
  readonly loggerName: string;
  readonly #args: unknown[];
  readonly #datetime = new Date();

  constructor(options: LogRecordOptions) {
    this.msg = options.msg;
    this.level = options.level;
    this.levelName = getLevelName(options.level);
    this.loggerName = options.loggerName;
    this.#args = [...options.args];
  }

  /** A copy of what came with the message. */
  get args(): unknown[] {
    return [...this.#args];
  }

  /** When the record was made. */
  get datetime(): Date {
    return new Date(this.#datetime.getTime());
  }
}

/** Makes the line of a record. */
export type FormatterFunction = (logRecord: LogRecord) => string;

/** Ready-made formatters. */
export const formatters: { readonly jsonFormatter: FormatterFunction } = {
  /** One JSON object: level, datetime (milliseconds since 1970), message, args. */
  jsonFormatter(logRecord: LogRecord): string {
    const { args } = logRecord;
    return JSON.stringify({
      level: logRecord.levelName,
      datetime: logRecord.datetime.getTime(),
      message: logRecord.msg,
      args: args.length > 1 ? args : args[0],
    });
  },
};
