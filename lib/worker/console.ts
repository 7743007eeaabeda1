/**
 * What scripts say to `console` goes to the server's log, as a line of their session: escaped, counted, and with his name,
 * while the runtime would write strangers' words to the operator's terminal as they are.
 *
 * @module
 */

import { format } from "node:util";
import type { LogLevel } from "../wire/messages.ts";

type Method = (...args: unknown[]) => void;

/**
 * Leads `console` there, in this thread, for good. Groups do not indent.
 *
 * @param log writes a line for the session whose script is running, if there is one
 */
export function redirectConsole(log: (level: LogLevel, message: string) => void): void {
  const counts = new Map<string, number>();
  const begins = new Map<string, number>();
  const at = (level: LogLevel): Method => (...args) => log(level, format(...args));
  const [debug, info, warn, error] = [at("debug"), at("info"), at("warn"), at("error")];
  const first: Method = (data) => info(data);
  const passed = (label: unknown = "default") =>
    `${label}: ${(performance.now() - (begins.get(`${label}`) ?? performance.now())).toFixed(3)} ms`;
  const methods: Readonly<Record<string, Method>> = {
    debug,
    log: info,
    info,
    warn,
    error,
    dir: first,
    dirxml: first,
    table: first,
    group: info,
    groupCollapsed: info,
    groupEnd() {},
    clear() {},
    assert(holds, ...args) {
      if (!holds) error(...(args.length === 0 ? ["Assertion failed"] : ["Assertion failed:", ...args]));
    },
    trace: (...args) =>
      error(...["Trace:", ...args], `\n${new Error().stack?.split("\n").slice(2).join("\n")}`),
    count(label = "default") {
      counts.set(`${label}`, (counts.get(`${label}`) ?? 0) + 1);
      info(`${label}: ${counts.get(`${label}`)}`);
    },
    countReset: (label = "default") => void counts.delete(`${label}`),
    time: (label = "default") => void begins.set(`${label}`, performance.now()),
    timeLog: (label, ...args) => info(passed(label), ...args),
    timeEnd(label) {
      info(passed(label));
      begins.delete(`${label ?? "default"}`);
    },
  };
  for (const [name, value] of Object.entries(methods)) Object.defineProperty(console, name, { value });
}
