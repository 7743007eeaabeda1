/**
 * What another board sends on its way to a caller's own terminal: everything that paints, asks and plays, nothing that
 * would still work when the call is over.
 *
 * ```text
 * taken out                                              for it
 * CSI … i                                                prints, or sends all further output to a printer
 * CSI … p without ! " $ before the p, CSI … " other      gives keys another meaning (ANSI.SYS)
 * DCS … | and all but sixels, fonts, DECRQSS, XTGETTCAP  gives keys another meaning (DECUDK), macros
 * OSC but titles, colours, links                         clipboard (52), downloads (1337), notifications
 * CSI 2 h                                                locks the keyboard
 * CSI ? 2004 h                                           marks of pasted text, which keys of the board do not pass on
 * CSI … t but sizes and colours                          moves windows; the titles that the board has put aside
 * SOS, PM, APC                                           nothing that a terminal needs; SyncTERM's files
 * ```
 *
 * Only whole sequences come out, so that what is written behind them is never taken for a part of one, and malformed
 * ones do not. What was switched on is remembered, for {@linkcode TerminalGuard.restore}.
 *
 * @module
 */

import { NORMAL, RESET_SCROLL_REGION, RESTORE_CURSOR, SAVE_CURSOR } from "./sequences.ts";

/** Characters of a control string; longer ones are left out. A sixel picture of 200 x 100 has some 10,000. */
const MAX_STRING = 32 * 1024;
/** Characters of a control sequence. */
const MAX_SEQUENCE = 256;
/** Modes that are remembered; there are not so many. */
const MAX_MODES = 64;

const C1 = /[\x80-\x9f]/g;
// deno-lint-ignore no-control-regex
const CSI = /\x1b\[([<-?]?)([0-;]*)([ -/]*)([@-~])/y;
// deno-lint-ignore no-control-regex
const CSI_BEGUN = /\x1b\[[0-?]*[ -/]*$/y;
// deno-lint-ignore no-control-regex
const STRING = /\x1b([\]PX^_])([^\x07\x18\x1a\x1b]*)(\x07|\x18|\x1a|\x1b\\)/y;
// deno-lint-ignore no-control-regex
const STRING_BEGUN = /\x1b[\]PX^_][^\x07\x18\x1a\x1b]*\x1b?$/y;
// deno-lint-ignore no-control-regex
const PLAIN = /\x1b([ -/]*)([0-~])/y;
// deno-lint-ignore no-control-regex
const PLAIN_BEGUN = /\x1b[ -/]*$/y;
/** How far a malformed sequence reaches. */
// deno-lint-ignore no-control-regex
const BROKEN = /\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x18\x1a\x1b]*|[ -/]*)/y;
// deno-lint-ignore no-control-regex
const STRING_END = /\x07|\x18|\x1a|\x1b\\/;

/** Sequences that paint with `t`: sizes that are asked for, 24-bit colours in PabloDraw's way. */
const WINDOW = /^(?:1[4689](?:;\d*)?|[01];\d+;\d+;\d+)$/;
/** Titles, colours of the palette, text and cursor, links. */
const OSC = /^(?:[0-2]|4|8|1[0-9]|104|11[0-9])(?:;|$)/;
/** Sixels, questions about settings and capabilities, SyncTERM's fonts. */
const DCS = /^(?:[\d;]*q|[$+]q|CTerm:Font:)/;
/** Modes that are on where nobody has changed them, as `?7`. */
const ON: ReadonlySet<string> = new Set(["?7", "?25", "12"]);

/** One terminal's guard, for the length of one call. */
export class TerminalGuard {
  /** The beginning of a sequence. */
  #rest = "";
  /** In a string that was too long. */
  #skipping = false;
  /** Modes that are not as they were. */
  readonly #modes = new Map<string, "h" | "l">();
  #shifted = false;
  #designated = false;
  #keypad = false;
  #cursorStyle = false;
  #font = false;

  /** Takes text, cut anywhere, and answers with what the terminal may have of it by now. */
  push(text: string): string {
    const input = this.#rest +
      text.replace(C1, (c1) => `\x1b${String.fromCharCode(c1.charCodeAt(0) - 0x40)}`);
    this.#rest = "";
    let out = "";
    let at = this.#skipping ? this.#skip(input) : 0;
    while (at < input.length) {
      const next = input.indexOf("\x1b", at);
      if (next !== at) {
        const plain = input.slice(at, next < 0 ? undefined : next);
        this.#shifted ||= plain.includes("\x0e");
        out += plain;
      }
      if (next < 0) break;
      at = next;
      const taken = this.#take(input, at);
      if (taken === undefined) {
        this.#rest = input.slice(at);
        break;
      }
      out += taken.shown;
      at += taken.length;
    }
    return out;
  }

  /**
   * What puts the terminal back in order: normal colours, the whole screen scrolls, and every mode, font and character
   * set as it was; the cursor stays. `font` chooses the font of the screen.
   */
  restore(font: string): string {
    const modes = Array.from(this.#modes, ([mode]) => {
      const [, prefix, number] = /^(\??)(\d+)$/.exec(mode)!;
      return `\x1b[${prefix}${number}${ON.has(mode) ? "h" : "l"}`;
    }).join("");
    const restored = modes + (this.#shifted ? "\x0f" : "") + (this.#designated ? "\x1b(B\x1b)B" : "") +
      (this.#keypad ? "\x1b>" : "") + (this.#cursorStyle ? "\x1b[0 q" : "") + (this.#font ? font : "");
    this.#modes.clear();
    this.#rest = "";
    this.#skipping =
      this.#shifted =
      this.#designated =
      this.#keypad =
      this.#cursorStyle =
      this.#font =
        false;
    // Terminals send the cursor home when the region changes.
    return restored + NORMAL + SAVE_CURSOR + RESET_SCROLL_REGION + RESTORE_CURSOR;
  }

  /** The sequence at a place: its length and what is shown of it; `undefined` when more of it has to come. */
  #take(input: string, at: number): { readonly length: number; readonly shown: string } | undefined {
    const csi = matchAt(CSI, input, at);
    if (csi !== null) {
      const [whole, prefix = "", parameters = "", between = "", end = ""] = csi;
      return { length: whole.length, shown: this.#passes(prefix, parameters, between, end) ? whole : "" };
    }
    const string = matchAt(STRING, input, at);
    if (string !== null) {
      const [whole, kind, body = "", end = ""] = string;
      const known = kind === "]" ? OSC.test(body) : kind === "P" && DCS.test(body);
      const passes = known && end !== "\x18" && end !== "\x1a" && whole.length <= MAX_STRING;
      return { length: whole.length, shown: passes ? whole : "" };
    }
    if (matchAt(STRING_BEGUN, input, at) !== null) {
      if (input.length - at <= MAX_STRING) return undefined;
      this.#skipping = true;
      this.#rest = "";
      const tail = input.endsWith("\x1b") ? 1 : 0;
      this.#rest = input.slice(input.length - tail);
      return { length: input.length - at, shown: "" };
    }
    if (matchAt(CSI_BEGUN, input, at) !== null || matchAt(PLAIN_BEGUN, input, at) !== null) {
      return input.length - at <= MAX_SEQUENCE ? undefined : { length: input.length - at, shown: "" };
    }
    const opens = /[[\]PX^_]/.test(input[at + 1] ?? "");
    const plain = opens ? null : matchAt(PLAIN, input, at);
    if (plain === null) {
      return { length: Math.max(1, matchAt(BROKEN, input, at)?.[0].length ?? 1), shown: "" };
    }
    const [whole, between = "", end = ""] = plain;
    if (/^[()*+]/.test(between)) this.#designated = true;
    else if (between === "" && (end === "=" || end === ">")) this.#keypad = end === "=";
    return { length: whole.length, shown: whole };
  }

  /** Whether a control sequence passes; what it switches is remembered. */
  #passes(prefix: string, parameters: string, between: string, end: string): boolean {
    if (between.includes('"') && !(between === '"' && /[pq]/.test(end))) return false;
    switch (end) {
      case "i":
        return false;
      case "p":
        return between !== "" || prefix !== "";
      case "t":
        return between !== "" || WINDOW.test(parameters);
      case "h":
      case "l":
        return between !== "" || this.#switch(prefix, parameters.split(";"), end);
      case "q":
        if (between === " ") this.#cursorStyle = true;
        return true;
      case "D":
        if (between === " ") this.#font = true;
        return true;
      default:
        return true;
    }
  }

  #switch(prefix: string, modes: readonly string[], to: "h" | "l"): boolean {
    if (prefix === "" && to === "h" && modes.some((mode) => Number(mode) === 2)) return false;
    if (prefix === "?" && modes.some((mode) => Number(mode) === 2004)) return false;
    for (const mode of modes) {
      if (!/^\d{1,5}$/.test(mode) || (prefix !== "" && prefix !== "?")) continue;
      const name = `${prefix}${Number(mode)}`;
      if ((to === "h") === ON.has(name)) this.#modes.delete(name);
      else if (this.#modes.size < MAX_MODES) this.#modes.set(name, to);
    }
    return true;
  }

  /** Passes over the rest of a string that was too long; answers where it ends. */
  #skip(input: string): number {
    const end = STRING_END.exec(input);
    if (end === null) {
      this.#rest = input.endsWith("\x1b") ? "\x1b" : "";
      return input.length;
    }
    this.#skipping = false;
    return end.index + end[0].length;
  }
}

function matchAt(pattern: RegExp, input: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(input);
}
