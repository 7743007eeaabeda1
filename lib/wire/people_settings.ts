/**
 * The settings of the scripts of people: who is here, chat, the room, the page for the sysop, accounts. Like those in
 * `board_settings.ts` they are read by scripts only.
 *
 * @module
 */

import { integer, section, text } from "../base/setting.ts";
import { color, look } from "./look_settings.ts";
import { MAX_TELL } from "./people_calls.ts";

/** Section `[who]`. */
export const whoSection = section("who", "Who is online.", {
  ...look("art/who*.ans"),
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

/** Section `[notices]`. The engine reads it, too: see `lib/bbs/notices.ts`. */
export const noticesSection = section("notices", "What callers are told wherever they are.", {
  color_bar: color("reverse", "Style of the bar at the top of the screen; blank for none."),
  stay: {
    type: integer(0, 60),
    default: 3,
    help: "Seconds that a notice stays at least, before a key takes it away.",
    live: true,
  },
});

/** Section `[room]`. */
export const roomSection = section("room", "The chat room.", {
  ...look("art/room*.ans"),
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
  ...look("art/page*.ans"),
  patience: {
    type: integer(5, 300),
    default: 30,
    help: "Seconds that a sysop has to answer before a message may be left.",
    live: true,
  },
});

/** Section `[profile]`. */
export const profileSection = section("profile", "The caller's own account.", {
  ...look("art/profile*.ans"),
  color_field_display: color("bold_white", "Style of what the fields hold; blank for none."),
  color_field_edit: color("reverse", "Style of the field that is being typed in; blank for none."),
});

/** Section `[userlist]`. */
export const userlistSection = section("userlist", "The list of users.", look("art/userlist*.ans"));

/** Section `[sysop]`. */
export const sysopSection = section(
  "sysop",
  "What the sysop looks after from within the board.",
  look("art/sysop*.ans"),
);
