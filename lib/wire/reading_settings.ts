/**
 * The settings of the scripts with which callers read and write: messages, news, bulletins, votes. They are declared
 * here because scripts cannot declare any; see `board_settings.ts`.
 *
 * @module
 */

import { flag, integer, type Section, section } from "../base/setting.ts";
import { color, look } from "./look_settings.ts";

/** Section `[msgarea]`: where messages are read. */
export const msgareaSection = section("msgarea", "The message area.", {
  ...look("art/messages*.ans"),
  color_text: color("", "Style of what messages say; blank for none."),
  color_prompt: color("bold", "Style of questions below a message; blank for none."),
  colored_menu_items: {
    type: flag,
    default: true,
    help: "Whether the keys in the bottom row stand in color_highlight.",
    live: true,
  },
});

/** Section `[news]`: the news. */
export const newsSection = section(
  "news",
  "The news: art/news.txt, and what sysops post.",
  look("art/news*.ans"),
);

/** Section `[bulletins]`: the list of bulletins. */
export const bulletinsSection = section(
  "bulletins",
  "Bulletins: the files of art/bulletins, in a list.",
  look("art/bulletins*.ans"),
);

/** Section `[vote]`: the voting booth. */
export const voteSection = section("vote", "The voting booth.", {
  ...look("art/vote*.ans"),
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
export const READING_SECTIONS: readonly Section[] = [
  msgareaSection,
  newsSection,
  bulletinsSection,
  voteSection,
];
