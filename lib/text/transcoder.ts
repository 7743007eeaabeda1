/**
 * From one character encoding to another, piece by piece: what a program says on its way to a caller, and back.
 *
 * @module
 */

import type { CallerProfile } from "../base/caller_profile.ts";
import { getEncoding } from "./encodings.ts";
import { TerminalOutput } from "./terminal_output.ts";

/** Turns pieces of bytes into other bytes. */
export type Transcode = (bytes: Uint8Array, change?: (text: string) => string) => Uint8Array;

/** Characters of a sequence that is held back until its end has come. */
const MAX_SEQUENCE = 256;
// deno-lint-ignore no-control-regex
const BEGUN = /\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*|)$/;

/**
 * What a program says, for a caller's terminal. Control sequences pass as they are, except to terminals that know
 * none: a Commodore, and who has no terminal.
 *
 * @param from encoding of the program: `utf8` or `cp437`
 * @param to encoding of the caller
 */
export function transcodeOutput(from: "utf8" | "cp437", to: string, profile: CallerProfile): Transcode {
  // A PC's screen draws the low bytes as glyphs; who has that code page is sent the bytes themselves.
  const same = from === "cp437" && to.startsWith("cp437");
  const decoder = getEncoding(same ? "iso8859-1" : from === "cp437" ? "cp437_art" : from).decoder();
  const encoding = getEncoding(same ? "iso8859-1" : to);
  const foreign = profile.plain === true || to.startsWith("petscii");
  const terminal = foreign ? new TerminalOutput(profile, to) : undefined;
  let held = "";
  return (bytes, change = (text) => text) => {
    let text = change(decoder.push(bytes));
    if (terminal !== undefined) {
      text = held + text;
      const begun = BEGUN.exec(text)?.index ?? text.length;
      held = text.length - begun > MAX_SEQUENCE ? "" : text.slice(begun);
      text = terminal.adapt(text.slice(0, text.length - held.length));
    }
    return encoding.encode(text);
  };
}

/** What a caller types, for a program. */
export function transcodeInput(from: string, to: "utf8" | "cp437"): Transcode {
  const encoding = getEncoding(from);
  const same = from === to || (to === "cp437" && from === "cp437_art");
  if (same) return (bytes) => bytes;
  const decoder = (encoding.typed ?? encoding).decoder();
  const target = getEncoding(to);
  return (bytes) => target.encode(decoder.push(bytes));
}
