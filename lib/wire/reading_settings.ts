/**
 * The settings of the scripts with which callers read and write: messages, news, bulletins, votes. They are declared
 * here because scripts cannot declare any; see `board_settings.ts`.
 *
 * @module
 */

import { flag, integer, type Section, section, type SettingType, text } from "../base/setting.ts";
import { styleSetting } from "../text/style.ts";

/** A picture beside the scripts, or none. */
const picturePath: SettingType<string> = {
  name: "path",
  parse(path) {
    const value = path.trim();
    return value === "" || /^[a-z0-9_-]+(\/[a-z0-9_-]+)*\.[a-z0-9]+$/i.test(value)
      ? { value }
      : { expected: "a path beside the scripts, as in art/messages.ans" };
  },
  format: text.format,
};

function picture(value: string) {
  return {
    type: picturePath,
    default: value,
    help: "Picture at the top; where it is too wide or too high its twin that ends in .asc; blank for none.",
    live: true,
  } as const;
}

/** Section `[msgarea]`: where messages are read. */
export const msgareaSection = section("msgarea", "The message area.", {
  art_file: picture("art/messages.ans"),
  color_text: {
    type: styleSetting,
    default: "",
    help: "Style of what messages say; blank for none.",
    live: true,
  },
  color_highlight: {
    type: styleSetting,
    default: "bold_cyan",
    help: "Style of keys, of what is new and of the reader's own name; blank for none.",
    live: true,
  },
  color_bar: {
    type: styleSetting,
    default: "bold_white_on_blue",
    help: "Style of the bar in lists; blank for none.",
    live: true,
  },
  color_lowlight: {
    type: styleSetting,
    default: "cyan",
    help: "Style of labels, rules and quotations; blank for none.",
    live: true,
  },
});

/** Section `[news]`: the news. */
export const newsSection = section("news", "The news: art/news.txt, and what sysops post.", {
  art_file: picture("art/news.ans"),
});

/** Section `[vote]`: the voting booth. */
export const voteSection = section("vote", "The voting booth.", {
  art_file: picture("art/vote.ans"),
  add_questions: {
    type: flag,
    default: true,
    help: "Whether every caller with an account may ask a question; else only sysops.",
    live: true,
  },
  own_answers: {
    type: flag,
    default: true,
    help: "Whether callers may add answers of their own; else only sysops and who asked.",
    live: true,
  },
  max_questions: {
    type: integer(1, 1000),
    default: 100,
    help: "How many questions there may be.",
    live: true,
  },
});

/** All sections of the scripts of reading and writing. */
export const READING_SECTIONS: readonly Section[] = [msgareaSection, newsSection, voteSection];
