/**
 * Which of the two encodings to begin with, out of what the caller told.
 *
 * @module
 */

/** The encodings a session can begin with. */
export type StartEncoding = "utf8" | "cp437";

/** What is known about the caller; anything may be missing. */
export interface EncodingHints {
  /** Agreed on by CHARSET (RFC 2066). */
  readonly charset: StartEncoding | undefined;
  readonly environment: ReadonlyMap<string, string>;
  readonly terminal: string | undefined;
  readonly mtts: number;
  /** For callers whose terminal tells nothing. */
  readonly defaultEncoding: StartEncoding;
}

const MTTS_UTF8 = 4;
/** Terminals made for bulletin boards; `ansi`, `ansi-bbs`, `ansi-256color` (NetRunner), `pcansi-m` and so on. */
const CP437_TERMINAL =
  /^(ansi|pcansi|syncterm|cterm|netrunner|mtelnet|magiterm|muffinterm|icyterm|etherterm|avatar|rip)/;
const UTF8_TERMINAL =
  /^(xterm|linux|vt\d|putty|screen|tmux|rxvt|konsole|gnome|kitty|alacritty|foot|wezterm|iterm|st(-|$)|eterm|cygwin|mlterm|ghostty|tintin)/;

/** The encoding that a charset's name stands for, case ignored; nothing for one that is not spoken here. */
export function encodingOfCharset(name: string): StartEncoding | undefined {
  const plain = name.trim().toLowerCase().replace(/[-_ ]/g, "");
  if (plain === "utf8") return "utf8";
  if (plain === "cp437" || plain === "ibm437" || plain === "437") return "cp437";
  return undefined;
}

/**
 * Chooses. The more deliberate word wins: CHARSET, then the variable CHARSET, the code set in LANG, the UTF-8 bit of
 * MTTS, the terminal's name, the board's default.
 */
export function chooseEncoding(hints: EncodingHints): StartEncoding {
  if (hints.charset !== undefined) return hints.charset;
  const byVariable = encodingOfCharset(hints.environment.get("CHARSET") ?? "");
  if (byVariable !== undefined) return byVariable;
  const byLocale = encodingOfCharset(
    /\.([A-Za-z0-9-]+)/.exec(hints.environment.get("LANG") ?? "")?.[1] ?? "",
  );
  if (byLocale !== undefined) return byLocale;
  if (hints.mtts !== 0) return (hints.mtts & MTTS_UTF8) !== 0 ? "utf8" : hints.defaultEncoding;
  if (hints.terminal === undefined) return hints.defaultEncoding;
  if (CP437_TERMINAL.test(hints.terminal)) return "cp437";
  return UTF8_TERMINAL.test(hints.terminal) ? "utf8" : hints.defaultEncoding;
}
