/**
 * What another board sends on its way to a caller's own terminal: everything that paints, asks and plays, nothing that
 * would still work when the call is over.
 *
 * ```text
 * passes                                            what does not, for it would outlast the call or leave it
 * CSI of the table SEQUENCES                        printer, keys with other meanings, keyboard protocols, macros,
 *                                                   saved modes, tab stops, status lines, line speed, windows
 * CSI ... h and l but for the modes of NEVER          keyboard lock, VT52, marks of pasted text, modes of ANSI.SYS
 * ESC of the table ESCAPES                          8-bit answers, UTF-8 off, other sets of controls
 * OSC: titles, colours, links                       clipboard (52), downloads (1337), notifications
 * DCS: sixels, fonts, DECRQSS, XTGETTCAP            keys (DECUDK), macros, settings
 * no SOS, PM, APC                                   nothing that a terminal needs; SyncTERM's files
 * no ENQ                                            answerbacks, which would be typed here
 * ```
 *
 * Only whole sequences come out, so that what is written behind them is never taken for a part of one, and malformed
 * ones do not. What is not known does not pass. What was switched on is remembered, for {@linkcode TerminalGuard.restore}.
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
/** Ends a link, which else goes on to whatever is written. */
const NO_LINK = "\x1b]8;;\x1b\\";
/** The palette, and the colours of text, screen, cursor, mouse and selection, as the caller has chosen them. */
const USUAL_COLORS = ["104", "110", "111", "112", "113", "114", "115", "116", "117", "118", "119"]
  .map((number) => `\x1b]${number}\x1b\\`).join("");

const C1 = /[\x80-\x9f]/g;
const ENQ = "\x05";
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

/**
 * Control sequences that pass, beside `h` and `l`: what ends them, by what stands before the parameters and before the
 * end. Sources: ECMA-48, xterm's ctlseqs, SyncTERM's cterm.adoc.
 */
const SEQUENCES: ReadonlyMap<string, string> = new Map([
  // Cursor, erasing, scrolling, colours, tabs as they are, questions; M, N and | begin music.
  ["", "@ABCDEFGHIJKLMNPSTXZ`abcdefmnrsu|"],
  // What is not protected is erased; a question about the cursor and its like.
  ["?", "JKn"],
  // Questions: who are you.
  [">", "cq"],
  ["=", "cn"],
  ["<", "c"],
  // Fonts; the shape of the cursor; the picture sideways.
  [" ", "@ADq"],
  // Soft reset; rectangles; questions about modes and sums; columns.
  ["!", "p"],
  ["$", "prtvxz{"],
  ["?$", "p"],
  ["*", "y"],
  ["'", "}~"],
]);

/** Escape sequences that pass: cursor, lines, reset, keypad, shifts that SI undoes, character sets of 94. */
const ESCAPES = /^(?:[78DEMNOZcno=>\\]|#[3-68]|[()*+][0-~])$/;

/** Sequences that paint with `t`: sizes that are asked for, 24-bit colours in PabloDraw's way. */
const WINDOW = /^(?:1[4689](?:;\d*)?|[01];\d+;\d+;\d+)$/;
/** Titles, colours of the palette, text and cursor, links. */
const OSC = /^(?:[0-2]|4|8|1[0-9]|104|11[0-9])(?:;|$)/;
const COLORS = /^(?:4|1[0-9]);(?!(?:\d+;)?\?$)/;
/** Sixels, questions about settings and capabilities, SyncTERM's fonts. */
const DCS = /^(?:[\d;]*q|[$+]q|CTerm:Font:)/;
/** Modes that are on where nobody has changed them, as `?7`. */
const ON: ReadonlySet<string> = new Set(["?7", "?8", "?25", "?1035", "?1036", "12"]);
/** Ways to set modes that do not pass: the keyboard lock, VT52, marks of pasted text, which keys do not pass on. */
const NEVER: ReadonlySet<string> = new Set(["2h", "?2h", "?2l", "?2004h", "?2004l"]);

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
  #music = false;
  #link = false;
  #colors = false;
  #keypad = false;
  #cursorStyle = false;
  #font = false;

  /** Takes text, cut anywhere, and answers with what the terminal may have of it by now. */
  push(text: string): string {
    const input = this.#rest +
      text.replaceAll(ENQ, "").replace(C1, (c1) => `\x1b${String.fromCharCode(c1.charCodeAt(0) - 0x40)}`);
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
    // SO ends music, which swallows everything else; then SI chooses the first set again.
    const restored = (this.#music ? "\x0e" : "") + modes + (this.#shifted || this.#music ? "\x0f" : "") +
      (this.#designated ? "\x1b(B\x1b)B\x1b*B\x1b+B" : "") + (this.#link ? NO_LINK : "") +
      (this.#colors ? USUAL_COLORS : "") + (this.#keypad ? "\x1b>" : "") +
      (this.#cursorStyle ? "\x1b[0 q" : "") + (this.#font ? font : "");
    this.#modes.clear();
    this.#rest = "";
    this.#skipping =
      this.#shifted =
      this.#designated =
      this.#music =
      this.#link =
      this.#colors =
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
      // xterm ends an OSC with BEL, too.
      const ended = end === "\x1b\\" || (kind === "]" && end === "\x07");
      const passes = known && ended && whole.length <= MAX_STRING;
      if (passes && kind === "]") {
        this.#link ||= body.startsWith("8;");
        this.#colors ||= COLORS.test(body);
      }
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
    const [whole] = plain;
    const kind = whole.slice(1);
    if (!ESCAPES.test(kind)) return { length: whole.length, shown: "" };
    if (/^[()*+]/.test(kind)) this.#designated = true;
    else if (kind === "n" || kind === "o") this.#shifted = true;
    else if (kind === "=" || kind === ">") this.#keypad = kind === "=";
    return { length: whole.length, shown: whole };
  }

  /** Whether a control sequence passes; what it switches is remembered. */
  #passes(prefix: string, parameters: string, between: string, end: string): boolean {
    if (between === "" && (end === "h" || end === "l")) return this.#switch(prefix, parameters, end);
    if (between === "" && prefix === "" && end === "t") return WINDOW.test(parameters);
    if (SEQUENCES.get(prefix + between)?.includes(end) !== true) return false;
    if (between === " " && end === "q") this.#cursorStyle = true;
    if (between === " " && end === "D") this.#font = true;
    if (prefix + between === "" && (end === "M" || end === "N" || end === "|")) this.#music = true;
    return true;
  }

  /** Modes pass when they are spelt as everybody reads them, and can be remembered. */
  #switch(prefix: string, parameters: string, to: "h" | "l"): boolean {
    if (prefix !== "" && prefix !== "?") return false;
    const words = parameters.split(";");
    if (!words.every((word) => /^\d{1,8}$/.test(word))) return false;
    const modes = words.map((word) => `${prefix}${Number(word)}`);
    if (modes.some((mode) => NEVER.has(mode + to))) return false;
    const fresh = modes.filter((mode) => !this.#modes.has(mode));
    if (this.#modes.size + fresh.length > MAX_MODES) return false;
    for (const mode of modes) {
      if ((to === "h") === ON.has(mode)) this.#modes.delete(mode);
      else this.#modes.set(mode, to);
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
