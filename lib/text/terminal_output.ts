/**
 * The last step before text is encoded: what the caller's terminal cannot show is made into what it can.
 *
 * Plain text passes untouched. Colours become the nearest there are; strings (`ESC ] ...`: titles, links) are taken out
 * where a terminal would print them. A Commodore gets its own control characters, and who has no terminal none at all. Sequences must not be cut: each text
 * is what a script wrote in one go.
 *
 * @module
 */

import type { CallerProfile } from "../base/caller_profile.ts";
import { stripSequences } from "./ansi.ts";
import { type Capabilities, capabilitiesOf } from "./capabilities.ts";
import { ColorReducer } from "./color_depth.ts";
import { withoutUnsafeGlyphs } from "./low_glyphs.ts";
import { PetsciiScreen } from "./petscii_screen.ts";

// deno-lint-ignore no-control-regex
const MODES = /\x1b\[\?([\d;]*)([hl])/g;
/** Modes in which a terminal reports the mouse: at presses, at releases, moved with a button down, moved at all. */
const MOUSE_MODES: ReadonlySet<string> = new Set(["9", "1000", "1001", "1002", "1003"]);
// deno-lint-ignore no-control-regex
const STRING = /\x1b\][^\x07\x18\x1a\x1b\x80-\x9f\r\n]*(?:\x07|\x1b\\|\x9c)?/g;

// deno-lint-ignore no-control-regex
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f]/g;

/** Text for a file: no sequences, no control characters, lines that end as files have them. */
function plainLines(text: string): string {
  return stripSequences(text).replaceAll("\r\n", "\n").replace(CONTROLS, "");
}

/** The control characters that choose a Commodore's font. */
const FONTS: ReadonlyMap<string, string> = new Map([["petscii", "\x0e"], ["petscii_upper", "\x8e"]]);

/** The output of one session. */
export class TerminalOutput {
  #profile: CallerProfile;
  #encoding: string;
  #attributes: readonly string[] = [];
  #can: Capabilities;
  #colors: ColorReducer;
  #petscii: PetsciiScreen | undefined;
  #mouse = false;
  /** What has to be sent before anything else. */
  #prefix = "";

  /** `encoding` is a canonical name; it wins over the one that the profile began with. */
  constructor(profile: CallerProfile, encoding: string) {
    this.#profile = profile;
    this.#encoding = "";
    this.#colors = new ColorReducer(1);
    this.#can = this.update(profile, encoding);
  }

  /** What the terminal can do, as far as it is known. */
  get capabilities(): Capabilities {
    return this.#can;
  }

  /** Whether the terminal was last told to report the mouse. */
  get mouse(): boolean {
    return this.#mouse;
  }

  /** The terminal, its size or the encoding is another from here on. */
  update(profile: CallerProfile, encoding: string): Capabilities {
    this.#profile = profile;
    if (encoding !== this.#encoding) {
      this.#encoding = encoding;
      this.#prefix = FONTS.get(encoding) ?? "";
      if (this.#prefix === "") this.#petscii = undefined;
      else this.#petscii ??= new PetsciiScreen(() => this.#profile.size);
    }
    const { terminalNames, terminal, mtts, environment } = profile;
    const names = [...terminalNames, terminal];
    const can = capabilitiesOf({ names, mtts, environment, encoding, attributes: this.#attributes });
    const { depth, brightByBold } = this.#colors;
    if (can.colorDepth !== depth || can.brightByBold !== brightByBold) {
      this.#colors = new ColorReducer(can.colorDepth, can);
    }
    return this.#can = can;
  }

  /** The terminal has answered to device attributes queries. */
  learn(attributes: readonly string[]): void {
    this.#attributes = attributes;
    this.update(this.#profile, this.#encoding);
  }

  /** The text for this terminal. */
  adapt(text: string): string {
    if (this.#profile.plain === true) return plainLines(text);
    if (this.#petscii !== undefined) {
      const prefix = this.#prefix;
      this.#prefix = "";
      return prefix + this.#petscii.translate(text);
    }
    if (this.#encoding === "cp437_art") text = withoutUnsafeGlyphs(text);
    if (!text.includes("\x1b")) return text;
    for (const [, modes, end] of text.matchAll(MODES)) {
      if (modes!.split(";").some((mode) => MOUSE_MODES.has(mode))) this.#mouse = end === "h";
    }
    const plain = this.#can.controlStrings || !text.includes("\x1b]") ? text : text.replace(STRING, "");
    return this.#colors.reduce(plain);
  }
}
