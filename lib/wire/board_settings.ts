/**
 * The settings that only the scripts of the default board read. They are declared here because scripts cannot declare
 * any: the host checks the INI file before there is a Worker. Scripts get them as text, see `Session.setting`.
 *
 * @module
 */

import { flag, integer, list, section, type SettingType } from "../base/setting.ts";
import { styleSetting } from "../text/style.ts";
import { color, pictureKeys } from "./look_settings.ts";

/** Styles between commas. */
const styleList: SettingType<readonly string[]> = {
  name: "list of styles",
  parse(text) {
    const words = list.parse(text);
    if (!("value" in words)) return words;
    const wrong = words.value.map((word) => styleSetting.parse(word)).find((parsed) => "expected" in parsed);
    return wrong === undefined ? words : { expected: "styles between commas, as in bright_white, bold_cyan" };
  },
  format: list.format,
};

/** Section `[main]`: the main menu. */
export const mainSection = section("main", "The main menu.", {
  ...pictureKeys("art/main*.ans"),
  colored_menu_items: {
    type: flag,
    default: true,
    help: "Whether keys and brackets stand in color_highlight and color_lowlight.",
    live: true,
  },
  color_highlight: color("bold_cyan", "Style of the keys in the menu; blank for none."),
  color_hint: color("cyan", "Style of the line that tells how an item is chosen; blank for none."),
  color_lowlight: color("magenta", "Style of the brackets around them; blank for none."),
  color_backlight: color("reverse", "Style of the item that the cursor keys have moved to; blank for none."),
});

/** Section `[oneliners]`: what callers leave on the wall. */
export const onelinersSection = section("oneliners", "One-liners that callers leave for each other.", {
  ...pictureKeys("art/oneliners*.ans"),
  max_msglen: { type: integer(1, 200), default: 50, help: "Most characters of a one-liner.", live: true },
  min_elapsed: {
    type: integer(0, 86400),
    default: 0,
    help: "Seconds that a caller has to wait between two one-liners; 0 does not make him wait.",
    live: true,
  },
  max_history: {
    type: integer(1, 100_000),
    default: 1000,
    help: "How many one-liners are kept; the oldest go.",
    live: true,
  },
  color_palette: {
    type: styleList,
    default: ["bright_white", "bright_cyan", "bright_magenta"],
    help: "Styles that the one-liners take in turn; blank for none.",
    live: true,
  },
});
