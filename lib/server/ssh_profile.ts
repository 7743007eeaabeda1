/**
 * What an SSH client tells of its terminal, checked: name, size, a few variables, and the encoding to begin with.
 *
 * @module
 */

import {
  type CallerAddress,
  type CallerProfile,
  clampSize,
  type TerminalSize,
} from "../base/caller_profile.ts";
import { chooseEncoding } from "../telnet/encoding_choice.ts";
import { cleanTerminalName } from "../telnet/terminal_type.ts";

/** Variables that are kept. What is not here has no effect, whatever it is called. */
export const KEPT_VARIABLES = [
  "LANG",
  "LC_ALL",
  "LC_CTYPE",
  "LC_COLLATE",
  "LC_MESSAGES",
  "LC_MONETARY",
  "LC_NUMERIC",
  "LC_TIME",
  "COLORTERM",
  "TERM_PROGRAM",
  "TERM_PROGRAM_VERSION",
] as const;

/** The same as for telnet: locales and names of programs are below 40. */
const VALUE = /^(?!-)[A-Za-z0-9._@+ -]{0,64}$/;
const KEPT: ReadonlySet<string> = new Set(KEPT_VARIABLES);
const FIRST_SIZE: TerminalSize = { columns: 80, rows: 24 };

/** Gathers what a client says before its session begins. */
export class SshProfile {
  #terminal = "";
  #hasTerminal = false;
  #size = FIRST_SIZE;
  readonly #variables = new Map<string, string>();

  /** A terminal was asked for; `ssh -tt` without one of its own says 0 by 0. */
  pty(term: unknown, columns: number, rows: number): void {
    this.#hasTerminal = true;
    this.#terminal = typeof term === "string" ? cleanTerminalName(term.slice(0, 64)) : "";
    this.resize(columns, rows);
  }

  /** A size; answers what became of it. */
  resize(columns: number, rows: number): TerminalSize {
    this.#size = clampSize(columns, rows, this.#size);
    return this.#size;
  }

  /** A variable; answers whether it is kept. */
  variable(name: string, value: string): boolean {
    if (!KEPT.has(name) || !VALUE.test(value)) return false;
    this.#variables.set(name, value);
    return true;
  }

  /**
   * All of it. Without a terminal, who calls a script by name wants `plain` text, and who comes for the board wants the
   * board. UTF-8 is what SSH clients speak, unless the locale or a terminal made for boards says otherwise.
   */
  profile(address: CallerAddress, plain: boolean = false): CallerProfile {
    const locale = ["LC_ALL", "LC_CTYPE", "LANG"].map((name) => this.#variables.get(name)).find((value) =>
      value
    );
    return {
      kind: "ssh",
      address,
      ...(plain && !this.#hasTerminal ? { plain } : {}),
      terminal: this.#terminal === "" ? "unknown" : this.#terminal,
      terminalNames: this.#terminal === "" ? [] : [this.#terminal],
      mtts: 0,
      size: this.#size,
      encoding: chooseEncoding({
        charset: undefined,
        environment: new Map(locale === undefined ? [] : [["LANG", locale]]),
        terminal: this.#terminal === "" ? undefined : this.#terminal,
        mtts: 0,
        defaultEncoding: "utf8",
      }),
      environment: Object.fromEntries(this.#variables),
    };
  }
}
