/**
 * What a caller's terminal can do, decided from what it says of itself.
 *
 * The more deliberate word wins: the answer to a device attributes query, MTTS, COLORTERM, the terminal's names (TTYPE,
 * TERM). A terminal that nobody knows is taken for one that knows ANSI.SYS. Sources: the Mud Terminal Type Standard,
 * the CTerm manual, the names in ncurses' terminfo.
 *
 * Who says vt100, vt220, ansi or nothing gets sixteen colours, though terminfo gives a VT100 none: hardly any caller has
 * a VT100, most have a program that says so and shows colours (TeraTerm, ZOC, telnet clients, MUD clients). A real one
 * ignores the colours that it lacks, and its owner misses them in games only, where he can say vt100-m; the programs
 * would lose all of them. The bright eight are asked for by bold, which old and new ones know. Only a name that says
 * that there are none (dumb, vt52, -m), or MTTS without ANSI, means none.
 *
 * @module
 */

import type { ColorDepth } from "./color_depth.ts";

/** What is known of a terminal. All of it was said by a stranger. */
export interface TerminalFacts {
  /** Names in the order they were given, lower case. */
  readonly names: readonly string[];
  /** The bit field of the Mud Terminal Type Standard; 0 when the client does not tell. */
  readonly mtts: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Canonical name of the character encoding. */
  readonly encoding: string;
  /** Answers to `ESC [ c` and `ESC [ < c`, if they were asked for. */
  readonly attributes?: readonly string[];
}

/** What a terminal can do. */
export interface Capabilities {
  /** Bits of colour; see {@linkcode ColorDepth}. */
  readonly colorDepth: ColorDepth;
  /** Whether the bright ones of sixteen colours are asked for by bold, and there are no bright backgrounds. */
  readonly brightByBold: boolean;
  /** Whether it takes `ESC ] ...`: titles, links. Others would print it. */
  readonly controlStrings: boolean;
  /** Whether it has a second screen to switch to. */
  readonly alternateScreen: boolean;
  /** Whether it reports the mouse (SGR, 1006). */
  readonly mouse: boolean;
  /** Whether it marks pasted text. */
  readonly pasteMarks: boolean;
  /** Whether it is SyncTERM or of its kind: fonts, and blinking that can be made bright (iCE colours). */
  readonly syncTerm: boolean;
  /** Whether it draws the low characters of code page 437 when it gets their bytes. */
  readonly lowGlyphs: boolean;
  /** Whether it draws whatever byte follows a NUL when told so (DoorWay mode): CTerm, by name or by its answer. */
  readonly doorway: boolean;
  /** Whether its Delete sends DEL, as its Backspace sends BS: CTerm. With others DEL is Backspace. */
  readonly delDeletes: boolean;
  /** Whether the caller listens to a screen reader. */
  readonly screenReader: boolean;
}

const MTTS = { ansi: 1, vt100: 2, colors256: 8, mouse: 16, screenReader: 64, trueColor: 256 } as const;

const PLAIN: Capabilities = {
  colorDepth: 4,
  brightByBold: true,
  controlStrings: false,
  alternateScreen: false,
  mouse: false,
  pasteMarks: false,
  syncTerm: false,
  lowGlyphs: false,
  doorway: false,
  delDeletes: false,
  screenReader: false,
};
const XTERM: Capabilities = {
  ...PLAIN,
  colorDepth: 8,
  brightByBold: false,
  controlStrings: true,
  alternateScreen: true,
  mouse: true,
  pasteMarks: true,
};
const BBS: Capabilities = { ...PLAIN, lowGlyphs: true };
/** What every CTerm can, whatever it calls itself. */
const CTERM_CAN = {
  brightByBold: false,
  lowGlyphs: true,
  syncTerm: true,
  doorway: true,
  delDeletes: true,
  mouse: true,
} as const;

/** The first row that a name fits is what the terminal is. */
const FAMILIES: readonly (readonly [name: RegExp, can: Capabilities])[] = [
  [/^(dumb|tty|glasstty|network|vt52|lpr|teletype)|-m(ono)?$/, { ...PLAIN, colorDepth: 1 }],
  [/^(icy|icyterm|icy_term)/, { ...BBS, colorDepth: 24, mouse: true, syncTerm: true }],
  [/^(syncterm|cterm)/, { ...BBS, ...CTERM_CAN, colorDepth: 4 }],
  [/^(ansi|netrunner|mtelnet|magiterm).*(rgb|truecolor|24bit)/, { ...BBS, colorDepth: 24 }],
  [/^(ansi.*256color|netrunner|mtelnet)/, { ...BBS, colorDepth: 8 }],
  [/^(ansi|pcansi|magiterm|muffinterm|etherterm|avatar|rip)/, BBS],
  [/truecolor|24bit|-direct/, { ...XTERM, colorDepth: 24 }],
  [
    /(^|-)(kitty|alacritty|foot|wezterm|iterm2?|ghostty|konsole|contour|mintty|vscode|vte|gnome|mlterm|rio)/,
    { ...XTERM, colorDepth: 24 },
  ],
  [/^(linux|cygwin|pcvt|cons25)/, { ...PLAIN, brightByBold: false }],
  [/^(xterm|putty|tmux|rxvt-unicode|urxvt|st(-|$)|eterm|screen.*256color|rxvt.*256color)/, XTERM],
  [/^(screen|rxvt)/, { ...XTERM, colorDepth: 4 }],
  [/256color/, { ...PLAIN, colorDepth: 8 }],
  [/^vt\d/, PLAIN],
];

// deno-lint-ignore no-control-regex
const CTERM = /^\x1b\[=67;84;101;114;109;\d+;\d+c$/;
// deno-lint-ignore no-control-regex
const CTERM_FEATURES = /^\x1b\[<([\d;]*)c$/;
/** In the answer to `ESC [ < c`: more than sixteen colours. */
const EXTENDED_PALETTE = "6";

/** Whether an answer to a query is one that {@linkcode capabilitiesOf} reads. */
export function isDeviceAttributes(sequence: string): boolean {
  // deno-lint-ignore no-control-regex
  return CTERM.test(sequence) || CTERM_FEATURES.test(sequence) || /^\x1b\[[?=][\d;]*c$/.test(sequence);
}

/** Whether an answer to a query is CTerm's, so that it can be asked for more. */
export function isCTerm(sequence: string): boolean {
  return CTERM.test(sequence);
}

/** Decides what a terminal can do. */
export function capabilitiesOf(facts: TerminalFacts): Capabilities {
  if (facts.encoding.startsWith("petscii")) return { ...PLAIN, brightByBold: false };
  let can = byName(facts.names);
  const colorTerm = facts.environment["COLORTERM"]?.toLowerCase() ?? "";
  if (/truecolor|24bit/.test(colorTerm)) can = { ...can, colorDepth: 24 };
  else if (colorTerm !== "") can = { ...can, colorDepth: deeper(can.colorDepth, 8) };
  can = byMtts(can, facts.mtts);
  const attributes = facts.attributes ?? [];
  if (attributes.some(isCTerm)) {
    can = { ...can, ...CTERM_CAN, colorDepth: deeper(can.colorDepth, 4) };
    const features = attributes.flatMap((answer) => CTERM_FEATURES.exec(answer)?.[1]?.split(";") ?? []);
    if (features.includes(EXTENDED_PALETTE)) can = { ...can, colorDepth: deeper(can.colorDepth, 8) };
  }
  return {
    ...can,
    brightByBold: can.brightByBold && can.colorDepth === 4,
    // What is no CP437 draws other glyphs or none.
    lowGlyphs: can.lowGlyphs && facts.encoding.startsWith("cp437"),
  };
}

function byName(names: readonly string[]): Capabilities {
  // Of several names the one that tells most: clients that cycle begin with their own and end with MTTS.
  let best: Capabilities | undefined;
  for (const name of names) {
    const found = FAMILIES.find(([family]) => family.test(name))?.[1];
    if (found !== undefined && (best === undefined || tellsMore(found, best))) best = found;
  }
  return best ?? (names.every((name) => name === "unknown") ? BBS : PLAIN);
}

function tellsMore(a: Capabilities, b: Capabilities): boolean {
  return a.colorDepth === b.colorDepth ? b.brightByBold && !a.brightByBold : a.colorDepth > b.colorDepth;
}

function byMtts(can: Capabilities, mtts: number): Capabilities {
  if (mtts === 0) return can;
  const has = (bit: number) => (mtts & bit) !== 0;
  const told: ColorDepth = has(MTTS.trueColor)
    ? 24
    : has(MTTS.colors256)
    ? 8
    : has(MTTS.ansi) || has(MTTS.vt100)
    ? 4
    : 1;
  return {
    ...can,
    // A name may promise more than the bits, but who says that he has no ANSI has none.
    colorDepth: told === 1 ? 1 : deeper(can.colorDepth, told),
    mouse: can.mouse || has(MTTS.mouse),
    screenReader: has(MTTS.screenReader),
  };
}

function deeper(a: ColorDepth, b: ColorDepth): ColorDepth {
  return a > b ? a : b;
}
