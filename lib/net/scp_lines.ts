/**
 * The old protocol of `scp`, which runs `scp -t` or `scp -f` at the other end and talks to it: its lines, and who wants
 * to read them out of bytes that were cut anywhere.
 *
 * ```text
 *   T<mtime> 0 <atime> 0\n    times of what comes next
 *   C<mode> <size> <name>\n   a file; so many bytes and an answer follow
 *   D<mode> 0 <name>\n        a folder: what comes until its E is in it
 *   E\n
 *
 *   \0             the answer to each of them: go on
 *   \1<text>\n     this one not, but go on
 *   \2<text>\n     nothing more
 * ```
 *
 * @module
 */

import { sanitizeLine } from "../text/sanitize.ts";

/** Bytes of a line. */
export const MAX_LINE = 8192;
/** Characters of what a peer says in an answer that are kept. */
const MAX_MESSAGE = 200;

/** Something that is not the protocol. */
export class ScpFault extends Error {
  override readonly name = "ScpFault";
}

/** What one side says. Times are seconds since 1970. */
export type ScpLine =
  | { readonly type: "times"; readonly mtime: number; readonly atime: number }
  | { readonly type: "file"; readonly mode: number; readonly size: number; readonly name: string }
  | { readonly type: "folder"; readonly mode: number; readonly name: string }
  | { readonly type: "end" }
  | ScpAnswer;

/** How the other side answers. */
export type ScpAnswer =
  | { readonly type: "ok" }
  | { readonly type: "warning" | "fatal"; readonly message: string };

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

const ENTRY = /^([CD])([0-7]{4,5}) (\d{1,19}) (.+)$/s;
const TIMES = /^T(\d{1,15}) \d{1,6} (\d{1,15}) \d{1,6}$/;

/** What a line says, without its end. */
export function parseScpLine(line: Uint8Array): ScpLine {
  if (line[0] === 1 || line[0] === 2) {
    const text = new TextDecoder().decode(line.subarray(1));
    return {
      type: line[0] === 1 ? "warning" : "fatal",
      message: sanitizeLine(text, { maxLength: MAX_MESSAGE }),
    };
  }
  const text = decode(line);
  if (text === "E") return { type: "end" };
  const times = TIMES.exec(text);
  if (times !== null) return { type: "times", mtime: Number(times[1]), atime: Number(times[2]) };
  const entry = ENTRY.exec(text);
  if (entry === null) {
    throw new ScpFault(`Cannot read a line: expected C, D, E or T, found ${line.length} bytes`);
  }
  const [, kind, octal, digits, name] = entry as unknown as readonly [string, string, string, string, string];
  // Each is one name: what would be a path leads out of the folder that it is meant for.
  if (name.includes("/") || name === "." || name === "..") {
    throw new ScpFault("Cannot take a name: found a path");
  }
  const mode = parseInt(octal, 8);
  if (kind === "D") return { type: "folder", mode, name };
  const size = Number(digits);
  if (!Number.isSafeInteger(size)) throw new ScpFault("Cannot take a file: it is too large");
  return { type: "file", mode, size, name };
}

function decode(line: Uint8Array): string {
  try {
    return utf8.decode(line);
  } catch {
    throw new ScpFault("Cannot read a line: expected UTF-8");
  }
}

/** A line or an answer as it is sent. A message has no line ends of its own. */
export function scpBytes(said: ScpLine): Uint8Array {
  switch (said.type) {
    case "ok":
      return Uint8Array.of(0);
    case "warning":
      return encoder.encode(`\x01scp: ${said.message}\n`);
    case "fatal":
      return encoder.encode(`\x02scp: ${said.message}\n`);
    case "times":
      return encoder.encode(`T${said.mtime} 0 ${said.atime} 0\n`);
    case "file":
      return encoder.encode(`C${octal(said.mode)} ${said.size} ${said.name}\n`);
    case "folder":
      return encoder.encode(`D${octal(said.mode)} 0 ${said.name}\n`);
    case "end":
      return encoder.encode("E\n");
  }
}

function octal(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, "0");
}

/** Reads lines, answers and data, each when it is asked for. */
export class ScpReader {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #piece: Uint8Array = new Uint8Array(0);

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** The next line or answer; `undefined` at the end. */
  async next(): Promise<ScpLine | undefined> {
    if (!await this.#more()) return undefined;
    if (this.#piece[0] === 0) {
      this.#piece = this.#piece.subarray(1);
      return { type: "ok" };
    }
    const line = new Uint8Array(MAX_LINE);
    for (let length = 0; await this.#more();) {
      const end = this.#piece.indexOf(10);
      const part = this.#piece.subarray(0, end < 0 ? undefined : end);
      if (length + part.length > MAX_LINE) {
        throw new ScpFault(`Cannot read a line: it has more than ${MAX_LINE} bytes`);
      }
      line.set(part, length);
      length += part.length;
      this.#piece = this.#piece.subarray(part.length + (end < 0 ? 0 : 1));
      if (end >= 0) return parseScpLine(line.subarray(0, length));
    }
    throw new ScpFault("Cannot read a line: it ends too early");
  }

  /** The next answer. */
  async answer(): Promise<ScpAnswer> {
    const said = await this.next();
    if (said === undefined) throw new ScpFault("Cannot go on: expected an answer, found the end");
    if (said.type !== "ok" && said.type !== "warning" && said.type !== "fatal") {
      throw new ScpFault("Cannot go on: expected an answer");
    }
    return said;
  }

  /** Bytes that have come, so many at most, good until something is read again; `undefined` at the end. */
  async data(most: number): Promise<Uint8Array | undefined> {
    if (!await this.#more()) return undefined;
    const data = this.#piece.subarray(0, most);
    this.#piece = this.#piece.subarray(data.length);
    return data;
  }

  async #more(): Promise<boolean> {
    while (this.#piece.length === 0) {
      const { done, value } = await this.#pieces.next();
      if (done === true) return false;
      this.#piece = value;
    }
    return true;
  }
}
