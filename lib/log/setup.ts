/**
 * Opens the log the way `[log]` says: a console, a file, levels, the limit of lines a second.
 *
 * Lines go through `@std/log`: this is the one place that knows it. Whether the console is a terminal, and what a
 * relative path is relative to, are told by the caller.
 *
 * @module
 */

import { ConsoleHandler, getLogger, type LogRecord, setup } from "@std/log";
import type { Clock } from "../base/clock.ts";
import { addressOf, type Level, type LogEntry } from "./entry.ts";
import { FileSink } from "./file_sink.ts";
import { formatJson, formatPlain, formatPretty } from "./format.ts";
import { passes } from "./levels.ts";
import { createLogger, type EntrySink, type Logger } from "./logger.ts";
import { RateLimit } from "./rate_limit.ts";
import { RecentEntries } from "./recent.ts";
import type { LogSettings } from "./settings.ts";

/** What {@linkcode openLog} is told by the one who knows the machine. */
export interface LogSurroundings {
  readonly clock: Clock;
  /** Whether the console may be written to in colour. */
  readonly colours: boolean;
  /** Makes the path of the log file out of the setting, which may be relative. */
  resolvePath(path: string): string;
  /** Writes a line to the console; `console.log()` unless given. */
  writeLine?(line: string): void;
}

/** The log while it is open. */
export interface Log {
  readonly logger: Logger;
  /** Takes over the settings that are `live`. */
  apply(settings: LogSettings): void;
  /** The last entries as lines, the oldest first. */
  recent(lines: number): readonly string[];
  /** Writes what is kept in memory. */
  flush(): void;
  /** Writes what is kept in memory and closes the file; what is logged afterwards is lost. */
  close(): void;
}

const NAME = "x84";

/**
 * Opens the log. Never throws: a file that cannot be opened is told on the console and tried again later.
 *
 * The loggers of `@std/log` are global, so one log is open at a time.
 */
export function openLog(settings: LogSettings, surroundings: LogSurroundings): Log {
  const { clock, colours } = surroundings;
  let current = settings;

  const atConsole = (level: Level, category: string) =>
    passes(level, category, current.categories, current.level);
  const inFile = (level: Level, category: string) =>
    passes(level, category, current.categories, current.file_level);

  const toConsole = new ConsoleSink(
    ({ level, category }) => atConsole(level, category),
    (entry) => current.json ? formatJson(entry) : formatPretty(entry, colours),
    surroundings.writeLine,
  );
  const toFile = settings.file === "" ? undefined : new EntryFileSink(
    ({ level, category }) => inFile(level, category),
    {
      path: surroundings.resolvePath(settings.file),
      maxBytes: settings.max_bytes,
      maxFiles: settings.max_files,
      clock,
      formatter: (record) => (current.json ? formatJson : formatPlain)(entryOf(record)),
      onFailure: (message) => toConsole.print(ourOwn("error", "Cannot write log file", { message })),
      lostLine: (lines) =>
        (current.json ? formatJson : formatPlain)(
          ourOwn("warn", "Lines lost while the file could not be written", {
            lines,
          }),
        ),
    },
  );
  const ourOwn = (level: Level, message: string, properties: Record<string, unknown>): LogEntry => ({
    time: clock.now(),
    level,
    category: "log",
    message,
    properties,
  });

  setup({
    handlers: toFile === undefined ? { console: toConsole } : { console: toConsole, file: toFile },
    loggers: { [NAME]: { level: "DEBUG", handlers: ["console", "file"] } },
  });
  const out = getLogger(NAME);
  const recent = new RecentEntries();
  const emit = (entry: LogEntry) => {
    recent.push(entry);
    out[entry.level](entry.message, entry);
  };
  const limit = new RateLimit(
    clock,
    ({ source, lines }) => emit(ourOwn("warn", "Lines left out within a second", { source, lines })),
  );

  let isOpen = true;
  const sink: EntrySink = {
    enabled: (level, category) =>
      isOpen && (atConsole(level, category) || (toFile !== undefined && inFile(level, category))),
    write: (entry) => {
      if (limit.allow(entry.category, sourceOf(entry))) emit(entry);
    },
  };
  const flush = () => {
    limit.flush();
    toFile?.flush();
  };
  return {
    logger: createLogger(sink, () => clock.now()),
    apply: (next) => void (current = { ...next, file: current.file }),
    recent: (lines) => recent.lines(lines),
    flush,
    close() {
      isOpen = false;
      flush();
      toFile?.destroy();
    },
  };
}

function entryOf(record: LogRecord): LogEntry {
  return record.args[0] as LogEntry;
}

/** The console; the levels are ours, because a category may have its own. */
class ConsoleSink extends ConsoleHandler {
  readonly #passes: (entry: LogEntry) => boolean;
  readonly #format: (entry: LogEntry) => string;
  readonly #writeLine: ((line: string) => void) | undefined;

  constructor(
    passes: (entry: LogEntry) => boolean,
    format: (entry: LogEntry) => string,
    writeLine: ((line: string) => void) | undefined,
  ) {
    super("NOTSET", { useColors: false, formatter: (record) => format(entryOf(record)) });
    this.#passes = passes;
    this.#format = format;
    this.#writeLine = writeLine;
  }

  override handle(logRecord: LogRecord): void {
    if (this.#passes(entryOf(logRecord))) super.handle(logRecord);
  }

  override log(line: string): void {
    try {
      if (this.#writeLine === undefined) super.log(line);
      else this.#writeLine(line);
    } catch {
      // A console that is gone (a closed pipe) must not keep the line from the file.
    }
  }

  /** Shows an entry whatever its level. */
  print(entry: LogEntry): void {
    this.log(this.#format(entry));
  }
}

class EntryFileSink extends FileSink {
  readonly #passes: (entry: LogEntry) => boolean;

  constructor(passes: (entry: LogEntry) => boolean, options: ConstructorParameters<typeof FileSink>[0]) {
    super(options);
    this.#passes = passes;
  }

  override handle(logRecord: LogRecord): void {
    if (this.#passes(entryOf(logRecord))) super.handle(logRecord);
  }
}

/** Whose allowance a line uses. Errors have one of their own: they are ours, and shall not drown in his comings. */
function sourceOf(entry: LogEntry): string | undefined {
  const address = addressOf(entry);
  return address !== undefined && entry.level === "error" ? `${address} (errors)` : address;
}
