/**
 * What the terminals send for their special keys, as rows.
 *
 * One row stands for a key without modifiers. The forms with modifiers follow from it by rule and are not written
 * out (`keys.ts`): `ESC [ 1 ; n A` and `ESC [ 3 ; n ~` of xterm, `ESC [ 3 $`, `^`, `@` of rxvt. Sources: xterm's
 * ctlseqs, the terminfo entries vt100, vt220, linux, rxvt, putty, cons25, and CTerm for SyncTERM.
 *
 * Where two terminals send the same, the one that callers rather have wins: `ESC [ U` and `V` are SyncTERM's pages and
 * not F9 and F10 of the SCO console, `ESC [ I` and `O` are the focus and not its PgUp and F3, `ESC [ G` is the middle
 * of the Linux console's number pad and not its PgDn. `ESC O w` is a 7 and not the End of PuTTY's rxvt mode.
 *
 * @module
 */

/** The keys that have a name of their own. */
export type KeyName =
  | "up"
  | "down"
  | "left"
  | "right"
  | "home"
  | "end"
  | "pageup"
  | "pagedown"
  | "insert"
  | "delete"
  | "backspace"
  | "tab"
  | "backtab"
  | "enter"
  | "escape"
  | "center"
  | `f${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12}`
  | `f${13 | 14 | 15 | 16 | 17 | 18 | 19 | 20 | 21 | 22 | 23 | 24}`;

/** What a sequence stands for. */
export interface KeyMeaning {
  readonly name?: KeyName;
  /** The character, for keys of the number pad. */
  readonly text?: string;
  readonly shift?: boolean;
  readonly ctrl?: boolean;
}

/** A sequence without its ESC, and the key it stands for. */
export type KeyRow = readonly [sequence: string, meaning: KeyName | KeyMeaning];

/** Every key of the terminals we know; each sequence once. */
// deno-fmt-ignore
export const KEY_ROWS: readonly KeyRow[] = [
  // Cursor keys: ANSI mode, application mode.
  ["[A", "up"], ["[B", "down"], ["[C", "right"], ["[D", "left"], ["[E", "center"],
  ["OA", "up"], ["OB", "down"], ["OC", "right"], ["OD", "left"], ["OE", "center"],
  // rxvt: shift, then ctrl.
  ["[a", { name: "up", shift: true }], ["[b", { name: "down", shift: true }],
  ["[c", { name: "right", shift: true }], ["[d", { name: "left", shift: true }],
  ["Oa", { name: "up", ctrl: true }], ["Ob", { name: "down", ctrl: true }],
  ["Oc", { name: "right", ctrl: true }], ["Od", { name: "left", ctrl: true }],
  // The six keys: xterm, VT220 and linux, rxvt, SyncTERM.
  ["[H", "home"], ["OH", "home"], ["[1~", "home"], ["[7~", "home"],
  ["[F", "end"], ["OF", "end"], ["[4~", "end"], ["[8~", "end"], ["[K", "end"],
  ["[2~", "insert"], ["[@", "insert"], ["[3~", "delete"],
  ["[5~", "pageup"], ["[V", "pageup"], ["[6~", "pagedown"], ["[U", "pagedown"],
  ["[Z", { name: "backtab", shift: true }],
  // Function keys: VT100 and xterm, VT220 and PuTTY, linux console.
  ["OP", "f1"], ["OQ", "f2"], ["OR", "f3"], ["OS", "f4"],
  ["[11~", "f1"], ["[12~", "f2"], ["[13~", "f3"], ["[14~", "f4"], ["[15~", "f5"],
  ["[[A", "f1"], ["[[B", "f2"], ["[[C", "f3"], ["[[D", "f4"], ["[[E", "f5"],
  ["[17~", "f6"], ["[18~", "f7"], ["[19~", "f8"], ["[20~", "f9"], ["[21~", "f10"], ["[23~", "f11"], ["[24~", "f12"],
  ["[25~", "f13"], ["[26~", "f14"], ["[28~", "f15"], ["[29~", "f16"], ["[31~", "f17"], ["[32~", "f18"],
  ["[33~", "f19"], ["[34~", "f20"], ["[42~", "f21"], ["[43~", "f22"], ["[44~", "f23"], ["[45~", "f24"],
  // Function keys of PuTTY as VT100+, then those of PuTTY as SCO and of FreeBSD's console.
  ["OT", "f5"], ["OU", "f6"], ["OV", "f7"], ["OW", "f8"], ["OX", "f9"], ["OY", "f10"], ["OZ", "f11"], ["O[", "f12"],
  ["[M", "f1"], ["[N", "f2"], ["[P", "f4"], ["[Q", "f5"], ["[R", "f6"], ["[S", "f7"], ["[T", "f8"], ["[W", "f11"],
  ["[X", "f12"], ["[L", "insert"],
  // The number pad: the Linux console's middle, then application mode.
  ["[G", "center"],
  ["OM", "enter"], ["OI", "tab"],
  ["Op", { text: "0" }], ["Oq", { text: "1" }], ["Or", { text: "2" }], ["Os", { text: "3" }], ["Ot", { text: "4" }],
  ["Ou", { text: "5" }], ["Ov", { text: "6" }], ["Ow", { text: "7" }], ["Ox", { text: "8" }], ["Oy", { text: "9" }],
  ["Oj", { text: "*" }], ["Ok", { text: "+" }], ["Ol", { text: "," }], ["Om", { text: "-" }], ["On", { text: "." }],
  ["Oo", { text: "/" }],
];

const SHAPE = /^(?:\[\d*[@-Z\\-~]|\[\[[A-E]|O[@-~])$/;

/**
 * Makes the table that the decoder looks sequences up in. Throws a `TypeError` for a sequence said twice or one that
 * the decoder could not cut out of its input.
 */
export function compileKeys(rows: readonly KeyRow[]): ReadonlyMap<string, KeyMeaning> {
  const table = new Map<string, KeyMeaning>();
  for (const [sequence, meaning] of rows) {
    if (!SHAPE.test(sequence)) {
      throw new TypeError(
        `Cannot use key row: expected a CSI or SS3 sequence, found ${JSON.stringify(sequence)}`,
      );
    }
    if (table.has(sequence)) {
      throw new TypeError(
        `Cannot use key row: expected each sequence once, found ${JSON.stringify(sequence)} again`,
      );
    }
    table.set(sequence, typeof meaning === "string" ? { name: meaning } : meaning);
  }
  return table;
}
