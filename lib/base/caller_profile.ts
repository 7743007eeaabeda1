/**
 * What a door has learned about a caller's terminal, the same for every door.
 *
 * Everything in it was said by a stranger and has been checked and clamped by the door: it is data, never a path,
 * a property key or a proof of who he is.
 *
 * @module
 */

/** How the caller reached us. */
export type ConnectionKind = "telnet" | "ssh" | "rlogin" | "web" | "local";

/** Where the caller comes from. */
export interface CallerAddress {
  readonly hostname: string;
  readonly port: number;
}

/** The size of a terminal in character cells. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** The caller's terminal as it is known now; a new object whenever something changes. */
export interface CallerProfile {
  readonly kind: ConnectionKind;
  readonly address: CallerAddress;
  /** There is no terminal at all: what is said goes into a file or another program. */
  readonly plain?: boolean;
  /** Lower case, `[a-z0-9._+ /-]{1,40}`; `"unknown"` until (or unless) the caller says. */
  readonly terminal: string;
  /** Every name the client gave for its terminal, in order (TTYPE cycling), checked like `terminal`. */
  readonly terminalNames: readonly string[];
  /** The Mud Terminal Type Standard's bit field, 0 when the client does not tell. */
  readonly mtts: number;
  /** Kept within 20 to 500 by 5 to 300; 80x24 until the caller says. */
  readonly size: TerminalSize;
  /** The character encoding to begin with, canonical name: `"utf8"` or `"cp437"`. */
  readonly encoding: string;
  /** Allow-listed variables (USER, LANG, COLORTERM...). USER is a suggestion for the prompt and proves nothing. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether his client is told whenever a script waits for a key (telnet's EOR and GA). */
  readonly turnMarks?: boolean;
}

/** The least and the most a screen may claim to measure; precedents: battery cases 17 and 18. */
export const SIZE_LIMITS = { minColumns: 20, maxColumns: 500, minRows: 5, maxRows: 300 } as const;

/** Clamps a claimed size. An axis of 0 (not stated, RFC 1073) keeps its value from `before`. */
export function clampSize(columns: number, rows: number, before: TerminalSize): TerminalSize {
  const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));
  return {
    columns: columns === 0 ? before.columns : clamp(columns, SIZE_LIMITS.minColumns, SIZE_LIMITS.maxColumns),
    rows: rows === 0 ? before.rows : clamp(rows, SIZE_LIMITS.minRows, SIZE_LIMITS.maxRows),
  };
}
