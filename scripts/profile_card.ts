/**
 * What the profile shows of an account: its fields, loaded and drawn.
 *
 * @module
 */

import {
  clip,
  countMsgs,
  displayWidth,
  justifyLeft,
  type KeyView,
  type PublicUser,
  type Session,
  style,
  timeAgo,
  User,
  type UserView,
} from "x84";
import { FROM_ATTRIBUTE } from "./coming.ts";
import { clean, cleanHandle } from "./people.ts";
import { BOARD_THEME, THEME_ATTRIBUTE, THEMES } from "./themes.ts";
import type { View } from "./view.ts";

/** The attribute that holds the idle limit in seconds; 0 for never. */
export const IDLE_ATTRIBUTE = "timeout";
/** The attribute that holds the character encoding that the caller has chosen. */
export const ENCODING_ATTRIBUTE = "encoding";

/** Rows at the top that nobody changes: name, calls, from, posts, since. */
const READ_ONLY = 5;

/** An account with what is kept for it. */
export interface Card {
  readonly user: User;
  readonly view: UserView;
  readonly keys: readonly KeyView[];
  /** Seconds; `undefined` for the board's. */
  readonly idle: number | undefined;
  readonly theme: string;
  /** `undefined` for what the terminal says. */
  readonly encoding: string | undefined;
  /** Messages by him that the caller may read. */
  readonly posts: number;
  /** `""` for an account that has not called since this is written down. */
  readonly from: string;
}

function isFull(view: UserView | PublicUser | undefined): view is UserView {
  return view !== undefined && "groups" in view;
}

/** Loads an account; `undefined` when there is none that the caller may see all of. */
export async function loadCard(session: Session, handle: string): Promise<Card | undefined> {
  const view = await session.getUser(handle);
  if (!isFull(view) || view.guest) return undefined;
  const user = await User.find(view.handle, session);
  if (user === undefined) return undefined;
  const [keys, idle, theme, encoding, from, { all: posts }] = await Promise.all([
    user.listKeys(),
    user.getAttribute(IDLE_ATTRIBUTE),
    user.getAttribute(THEME_ATTRIBUTE),
    user.getAttribute(ENCODING_ATTRIBUTE),
    user.getAttribute(FROM_ATTRIBUTE),
    countMsgs({ author: view.handle }, session),
  ]);
  return {
    user,
    view,
    keys,
    idle: typeof idle === "number" ? idle : undefined,
    theme: typeof theme === "string" && Object.hasOwn(THEMES, theme) ? theme : BOARD_THEME,
    encoding: typeof encoding === "string" ? clean(encoding, 20) : undefined,
    posts,
    from: clean(from, 60),
  };
}

/** An idle limit as it is shown. */
function idleText(card: Card): string {
  if (card.idle === undefined) return "as the board has it";
  return card.idle === 0 ? "never" : `${card.idle} seconds`;
}

/** A value that is too long shows its end: two dots, a blank, and the last cells. */
export function endOf(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let end = "";
  for (const char of [...text].reverse()) {
    if (displayWidth(char + end) > columns - 3) break;
    end = char + end;
  }
  return clip(`.. ${end}`, columns);
}

/** The fields, a row each: the key that changes it, its name, its value. */
export function cardRows(
  card: Card,
  sysop: boolean,
): readonly (readonly [key: string, name: string, value: string])[] {
  const { view } = card;
  const last = timeAgo((Date.now() - view.lastCall) / 1000).trim();
  const since = new Date(view.created).toISOString().slice(0, 10);
  const fingerprints = card.keys.length === 0
    ? "none"
    : card.keys.length === 1
    ? clean(card.keys[0]!.comment, 60) || card.keys[0]!.type
    : `${card.keys.length} keys`;
  return [
    ["", "Name", cleanHandle(view.handle)],
    ["", "Calls", view.lastCall === 0 ? String(view.calls) : `${view.calls}, last one ${last} ago`],
    ["", "From", card.from || "-"],
    ["", "Posts", String(card.posts)],
    ["", "Since", since],
    ["p", "Password", "********"],
    ["o", "Location", clean(view.location, 80) || "-"],
    ["e", "E-mail", clean(view.email, 120) || "-"],
    ["i", "Idle limit", idleText(card)],
    ["t", "Theme", card.theme],
    ["c", "Characters", card.encoding ?? "as the terminal says"],
    ["s", "SSH keys", fingerprints],
    [sysop ? "g" : "", "Groups", clean(view.groups.join(", "), 300) || "-"],
  ];
}

/** The card as lines. */
export function drawCard(view: View, card: Card, sysop: boolean, rows: number): readonly string[] {
  const { highlight, lowlight } = view.look;
  const width = Math.min(79, view.columns);
  const valueStyle = view.session.setting("profile", "color_field_display");
  const margin = " ".repeat(Math.max(1, Math.floor((view.columns - Math.min(width, 60)) / 2)));
  const all = cardRows(card, sysop);
  // On a very low screen what can be changed goes before what can only be read.
  const kept = all.length <= rows ? all : all.filter(([key, name]) => key !== "" || name === "Name");
  const shown = kept.map(([key, name, value]) => {
    const label = `${key === "" ? "   " : `${style(highlight, key)}  `}${
      style(lowlight, justifyLeft(name, 11))
    }`;
    const shown = endOf(value, Math.max(4, view.columns - margin.length - 15));
    return margin + label + style(valueStyle, shown);
  });
  // Lines between the groups of fields, as far as there is room.
  const gaps = Math.max(0, Math.min(2, rows - shown.length - 1));
  return gaps < 2 ? shown : [
    "",
    ...shown.slice(0, READ_ONLY),
    "",
    ...shown.slice(READ_ONLY, -2),
    ...(gaps > 1 && rows > shown.length + 2 ? [""] : []),
    ...shown.slice(-2),
  ];
}
