/**
 * The settings of the scripts of coming and going: how they look. Like those in `board_settings.ts` they are read by
 * scripts only; the keys for `[matrix]`, `[nua]` and `[pwreset]` become part of sections that the host reads.
 *
 * @module
 */

import { flag, integer, list, section, type Setting, type SettingType } from "../base/setting.ts";
import { styleSetting } from "../text/style.ts";
import { isSyncTermFont } from "../text/syncterm_fonts.ts";
import { charWidth } from "../text/width.ts";

/** A picture beside the scripts, or nothing. */
const artFile: SettingType<string> = {
  name: "path of a picture",
  parse(text) {
    const path = text.trim();
    return path === "" || /^([a-z0-9_-]+\/)+[a-z0-9_*?-]+\.[a-z0-9]+$/i.test(path)
      ? { value: path }
      : { expected: "a path beside the scripts, like art/matrix*.ans" };
  },
  format: (path) => path,
};

/** A font of SyncTERM, or nothing. */
const fontName: SettingType<string> = {
  name: "font",
  parse(text) {
    const name = text.trim().toLowerCase();
    return name === "" || isSyncTermFont(name)
      ? { value: name }
      : { expected: "a font of SyncTERM, like cp437 or topaz" };
  },
  format: (name) => name,
};

/** The keys that every screen with a picture has. */
interface Look {
  readonly art_file: Setting<string>;
  readonly syncterm_font: Setting<string>;
  readonly color_primary: Setting<string>;
  readonly color_secondary: Setting<string>;
}

function look(art: string, primary = "bright_cyan", secondary = "cyan"): Look {
  return {
    art_file: {
      type: artFile,
      default: art,
      help: "The picture, beside the scripts; of several that fit the pattern, one by chance. " +
        "A file of the same name that ends in .asc stands in on small screens. Blank for none.",
      live: true,
    },
    syncterm_font: {
      type: fontName,
      default: "",
      help: "Font for terminals of SyncTERM's kind while this screen is shown; blank leaves theirs.",
      live: true,
    },
    color_primary: {
      type: styleSetting,
      default: primary,
      help: "Style of what stands out; blank for none.",
      live: true,
    },
    color_secondary: {
      type: styleSetting,
      default: secondary,
      help: "Style of what stands back; blank for none.",
      live: true,
    },
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
  color_primary: look("").color_primary,
  color_secondary: look("").color_secondary,
});

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
