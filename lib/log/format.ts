/**
 * Makes lines of log entries: for a file, for a terminal, for programs.
 *
 * Each is one line without its end, at most {@linkcode MAX_LINE_BYTES} - 1 bytes, whatever strangers' text is in it.
 * Never throws, whatever the properties' getters do. Does not know where lines go.
 *
 * @module
 */

import { toPlainError } from "../base/errors.ts";
import type { Level, LogEntry } from "./entry.ts";
import { cutToBytes, escapeJson, escapeLine, escapeText, MAX_LINE_BYTES } from "./escape.ts";

const LIMIT = MAX_LINE_BYTES - 1;
/** A name or value within a line: one long property must not push the others out. */
const PART_LIMIT = 512;
/** Enough for what a line can hold. */
const MAX_PROPERTIES = 32;

/**
 * ```text
 * 2026-08-03T12:50:35.123Z WARN  session alice[telnet-127.0.0.1:5000] Message name=value
 * 2026-08-03T12:50:35.123Z WARN  telnet Message address=127.0.0.1 name=value
 * ```
 */
export function formatPlain(entry: LogEntry): string {
  return cutToBytes(`${isoTime(entry.time)} ${rest(entry)}`, LIMIT);
}

const COLOURS: Readonly<Record<Level, string>> = {
  debug: "\x1b[2m",
  info: "",
  warn: "\x1b[33m",
  error: "\x1b[1;31m",
};

/** As {@linkcode formatPlain} with the time of day alone (UTC), and in colour if `colours` says so. */
export function formatPretty(entry: LogEntry, colours: boolean): string {
  const time = isoTime(entry.time).slice(11, 19);
  const start = colours ? COLOURS[entry.level] : "";
  const end = start === "" ? "" : "\x1b[0m";
  return `${start}${cutToBytes(`${time} ${rest(entry)}`, LIMIT - start.length - end.length)}${end}`;
}

/** One JSON object: `time`, `level`, `category`, `message`, and `handle`, `session`, `address`, `properties` if known. */
export function formatJson(entry: LogEntry): string {
  const shown = (value: string | undefined) =>
    value === undefined ? undefined : cutToBytes(value, PART_LIMIT);
  const head = {
    time: isoTime(entry.time),
    level: entry.level,
    category: cutToBytes(entry.category, 64),
    message: shown(entry.message),
    handle: shown(entry.handle),
    session: shown(entry.sessionId),
    address: shown(entry.address),
  };
  const properties = propertiesOf(entry).map(([name, value]) => [cutToBytes(name, 64), plainValue(value)]);
  const whole = escapeJson(JSON.stringify({
    ...head,
    properties: properties.length === 0 ? undefined : Object.fromEntries(properties),
  }));
  if (cutToBytes(whole, LIMIT) === whole) return whole;
  const short = Object.fromEntries(
    Object.entries(head).map(([name, value]) => [name, value === undefined ? value : cutToBytes(value, 40)]),
  );
  return escapeJson(JSON.stringify({ ...short, cut: true }));
}

function rest(entry: LogEntry): string {
  const who = entry.sessionId === undefined && entry.handle === undefined
    ? ""
    : ` ${word(entry.handle ?? "")}${entry.sessionId === undefined ? "" : `[${word(entry.sessionId)}]`}`;
  const head = `${entry.level.toUpperCase().padEnd(5)} ${word(entry.category)}${who}`;
  const properties = propertiesOf(entry);
  // In front of strangers' text, so that nobody can put another there. An id of a session has it already.
  if (
    entry.address !== undefined && entry.sessionId === undefined &&
    !properties.some(([name]) => name === "address")
  ) {
    properties.unshift(["address", entry.address]);
  }
  const tail = properties.map(([name, value]) => ` ${word(name)}=${valueText(value)}`).join("");
  return `${head} ${escapeLine(entry.message)}${tail}`;
}

function isoTime(time: number): string {
  return new Date(time).toISOString();
}

/** A name that must look like one word. */
function word(text: string): string {
  return escapeLine(text, 80).replaceAll(" ", "_");
}

function propertiesOf(entry: LogEntry): [string, unknown][] {
  const { properties } = entry;
  if (properties === undefined) return [];
  try {
    const found: [string, unknown][] = [];
    for (const name of Object.keys(properties).slice(0, MAX_PROPERTIES)) {
      if (properties[name] !== undefined) found.push([name, properties[name]]);
    }
    return found;
  } catch (error) {
    return [["unreadable", toPlainError(error).message]];
  }
}

/** A property as it stands in a line: quoted when a reader could mistake where it ends. */
function valueText(value: unknown): string {
  const plain = plainValue(value);
  if (typeof plain !== "string") return String(plain);
  const escaped = escapeText(plain);
  const quoted = escaped === "" || /[\s"=]/.test(escaped) ? `"${escaped.replaceAll('"', '\\"')}"` : escaped;
  return cutToBytes(quoted, PART_LIMIT);
}

/** A property as text, number or truth value; errors by name and message with their stack, objects as JSON. */
function plainValue(value: unknown): string | number | boolean | null {
  try {
    if (value === null || typeof value === "boolean") return value;
    if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
    if (typeof value === "string") return cutToBytes(value, PART_LIMIT);
    if (value instanceof Error) {
      const { name, message } = toPlainError(value);
      const stack = String(value.stack ?? "").split("\n").slice(1, 6).map((line) => line.trim()).join(" < ");
      return cutToBytes(stack === "" ? `${name}: ${message}` : `${name}: ${message} < ${stack}`, PART_LIMIT);
    }
    if (typeof value === "object") return cutToBytes(JSON.stringify(value) ?? "undefined", PART_LIMIT);
    return cutToBytes(String(value), PART_LIMIT);
  } catch (error) {
    return cutToBytes(`unreadable: ${toPlainError(error).message}`, PART_LIMIT);
  }
}
