/**
 * Makes keys out of what a terminal sends, wherever the input was cut.
 *
 * ```text
 * x                 a character            ESC [ 1 ; n A    up with modifiers (n - 1: 1 shift, 2 alt, 4 ctrl)
 * ESC x             alt and a character    ESC [ 3 ; n ~    delete with modifiers
 * ESC O P           f1                     ESC [ < b;c;r M  mouse (SGR form, 1006)
 * ESC [ A           up                     ESC [ 200 ~      what follows is pasted, until ESC [ 201 ~
 * ESC [ 27;n;c ~    character c with modifiers (xterm), as is ESC [ c;n u (fixterms)
 * ESC [ r ; c R     the answer to a question of ours; so are ESC [ ? ... , ESC P ... ST, ESC ] ... ST
 * ```
 *
 * The decoder never waits by itself. A lone ESC may be a key or a beginning: whoever owns the decoder looks at
 * `pendingEscape`, sets a deadline and calls `flush()`. What no row knows is swallowed as one `unknown` key, so that a
 * terminal's answers are never taken for typing. Encodings are not known here: the input is text. Where an encoding
 * leaves the C1 controls free, U+009B is `ESC [` and so on, as a VT220 with eight bits and an Amiga send them.
 *
 * @module
 */

import { csiExtent, type Extent, shiftExtent, stringExtent } from "./key_extent.ts";
import { compileKeys, KEY_ROWS, type KeyMeaning, type KeyName } from "./key_table.ts";

/** Where and how the mouse was used; column and row count from 1. */
export interface MouseReport {
  readonly action: "press" | "release" | "move" | "wheel_up" | "wheel_down" | "wheel_left" | "wheel_right";
  /** 0 left, 1 middle, 2 right, 3 none. */
  readonly button: number;
  readonly column: number;
  readonly row: number;
}

/** One key, or what comes the same way. */
export interface Key {
  /**
   * The key's name. With ctrl or alt the lower-case character; `undefined` for plain text. `report` is a terminal's
   * answer (see `sequence`), `unknown` a sequence that nobody knows.
   */
  readonly name:
    | KeyName
    | "mouse"
    | "focus_in"
    | "focus_out"
    | "report"
    | "unknown"
    | (string & Record<never, never>)
    | undefined;
  /** The character to be inserted; empty for everything that is no plain character. */
  readonly text: string;
  readonly ctrl: boolean;
  readonly alt: boolean;
  /** Known for special keys only; a capital letter is just another `text`. */
  readonly shift: boolean;
  /** Whether it came out of pasted text, when the terminal marks it. */
  readonly pasted: boolean;
  /** What the terminal sent. */
  readonly sequence: string;
  readonly mouse?: MouseReport;
}

/** Longest sequence that is looked at; longer ones are swallowed to their end. SGR mouse takes 20, CTerm's answer 40. */
export const MAX_SEQUENCE = 256;

const ESC = "\x1b";
// deno-lint-ignore no-control-regex
const MODIFIED = /^\x1b(?:\[(\d+);|O(?:1;)?)(\d+)([@-~])$/;
// deno-lint-ignore no-control-regex
const CODED = /^\x1b\[(?:27;(\d{1,2});(\d{1,7})~|(\d{1,7})(?:;(\d{1,2}))?u)$/;
const C1 = /[\x8f\x90\x98\x9b\x9d-\x9f]/g;
// deno-lint-ignore no-control-regex
const MOUSE = /^\x1b\[<(\d{1,5});(\d{1,5});(\d{1,5})([Mm])$/;
// deno-lint-ignore no-control-regex
const REPORT = /^\x1b(?:\[[?>=]|\[[\d;]*(?:R|\$y|[nty])$|[PX^_\]])/;
// deno-lint-ignore no-control-regex
const RXVT = /^\x1b\[(\d+)([$^@])$/;

let table: ReadonlyMap<string, KeyMeaning> | undefined;

function lookUp(sequence: string): KeyMeaning | undefined {
  table ??= compileKeys(KEY_ROWS);
  return table.get(sequence);
}

/** Turns a terminal's input into keys. Holds at most {@linkcode MAX_SEQUENCE} characters. */
export class KeyDecoder {
  /**
   * Set while an answer to `ESC [6n` is awaited. `ESC [1;2R` is both row 1, column 2 and shift with f3; while this is
   * true it is the former.
   */
  expectCursorReport: boolean = false;
  /**
   * Set while reports of the mouse are switched on: a terminal without the SGR form sends `ESC [ M` and three characters,
   * which are swallowed. Else `ESC [ M` is a key.
   */
  expectMouse: boolean = false;
  /** Set for terminals whose Delete sends DEL, as their Backspace sends BS: SyncTERM. Else both are Backspace. */
  delDeletes: boolean = false;

  #input = "";
  #pasting = false;
  #afterReturn = false;
  /** What is being swallowed after a sequence grew too long. */
  #skipping: "csi" | "string" | undefined;

  /** Whether an unfinished sequence waits, so that a deadline is wanted. */
  get pendingEscape(): boolean {
    return this.#skipping !== undefined || this.#input.startsWith(ESC);
  }

  /** The input of an unfinished sequence, for a decoder that goes on in this one's place. */
  get pending(): string {
    return this.#input;
  }

  /** Whether the last key was a CR, so that an LF would belong to it. */
  get afterReturn(): boolean {
    return this.#afterReturn;
  }

  /** Takes input, cut anywhere, and answers with the keys that are complete. */
  push(text: string): Key[] {
    const keys: Key[] = [];
    const sevenBits = text.replace(C1, (c1) => ESC + String.fromCharCode(c1.charCodeAt(0) - 0x40));
    this.#input = this.#input === "" ? sevenBits : this.#input + sevenBits;
    let at = 0;
    while (at < this.#input.length) {
      if (this.#skipping !== undefined) {
        at = this.#skip(at);
        if (this.#skipping !== undefined) break;
        continue;
      }
      const taken = this.#take(at, keys);
      if (taken === 0) break;
      at += taken;
    }
    this.#input = this.#input.slice(at);
    return keys;
  }

  /** The deadline has passed: what waits is as complete as it will get. A lone ESC becomes the key `escape`. */
  flush(): Key[] {
    const input = this.#input;
    this.#input = "";
    this.#skipping = undefined;
    if (input === "") return [];
    if (!input.startsWith(ESC)) return [this.#key(undefined, "\ufffd", input)];
    if (input === ESC) return [this.#key("escape", "", ESC)];
    if (input.startsWith(ESC + ESC)) {
      const escape = this.#key("escape", "", ESC);
      this.#input = input.slice(1);
      return [escape, ...this.flush()];
    }
    // A person pressed alt and "[", "O", "P" ...; anything longer is an answer that was cut off.
    if (input.length === 2) return [this.#altKey(input[1]!, input)];
    return [this.#key("unknown", "", input)];
  }

  #key(
    name: Key["name"],
    text: string,
    sequence: string,
    modifiers: { ctrl?: boolean | undefined; alt?: boolean | undefined; shift?: boolean | undefined } = {},
  ): Key {
    return {
      name,
      text,
      ctrl: modifiers.ctrl ?? false,
      alt: modifiers.alt ?? false,
      shift: modifiers.shift ?? false,
      pasted: this.#pasting,
      sequence,
    };
  }

  /** Takes what stands at `at`; answers how much that was, 0 when input is missing. */
  #take(at: number, keys: Key[]): number {
    const code = this.#input.charCodeAt(at);
    if (code === 0x1b) {
      this.#afterReturn = false;
      return this.#takeEscape(at, keys);
    }
    // CR LF is one Enter: LF alone is Enter too, from callers whose line ends are those of Unix.
    if (code === 0x0a && this.#afterReturn) {
      this.#afterReturn = false;
      return 1;
    }
    this.#afterReturn = code === 0x0d;
    if (code >= 0xd800 && code <= 0xdbff && at + 1 === this.#input.length) return 0;
    const char = String.fromCodePoint(this.#input.codePointAt(at)!);
    keys.push(this.#characterKey(char));
    return char.length;
  }

  /** The key of a character that is not ESC. */
  #characterKey(char: string): Key {
    const code = char.codePointAt(0)!;
    if (code >= 0x20 && code < 0x7f) return this.#key(undefined, char, char);
    if (code === 0x0d || code === 0x0a) return this.#key("enter", "", char);
    if (code === 0x7f && this.delDeletes) return this.#key("delete", "", char);
    if (code === 0x08 || code === 0x7f) return this.#key("backspace", "", char);
    if (code === 0x09) return this.#key("tab", "", char);
    if (code === 0) return this.#key("space", "", char, { ctrl: true });
    if (code < 0x20) {
      return this.#key(String.fromCharCode(code + 0x40).toLowerCase(), "", char, { ctrl: true });
    }
    if (code < 0xa0) return this.#key("unknown", "", char);
    return this.#key(undefined, code >= 0xd800 && code <= 0xdfff ? "\ufffd" : char, char);
  }

  /** The key of a character that came after ESC. */
  #altKey(char: string, sequence: string): Key {
    // The Linux console sends shift and tab so. Alt and tab change windows wherever there are some.
    if (char === "\t") return this.#key("backtab", "", sequence, { shift: true });
    const key = this.#characterKey(char);
    return { ...key, name: key.name ?? key.text.toLowerCase(), text: "", alt: true, sequence };
  }

  #takeEscape(at: number, keys: Key[]): number {
    const input = this.#input;
    let start = at;
    let introducer = input[at + 1];
    if (introducer === ESC) {
      // ESC ESC [ is alt with a special key; ESC ESC and anything else is ESC, pressed before what follows.
      introducer = input[at + 2];
      if (introducer === undefined) return 0;
      if (introducer !== "[" && introducer !== "O") {
        keys.push(this.#key("escape", "", ESC));
        return 1;
      }
      start = at + 1;
    }
    if (introducer === undefined) return 0;
    const prefix = start - at;
    let extent: Extent;
    if (introducer === "[") {
      extent = csiExtent(input, start, this.expectMouse);
    } else if (introducer === "O") {
      extent = shiftExtent(input, start);
    } else if ("PX^_]".includes(introducer)) {
      extent = stringExtent(input, start);
    } else {
      if (input.length === start + 2 && /[\ud800-\udbff]/.test(introducer)) return 0;
      const char = String.fromCodePoint(input.codePointAt(start + 1)!);
      keys.push(this.#altKey(char, ESC + char));
      return 1 + char.length;
    }
    const length = extent.type === "more" ? input.length - start : extent.length;
    if (length > MAX_SEQUENCE) {
      this.#skipping = introducer === "[" ? "csi" : "string";
      keys.push(this.#key("unknown", "", input.slice(at, start + MAX_SEQUENCE)));
      return prefix + MAX_SEQUENCE;
    }
    if (extent.type === "more") return 0;
    const sequence = input.slice(start, start + length);
    if (extent.type === "whole") this.#special(sequence, prefix > 0, keys);
    else if (length > 2) keys.push(this.#key("unknown", "", input.slice(at, start + length)));
    else keys.push(...this.#brokenIntroducer(prefix > 0, sequence));
    return prefix + length;
  }

  /** `ESC [` or `ESC O` with something behind it that no sequence goes on with: alt and that character. */
  #brokenIntroducer(escapeBefore: boolean, sequence: string): Key[] {
    const key = this.#altKey(sequence[1]!, sequence);
    return escapeBefore ? [this.#key("escape", "", ESC), key] : [key];
  }

  /** A whole sequence, beginning with one ESC; `escaped` when another ESC stood before it. */
  #special(sequence: string, escaped: boolean, keys: Key[]): void {
    const coded = this.#codedKey(sequence);
    const meaning = coded === undefined ? this.#meaning(sequence) : undefined;
    // Only keys are pressed together with alt. What a terminal sends by itself came behind an Escape.
    const alt = escaped && (coded !== undefined || meaning !== undefined || !isAnswer(sequence));
    if (escaped && !alt) keys.push(this.#key("escape", "", ESC));
    const sent = alt ? ESC + sequence : sequence;
    if (sequence === "\x1b[200~" || sequence === "\x1b[201~") {
      this.#pasting = sequence === "\x1b[200~";
      return;
    }
    if (sequence === "\x1b[I" || sequence === "\x1b[O") {
      keys.push(this.#key(sequence === "\x1b[I" ? "focus_in" : "focus_out", "", sent));
      return;
    }
    const mouse = MOUSE.exec(sequence);
    if (mouse !== null) {
      const bits = Number(mouse[1]);
      const held = { shift: (bits & 4) > 0, alt: (bits & 8) > 0, ctrl: (bits & 16) > 0 };
      keys.push({ ...this.#key("mouse", "", sent, held), mouse: readMouse(mouse) });
      return;
    }
    if (coded !== undefined) {
      keys.push({ ...coded, alt: alt || coded.alt, sequence: sent });
      return;
    }
    if (meaning !== undefined) {
      const plain = !(alt || meaning.alt || meaning.ctrl || meaning.shift);
      const name = meaning.name ?? (plain ? undefined : meaning.text);
      const modifiers = { ctrl: meaning.ctrl, alt: alt || meaning.alt, shift: meaning.shift };
      keys.push(this.#key(name, plain ? meaning.text ?? "" : "", sent, modifiers));
      return;
    }
    keys.push(this.#key(REPORT.test(sequence) ? "report" : "unknown", "", sent));
  }

  /** A character that came as its number, with modifiers. */
  #codedKey(sequence: string): Key | undefined {
    const match = CODED.exec(sequence);
    if (match === null) return undefined;
    const code = Number(match[2] ?? match[3]);
    const bits = Number(match[1] ?? match[4] ?? 1) - 1;
    // Numbers for private use are keys of the kitty protocol, which nobody asked for.
    if (bits < 0 || bits > 15 || code > 0x10ffff || (code >= 0xd800 && code < 0xf900)) return undefined;
    const held = { shift: (bits & 1) > 0, alt: (bits & 10) > 0, ctrl: (bits & 4) > 0 };
    if (code === 0x1b) return this.#key("escape", "", sequence, held);
    const char = String.fromCodePoint(code);
    const plain = this.#characterKey(char);
    if (plain.name === undefined) {
      if (held.ctrl || held.alt) {
        return this.#key(char === " " ? "space" : char.toLowerCase(), "", sequence, held);
      }
      const upper = char.toUpperCase();
      return { ...plain, text: held.shift && upper.length === char.length ? upper : char };
    }
    if (plain.name === "unknown") return undefined;
    const name = plain.name === "tab" && held.shift ? "backtab" : plain.name;
    return this.#key(name, "", sequence, { ...held, ctrl: held.ctrl || plain.ctrl });
  }

  #meaning(sequence: string): (KeyMeaning & { readonly alt?: boolean }) | undefined {
    const known = lookUp(sequence.slice(1));
    if (known !== undefined) return known;
    const modified = MODIFIED.exec(sequence);
    if (modified !== null) {
      const [number, modifier, final] = [modified[1] ?? "1", modified[2]!, modified[3]!];
      const bits = Number(modifier) - 1;
      if (bits < 0 || bits > 15) return undefined;
      // A key without modifiers comes without a number; this is where the cursor is.
      const row = final === "R" && modified[1] !== undefined;
      if (row && (this.expectCursorReport || bits === 0)) return undefined;
      // xterm's f1 to f4 are those of the VT100; `ESC [ P` and its kin are others.
      const [first, second] = modified[1] === undefined || /[P-S]/.test(final) ? ["O", "["] : ["[", "O"];
      const base = final === "~"
        ? lookUp(`[${number}~`)
        : number === "1"
        ? lookUp(first + final) ?? lookUp(second + final)
        : undefined;
      if (base?.name === undefined) return undefined;
      const alt = (bits & 10) > 0;
      return { name: base.name, shift: (bits & 1) > 0 || base.shift === true, alt, ctrl: (bits & 4) > 0 };
    }
    const rxvt = RXVT.exec(sequence);
    const base = rxvt === null ? undefined : lookUp(`[${rxvt[1]}~`);
    if (base === undefined) return undefined;
    return { ...base, shift: rxvt![2] !== "^", ctrl: rxvt![2] !== "$" };
  }

  /** Goes on swallowing; answers where it stopped. At the end of the sequence decoding begins again. */
  #skip(at: number): number {
    const input = this.#input;
    for (let i = at; i < input.length; i++) {
      const code = input.charCodeAt(i);
      if (this.#skipping === "csi") {
        if (code >= 0x20 && code < 0x40) continue;
        this.#skipping = undefined;
        return code >= 0x40 && code <= 0x7e ? i + 1 : i;
      }
      if (code === 0x1b) {
        if (i + 1 === input.length) return i;
        this.#skipping = undefined;
        return input[i + 1] === "\\" ? i + 2 : i;
      }
      if (code === 0x07 || code === 0x9c || code === 0x18 || code === 0x1a) {
        this.#skipping = undefined;
        return i + 1;
      }
    }
    return input.length;
  }
}

const WHEELS = ["wheel_up", "wheel_down", "wheel_left", "wheel_right"] as const;

/** Reads an SGR mouse report, as {@linkcode MOUSE} matched it. */
function readMouse(match: RegExpExecArray): MouseReport {
  const [bits, column, row] = match.slice(1, 4).map(Number) as [number, number, number];
  const button = bits & 3;
  const action = (bits & 64) > 0
    ? WHEELS[button]!
    : (bits & 32) > 0
    ? "move"
    : match[4] === "M"
    ? "press"
    : "release";
  return { action, button, column, row };
}

/** Whether a terminal sends this by itself, not for a key: a report, the mouse, focus, or the mark of a paste. */
function isAnswer(sequence: string): boolean {
  return REPORT.test(sequence) || MOUSE.test(sequence) ||
    ["\x1b[I", "\x1b[O", "\x1b[200~", "\x1b[201~"].includes(sequence);
}
