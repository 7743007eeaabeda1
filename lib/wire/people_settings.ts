/**
 * The settings of the scripts of people: who is here, chat, the room, the page for the sysop, accounts. Like those in
 * `board_settings.ts` they are read by scripts only.
 *
 * @module
 */

import { integer, section, type Setting, type SettingType, text } from "../base/setting.ts";
import { styleSetting } from "../text/style.ts";
import { isSyncTermFont } from "../text/syncterm_fonts.ts";
import { MAX_TELL } from "./people_calls.ts";

/** A picture beside the scripts, or nothing. */
const picturePath: SettingType<string> = {
  name: "path of a picture",
  parse(words) {
    const path = words.trim();
    return path === "" || /^([a-z0-9_-]+\/)+[a-z0-9_*?-]+\.[a-z0-9]+$/i.test(path)
      ? { value: path }
      : { expected: "a path beside the scripts, like art/who*.ans" };
  },
  format: (path) => path,
};

/** A font of SyncTERM, or nothing. */
const font: SettingType<string> = {
  name: "font",
  parse(words) {
    const name = words.trim().toLowerCase();
    return name === "" || isSyncTermFont(name)
      ? { value: name }
      : { expected: "a font of SyncTERM, like cp437 or topaz" };
  },
  format: (name) => name,
};

/** The keys that every screen has. */
type Look = {
  readonly art_file: Setting<string>;
  readonly syncterm_font: Setting<string>;
  readonly color_highlight: Setting<string>;
  readonly color_lowlight: Setting<string>;
  readonly color_bar: Setting<string>;
};

function look(art: string): Look {
  const color = (standard: string, help: string): Setting<string> => ({
    type: styleSetting,
    default: standard,
    help: `${help}; a theme that a caller has chosen wins.`,
    live: true,
  });
  return {
    art_file: {
      type: picturePath,
      default: art,
      help: "The picture at the top, beside the scripts; of several that fit the pattern, one by chance. " +
        "A file of the same name that ends in .asc stands in on small screens. Blank for none.",
      live: true,
    },
    syncterm_font: {
      type: font,
      default: "",
      help: "Font for terminals of SyncTERM's kind while this screen is shown; blank leaves theirs.",
      live: true,
    },
    color_highlight: color("bold_cyan", "Style of titles, keys and names"),
    color_lowlight: color("cyan", "Style of labels and rules"),
    color_bar: color("bold_white_on_blue", "Style of the chosen row"),
  };
}

/** Section `[who]`. */
export const whoSection = section("who", "Who is online.", {
  ...look("art/who.ans"),
  interval: { type: integer(1, 60), default: 2, help: "Seconds between two looks who is here.", live: true },
});

/** Section `[chat]`. */
export const chatSection = section("chat", "Two callers who talk.", {
  ...look(""),
  patience: {
    type: integer(5, 300),
    default: 60,
    help: "Seconds that a caller is asked to answer before he counts as away.",
    live: true,
  },
});

/** Section `[room]`. */
export const roomSection = section("room", "The chat room.", {
  ...look("art/room.ans"),
  name: {
    type: text,
    default: "the room",
    help: "What the room is called.",
    live: true,
  },
  max_history: {
    type: integer(10, 10_000),
    default: 500,
    help: "Lines of the room that are kept; the oldest go.",
    live: true,
  },
  max_line: { type: integer(20, MAX_TELL), default: 240, help: "Most characters of a line.", live: true },
});

/** Section `[page]`. */
export const pageSection = section("page", "Paging the sysop.", {
  ...look(""),
  patience: {
    type: integer(5, 300),
    default: 30,
    help: "Seconds that a sysop has to answer before a message may be left.",
    live: true,
  },
});

/** Section `[profile]`. */
export const profileSection = section("profile", "The caller's own account.", look("art/profile.ans"));

/** Section `[userlist]`. */
export const userlistSection = section("userlist", "The list of users.", look(""));

/** Section `[sysop]`. */
export const sysopSection = section("sysop", "What the sysop looks after from within the board.", look(""));
