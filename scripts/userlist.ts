/**
 * Everybody who has an account here, in the order of handles.
 *
 * ```text
 * f find   enter  who that is   s  a line to him, when he is here   e  his account   sysops
 * ```
 *
 * @module
 */

import {
  clip,
  justifyLeft,
  justifyRight,
  type Key,
  Lightbar,
  type PublicUser,
  type Session,
  style,
  timeAgo,
} from "x84";
import { boardName } from "./common.ts";
import { clean, cleanHandle, HANDLE, peopleHere, tellPerson } from "./people.ts";
import { keyHint, View } from "./view.ts";

/** Users in one answer of the host. */
const PAGE = 500;
/** Users that are listed; a board with more is searched by the sysop. */
const MAX_USERS = 20_000;
/** Columns from which on locations are shown. */
const WIDE = 60;
/** Rows around the list. */
const ROWS_AROUND = 2;
const LIST_KEYS = {
  home: ["home", "0"],
  end: ["end", "G"],
  pageUp: ["pageup", "b"],
  pageDown: ["pagedown", " "],
};

/** Everybody, page by page. */
export async function loadUsers(session: Session): Promise<PublicUser[]> {
  const users: PublicUser[] = [];
  while (users.length < MAX_USERS) {
    const page = await session.listUsers(users.at(-1)?.handle ?? "", PAGE);
    users.push(...page);
    if (page.length < PAGE) break;
  }
  return users;
}

/** The time since a user's last call. */
export function sinceCall(user: { readonly lastCall: number }): string {
  return user.lastCall === 0 ? "never" : timeAgo((Date.now() - user.lastCall) / 1000).trim();
}

/** The screen. */
class UserList {
  #users: readonly PublicUser[] = [];
  #here: ReadonlySet<string> = new Set();
  /** The user whom the caller looks at. */
  #card: PublicUser | undefined;
  readonly #bar = new Lightbar<PublicUser>({ items: [], keys: LIST_KEYS });
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async run(): Promise<void> {
    await this.#load();
    const view = await View.open(this.#session, {
      section: "userlist",
      rowsBelow: 12,
      draw: (view, rows) => this.#draw(view, rows),
      hint: (view) => this.#hint(view),
    });
    for (;;) {
      const event = await view.next();
      if (event?.type !== "key") continue;
      if (!await this.#key(view, event.key)) return;
      await view.paint();
    }
  }

  async #load(): Promise<void> {
    this.#users = await loadUsers(this.#session);
    this.#here = new Set((await peopleHere(this.#session)).map(({ handle }) => handle.toLowerCase()));
    this.#bar.update(this.#users.map((user) => ({ key: user, text: "" })));
  }

  async #key(view: View, key: Key): Promise<boolean> {
    if (this.#card !== undefined) {
      this.#card = undefined;
      return true;
    }
    if (key.text === "q" || key.text === "Q" || key.name === "escape") return false;
    const user = this.#bar.selection?.key;
    if (key.text === "f" || key.text === "/") await this.#find(view);
    else if (key.name === "l" && key.ctrl) await view.reopen();
    else if (user === undefined) return true;
    else if (key.name === "enter" || key.text === "v") this.#card = user;
    else if (key.text === "s") await this.#message(view, user);
    else if (key.text === "w") await this.#mail(view, user);
    else if (key.text === "e" && this.#session.isSysop) {
      await this.#session.gosub("profile", user.handle);
      await this.#load();
      await view.reopen();
    } else this.#bar.push(key);
    return true;
  }

  /** Goes to the next user whose handle or location has the word in it, around the end. */
  async #find(view: View): Promise<void> {
    const typed = await view.ask("Find:", { maxLength: 30 });
    const word = typed?.trim().toLowerCase() ?? "";
    if (word === "") return;
    const start = this.#bar.index + 1;
    const turned = [...this.#users.slice(start), ...this.#users.slice(0, start)];
    const begins = turned.find(({ handle }) => handle.toLowerCase().startsWith(word));
    const found = begins ??
      turned.find(({ handle, location }) => `${handle} ${location}`.toLowerCase().includes(word));
    if (found === undefined) view.message = `Nobody like "${clean(typed, 30)}" is here.`;
    else this.#bar.goto(this.#users.indexOf(found));
  }

  async #message(view: View, user: PublicUser): Promise<void> {
    const target = (await peopleHere(this.#session)).find(({ handle }) => handle === user.handle);
    const name = cleanHandle(user.handle);
    if (target === undefined) {
      view.message = `${name} is not here now. w writes mail.`;
      return;
    }
    const text = await view.ask(`To ${name}:`, { maxLength: 300 });
    if (text !== undefined && text.trim() !== "") {
      view.message = await tellPerson(this.#session, target, text);
    }
  }

  async #mail(view: View, user: PublicUser): Promise<void> {
    const posted = await this.#session.gosub("writemsg", { to: user.handle });
    if (typeof posted === "number") view.message = `Your mail to ${cleanHandle(user.handle)} is on its way.`;
    await view.reopen();
  }

  #draw(view: View, rows: number): readonly string[] {
    const width = Math.min(79, view.columns);
    const margin = " ".repeat(Math.max(0, Math.floor((view.columns - width) / 2)));
    const { highlight, lowlight, bar } = view.look;
    if (this.#card !== undefined) return this.#about(view, this.#card).map((line) => margin + line);
    const room = Math.max(1, rows - ROWS_AROUND);
    this.#bar.place({ top: 0, left: 0, width, height: room }, this.#session);
    const { row } = this.#bar.position;
    const shown = this.#bar.visibleItems.map(({ key }, i) =>
      style(i === row ? bar : "", justifyLeft(clip(this.#row(key, width), width), width))
    );
    const count = this.#users.length === 1 ? "1 user" : `${this.#users.length} users`;
    return [
      ` ${style(highlight, `Users of ${boardName(this.#session)}`)}${style(lowlight, `  ${count}`)}`,
      style(lowlight, clip(this.#columns(width, "  name", "from", "calls", "last call"), width)),
      ...shown,
    ].map((line) => margin + line);
  }

  #about(view: View, user: PublicUser): readonly string[] {
    const rows: [string, string][] = [
      ["Name", cleanHandle(user.handle)],
      ["From", clean(user.location, 60) || "-"],
      ["Calls", String(user.calls)],
      ["Last call", sinceCall(user) === "never" ? "never" : `${sinceCall(user)} ago`],
      ["Here", this.#here.has(user.handle.toLowerCase()) ? "yes" : "no"],
    ];
    const { highlight, lowlight } = view.look;
    return [
      "",
      ...rows.map(([label, value]) =>
        ` ${style(lowlight, justifyLeft(label, 10))} ${style(highlight, value)}`
      ),
    ];
  }

  #columns(width: number, name: string, from: string, calls: string, last: string): string {
    const cell = (text: string, columns: number) => justifyLeft(clip(text, columns), columns);
    const end = `${justifyRight(calls, 7)}  ${justifyRight(last, 9)} `;
    const left = cell(name, HANDLE + 2);
    const room = width - HANDLE - 2 - 19 - 2;
    return width >= WIDE ? `${left}  ${cell(from, room)}${end}` : `${left}${end}`;
  }

  #row(user: PublicUser, width: number): string {
    const mark = this.#here.has(user.handle.toLowerCase()) ? "* " : "  ";
    return this.#columns(
      width,
      mark + cleanHandle(user.handle),
      clean(user.location, 60),
      String(user.calls),
      sinceCall(user),
    );
  }

  #hint(view: View): string {
    if (this.#card !== undefined) return " Press any key.";
    const sysop: [string, string][] = this.#session.isSysop ? [["e", "edit"]] : [];
    return keyHint(view.look, view.columns, [
      ["q", "leave"],
      ["f", "find"],
      ["enter", "view"],
      ["s", "message"],
      ["w", "write mail"],
      ...sysop,
    ]);
  }
}

export default async function main(session: Session): Promise<void> {
  session.setActivity("reading the user list");
  await using _font = await View.font(session, "userlist");
  await new UserList(session).run();
}
