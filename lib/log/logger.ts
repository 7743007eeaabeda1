/**
 * What the rooms of the server log with: four levels, a category, a sentence, properties, and whom it is about.
 *
 * Nothing here throws into the caller, and nothing here knows where lines go: that is `setup.ts`.
 *
 * @module
 */

import type { Level, LogEntry, Properties, Subject } from "./entry.ts";

/**
 * Logs. The message is a sentence of ours without strangers' text, which belongs into `properties`.
 *
 * ```ts
 * log.info("telnet", "Caller connected", { port: 6023 }, { sessionId });
 * ```
 */
export interface Logger {
  debug(category: string, message: string, properties?: Properties, subject?: Subject): void;
  info(category: string, message: string, properties?: Properties, subject?: Subject): void;
  warn(category: string, message: string, properties?: Properties, subject?: Subject): void;
  error(category: string, message: string, properties?: Properties, subject?: Subject): void;
  /** Whether an entry would be written: ask before collecting what is dear. */
  enabled(level: Level, category: string): boolean;
}

/** Where a logger's entries go. */
export interface EntrySink {
  enabled(level: Level, category: string): boolean;
  write(entry: LogEntry): void;
}

/** Makes a logger that stamps entries with `now()` and writes them to a sink, swallowing what the sink throws. */
export function createLogger(sink: EntrySink, now: () => number): Logger {
  const at =
    (level: Level) => (category: string, message: string, properties?: Properties, subject?: Subject) => {
      try {
        if (!sink.enabled(level, category)) return;
        sink.write({
          time: now(),
          level,
          category,
          message,
          properties,
          sessionId: subject?.sessionId,
          handle: subject?.handle,
          address: subject?.address,
        });
      } catch {
        // A log that cannot be written must not end the session that wanted to log: there is nobody left to tell.
      }
    };
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    enabled: (level, category) => sink.enabled(level, category),
  };
}

/** A logger that forgets everything, for tests and for tools. */
export const silentLogger: Logger = createLogger({ enabled: () => false, write: () => {} }, () => 0);
