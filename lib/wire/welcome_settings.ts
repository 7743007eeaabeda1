/**
 * The settings of the scripts of coming and going: how they look. Like those in `board_settings.ts` they are read by
 * scripts only; the keys for `[matrix]`, `[nua]` and `[pwreset]` become part of sections that the host reads.
 *
 * @module
 */

import { flag, integer, list, section, type Setting } from "../base/setting.ts";
import { charWidth } from "../text/width.ts";
import {
  artEncoding,
  color,
  colorKeys,
  fontKeys,
  look as screenLook,
  type PictureKeys,
  pictureKeys,
} from "./look_settings.ts";

/** The keys that every screen with a picture has. */
type Look = PictureKeys & {
  readonly color_primary: Setting<string>;
  readonly color_secondary: Setting<string>;
};

function look(art: string): Look {
  return { ...pictureKeys(art), ...colors() };
}

function colors(): Pick<Look, "color_primary" | "color_secondary"> {
  return {
    color_primary: color("bright_cyan", "Style of what stands out; blank for none."),
    color_secondary: color("cyan", "Style of what stands back; blank for none."),
  };
}

/** Keys of `[matrix]` that only scripts read. */
export const matrixLook: Look = look("art/matrix*.ans");

/** Keys of `[nua]` that only scripts read. */
export const nuaLook: Look & { readonly hidden_char: Setting<string> } = {
  ...look("art/nua*.ans"),
  hidden_char: {
    type: {
      name: "character",
      parse: (text) =>
        /^[^\p{C}\p{M}\s]$/u.test(text) && charWidth(text.codePointAt(0)!) === 1
          ? { value: text }
          : { expected: "one character, one cell wide" },
      format: (char) => char,
    },
    default: "*",
    help: "What passwords are shown as while they are typed.",
    live: true,
  },
};

/** Keys of `[pwreset]` that only scripts read. */
export const pwresetLook: Look = look("art/pwreset*.ans");

/** Section `[top]`: what comes after the login. */
export const topSection = section("top", "The first screen after logging in.", {
  gallery: {
    type: list,
    default: ["art/top/*.ans", "art/matrix*.ans", "art/logoff*.ans"],
    help:
      "Pictures that are shown there, as paths beside the scripts, with * for any characters; blank for none.",
    live: true,
  },
  line_delay: {
    type: integer(0, 1000),
    default: 40,
    help: "Milliseconds for each line of a picture when it first comes; a key shows the rest at once.",
    live: true,
  },
  ssh_advice: {
    type: flag,
    default: true,
    help: "Whether telnet callers are told of SSH, where [ssh] is enabled.",
    live: true,
  },
  art_encoding: artEncoding(),
  ...fontKeys(),
  ...colors(),
});

/** Section `[charset]`: the test picture and the choice of an encoding. */
export const charsetSection = section("charset", "Which characters a terminal shows.", colorKeys());

/** Section `[sysinfo]`: what the board is made of. */
export const sysinfoSection = section("sysinfo", "System info.", screenLook("art/sysinfo*.ans"));

/** Section `[lastcallers]`: who called last. */
export const lastcallersSection = section("lastcallers", "The list of the last callers.", {
  ...look("art/callers*.ans"),
  entries: {
    type: integer(1, 500),
    default: 50,
    help: "How many callers are listed; as many as fit on the screen at once.",
    live: true,
  },
});

/** Section `[logoff]`: the goodbye. */
export const logoffSection = section("logoff", "Logging off.", {
  ...look("art/logoff*.ans"),
  confirm: {
    type: flag,
    default: true,
    help: "Whether callers see the goodbye screen, with a way back; else they are gone at once.",
    live: true,
  },
  escapes: {
    type: integer(0, 100),
    default: 4,
    help:
      "Times that Escape, or q beside two of them, leads here from anywhere; 1 is the first Escape, 0 is never.",
    live: true,
  },
  max_automessage: {
    type: integer(1, 200),
    default: 40,
    help: "Most characters of what a caller leaves for the next ones.",
    live: true,
  },
  boards: {
    type: list,
    default: [],
    help: "Other boards to call, told at the goodbye; blank for none.",
    live: true,
  },
});
