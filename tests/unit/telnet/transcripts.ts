/**
 * Golden transcripts: bytes from a caller, and what must come of them.
 *
 * ```
 * # a rule, in words
 * < FF FB 1F             bytes in; "41 * 70000" repeats the last byte
 * = deadline             the door's deadline passes; "refuse binary" and "agree binary" are short for his answers
 * > FF FD 1F             bytes out
 * ! resize 132x43        another effect
 * ```
 *
 * @module
 */

import { concatBytes, hex } from "../../../lib/base/bytes.ts";
import { unreachable } from "../../../lib/base/errors.ts";
import { TelnetDecoder } from "../../../lib/telnet/decoder.ts";
import type { TelnetEffect } from "../../../lib/telnet/effects.ts";
import { TelnetSession } from "../../../lib/telnet/session.ts";

/** A line with what the caller or the door does, and the lines that must follow it. */
export interface Step {
  readonly act: string;
  readonly bytes: Uint8Array;
  readonly expected: readonly string[];
}

const ANSWERS: ReadonlyMap<string, string> = new Map([
  ["refuse binary", "FF FC 00 FF FE 00"],
  ["agree binary", "FF FB 00 FF FD 00"],
]);

function readBytes(text: string): Uint8Array {
  const [list, times] = text.split("*");
  const bytes = list!.trim().split(/\s+/).filter((w) => w !== "").map((word) => parseInt(word, 16));
  const last = bytes.at(-1) ?? 0;
  for (let i = 1; i < Number(times ?? 1); i++) bytes.push(last);
  return Uint8Array.from(bytes);
}

/** Reads a transcript. */
export function readTranscript(text: string): Step[] {
  const steps: { act: string; bytes: Uint8Array; expected: string[] }[] = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("<")) steps.push({ act: line, bytes: readBytes(line.slice(1)), expected: [] });
    else if (line.startsWith("=")) {
      const answer = ANSWERS.get(line.slice(2)) ?? "";
      steps.push({ act: line, bytes: readBytes(answer), expected: [] });
    } else if (line.startsWith(">") || line.startsWith("!")) steps.at(-1)!.expected.push(line);
  }
  return steps;
}

function showOther(effect: TelnetEffect): string {
  switch (effect.type) {
    case "reply":
    case "mark":
    case "input":
      return `! ${effect.type} ${hex(effect.bytes)}`;
    case "resize":
      return `! resize ${effect.columns}x${effect.rows}`;
    case "profile": {
      const variables = Object.entries(effect.environment).map(([k, v]) => ` ${k}=${JSON.stringify(v)}`);
      const names = effect.terminalNames.join(" | ");
      return `! profile ${effect.terminal}, ${effect.encoding}, mtts ${effect.mtts}, names [${names}]${
        variables.join("")
      }${effect.turnMarks ? ", turns marked" : ""}`;
    }
    case "wrongProtocol":
      return `! wrongProtocol ${effect.name}`;
    case "fault":
      return `! fault ${effect.reason}`;
    case "areYouThere":
    case "abortOutput":
    case "settled":
      return `! ${effect.type}`;
    default:
      return unreachable(effect);
  }
}

/** Effects as the lines of a transcript, with neighbouring replies and neighbouring inputs joined. */
export function showEffects(effects: readonly TelnetEffect[]): string[] {
  const lines: string[] = [];
  for (let i = 0; i < effects.length; i++) {
    const effect = effects[i]!;
    if (effect.type !== "reply" && effect.type !== "input") {
      lines.push(showOther(effect));
      continue;
    }
    const parts = [effect.bytes];
    for (let next = effects[i + 1]; next?.type === effect.type; next = effects[++i + 1]) {
      parts.push(next.bytes);
    }
    const bytes = concatBytes(parts);
    lines.push(effect.type === "reply" ? `> ${hex(bytes)}` : `! input ${hex(bytes)}`);
  }
  return lines;
}

/** One caller with decoder and session, after the opening burst. */
export class Player {
  readonly session: TelnetSession = new TelnetSession();
  readonly #decoder = new TelnetDecoder();

  constructor() {
    this.session.start();
  }

  /** Plays a step, its bytes in pieces of `size`. */
  play(step: Step, size: number = Infinity): TelnetEffect[] {
    if (step.act === "= deadline") return this.session.deadline();
    const effects: TelnetEffect[] = [];
    for (let i = 0; i < step.bytes.length; i += size) {
      effects.push(...this.session.receiveAll(this.#decoder.push(step.bytes.subarray(i, i + size))));
    }
    return effects;
  }
}
