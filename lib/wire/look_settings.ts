/**
 * The settings of how a screen looks, which the sections of most scripts have in common: its picture, its font, its
 * colours.
 *
 * @module
 */

import type { Setting, SettingType } from "../base/setting.ts";
import { canonicalEncoding, encodingNames } from "../text/encoding_names.ts";
import { styleSetting } from "../text/style.ts";
import { isSyncTermFont } from "../text/syncterm_fonts.ts";

/** A picture beside the scripts, a pattern for some of them, or nothing. */
const picturePath: SettingType<string> = {
  name: "path of a picture",
  parse(words) {
    const path = words.trim();
    return path === "" || /^([a-z0-9_-]+\/)+[a-z0-9_*?-]+\.[a-z0-9]+$/i.test(path)
      ? { value: path }
      : { expected: "a path beside the scripts, like art/main*.ans" };
  },
  format: (path) => path,
};

/** A font of SyncTERM, or nothing. */
const fontName: SettingType<string> = {
  name: "font",
  parse(words) {
    const name = words.trim().toLowerCase();
    return name === "" || isSyncTermFont(name)
      ? { value: name }
      : { expected: "a font of SyncTERM, like cp437 or topaz" };
  },
  format: (name) => name,
};

/** A character encoding, or nothing. */
const encodingName: SettingType<string> = {
  name: "encoding",
  parse(words) {
    const name = words.trim();
    const found = name === "" ? "" : canonicalEncoding(name);
    return found !== undefined
      ? { value: found }
      : { expected: `an encoding, like ${encodingNames().slice(0, 3).join(", ")}` };
  },
  format: (name) => name,
};

/** A style that a reload may change. */
export function color(standard: string, help: string): Setting<string> {
  return { type: styleSetting, default: standard, help, live: true };
}

/** The font of a screen. A type, not an interface: it has to be a record of settings, too. */
export type FontKeys = {
  readonly syncterm_font: Setting<string>;
};

/** The picture and the font of a screen. */
export type PictureKeys = FontKeys & {
  readonly art_file: Setting<string>;
  readonly art_encoding: Setting<string>;
};

/** The colours of a screen. */
export type ColorKeys = {
  readonly color_highlight: Setting<string>;
  readonly color_lowlight: Setting<string>;
  readonly color_bar: Setting<string>;
};

/** The font of a screen; those that draw no picture have this only. */
export function fontKeys(): FontKeys {
  return {
    syncterm_font: {
      type: fontName,
      default: "",
      help: "Font for terminals of SyncTERM's kind while this screen is shown; blank leaves theirs.",
      live: true,
    },
  };
}

/** How the pictures of a screen are read. */
export function artEncoding(): Setting<string> {
  return {
    type: encodingName,
    default: "",
    help: "Encoding of the picture, whatever its SAUCE record says; blank for what that says.",
    live: true,
  };
}

/** The picture and the font of a screen. */
export function pictureKeys(art: string): PictureKeys {
  return {
    art_file: {
      type: picturePath,
      default: art,
      help:
        "Picture, beside the scripts; of several that fit a pattern, one by chance; on small screens its " +
        "twin that ends in .asc; blank for none.",
      live: true,
    },
    art_encoding: artEncoding(),
    ...fontKeys(),
  };
}

/** The colours of a screen. */
export function colorKeys(): ColorKeys {
  const themed = (standard: string, help: string) =>
    color(standard, `${help}; a theme that a caller has chosen wins.`);
  return {
    color_highlight: themed("bold_cyan", "Style of titles, keys and names"),
    color_lowlight: themed("cyan", "Style of labels and rules"),
    color_bar: themed("bold_white_on_blue", "Style of the chosen row"),
  };
}

/** All that a screen with a picture has. */
export function look(art: string): PictureKeys & ColorKeys {
  return { ...pictureKeys(art), ...colorKeys() };
}
