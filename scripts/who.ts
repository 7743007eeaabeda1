/**
 * Who is online: a list that keeps itself up to date, and what can be done about the caller whom the bar is on.
 *
 * ```text
 * c chat     v enter  who that is            d  sends him away        sysops
 * s message  a        a bell for arrivals    e  opens his account     sysops
 * w mail     a number the bar goes to that node
 * ```
 *
 * @module
 */

import {
  center,
  clip,
  GUEST_HANDLE,
  justifyLeft,
  justifyRight,
  type Key,
  Lightbar,
  PRESENCE_TOPIC,
  type Session,
  type SessionView,
  style,
  timeAgo,
  type UserView,
} from "x84";
import { boardName } from "./common.ts";
import { NumberJump } from "./number_jump.ts";
import { clean, cleanHandle, HANDLE, peopleNotice, tellPerson, type TopicEvent } from "./people.ts";
import { keyHint, View } from "./view.ts";

/** The attribute that holds whether a bell rings for arrivals. */
const BELL_ATTRIBUTE = "who_bell";
/** Rows of title, columns' names and details that stand around the list. */
const ROWS_AROUND = 3;
/** Columns from which on everything is shown. */
const WIDE = 64;
/** Columns where there is no terminal. */
const PLAIN_WIDTH = 79;
/** Said to who does something to his own row. */
const YOURSELF = "That is you. Up and down, or the number of a node, choose somebody else.";
/** The page keys of a list are letters here that mean something else, and digits are nodes. */
const LIST_KEYS = {
  home: ["home"],
  end: ["end", "G"],
  pageUp: ["pageup", "b"],
  pageDown: ["pagedown", "f"],
};

/** The screen. */
class Who {
  #sessions: readonly SessionView[] = [];
  #bell = false;
  readonly #jump = new NumberJump();
  /** Whom the lines over the list are about. */
  #details: readonly string[] | undefined;
  readonly #bar = new Lightbar<string>({ items: [], keys: LIST_KEYS });
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** The list alone, for who has no terminal: `ssh board who`. */
  async print(): Promise<void> {
    const session = this.#session;
    this.#sessions = await session.listSessions();
    const lines = [this.#head(PLAIN_WIDTH), ...this.#sessions.map((one) => this.#row(one, PLAIN_WIDTH))];
    await session.echo(lines.map((line) => `${line.trimEnd()}\r\n`).join(""));
  }

  async run(): Promise<void> {
    const session = this.#session;
    this.#sessions = await session.listSessions();
    this.#bell = await session.getAttribute(BELL_ATTRIBUTE) === true;
    const view = await View.open(session, {
      section: "who",
      rowsBelow: 12,
      topics: [PRESENCE_TOPIC],
      draw: (view, rows) => this.#draw(view, rows),
      hint: (view) => this.#hint(view),
    });
    const interval = 1000 * Math.max(1, Number(session.setting("who", "interval", "2")) || 2);
    try {
      for (;;) {
        const event = await view.next(interval);
        if (event?.type === "key") {
          if (!await this.#key(view, event.key)) return;
          session.setActivity("looking who is here");
        } else if (event !== undefined) {
          await this.#arrival(view, event);
        }
        this.#sessions = await session.listSessions();
        await view.paint();
      }
    } finally {
      await view.close().catch(() => {});
    }
  }

  async #arrival(view: View, event: TopicEvent): Promise<void> {
    view.message = peopleNotice(event) ?? view.message;
    const arrived = (event.data as { event?: unknown } | null)?.event === "arrived";
    if (this.#bell && arrived) await this.#session.echo("\x07");
  }

  /** Takes a key; answers whether the caller stays. */
  async #key(view: View, key: Key): Promise<boolean> {
    const { isSysop } = this.#session;
    if (this.#details !== undefined) {
      this.#details = undefined;
      return true;
    }
    if (key.text === "q" || key.text === "Q" || key.name === "escape") return false;
    if (/^\d$/.test(key.text) && !key.pasted) {
      this.#toNode(view, key.text);
      return true;
    }
    this.#jump.reset();
    const target = this.#target;
    if (key.text === "a") await this.#toggleBell(view);
    else if (key.name === "l" && key.ctrl || key.text === " ") await view.reopen();
    else if (target === undefined) return true;
    else if (key.text === "v" || key.name === "enter") this.#details = await this.#about(target);
    else if (key.text === "c") await this.#chat(view, target);
    else if (key.text === "s") await this.#message(view, target);
    else if (key.text === "w") await this.#mail(view, target);
    else if (key.text === "d" && isSysop) await this.#disconnect(view, target);
    else if (key.text === "e" && isSysop) await this.#edit(view, target);
    else this.#bar.push(key);
    return true;
  }

  get #target(): SessionView | undefined {
    const id = this.#bar.selection?.key;
    return this.#sessions.find(({ sessionId }) => sessionId === id);
  }

  /** Moves the bar to the node whose number is typed, digit by digit. */
  #toNode(view: View, digit: string): void {
    const index = this.#jump.push(digit, this.#sessions.map(({ node }) => String(node)), this.#bar.index);
    if (index !== undefined) this.#bar.goto(index);
    else if (!this.#jump.begun) view.message = `Nobody is at node ${digit}.`;
  }

  async #toggleBell(view: View): Promise<void> {
    this.#bell = !this.#bell;
    await this.#session.setAttribute(BELL_ATTRIBUTE, this.#bell ? true : undefined);
    view.message = this.#bell ? "A bell rings when somebody comes." : "No bell rings when somebody comes.";
  }

  /** Whether somebody can be talked to; says why not. */
  #reachable(view: View, target: SessionView): boolean {
    if (target.handle === "") view.message = "That caller has not logged in yet.";
    else if (target.sessionId === this.#session.id) view.message = YOURSELF;
    else return true;
    return false;
  }

  async #chat(view: View, target: SessionView): Promise<void> {
    if (!this.#reachable(view, target)) return;
    await this.#session.gosub("chat", target.sessionId, target.handle);
    await view.reopen();
  }

  async #message(view: View, target: SessionView): Promise<void> {
    if (!this.#reachable(view, target)) return;
    const text = await view.ask(`To ${cleanHandle(target.handle)}:`, { maxLength: 300 });
    if (text === undefined || text.trim() === "") return;
    view.message = await tellPerson(this.#session, target, text);
  }

  /** Writes mail, which waits until it is read. */
  async #mail(view: View, target: SessionView): Promise<void> {
    if (!this.#hasAccount(view, target) || !this.#reachable(view, target)) return;
    const posted = await this.#session.gosub("writemsg", { to: target.handle });
    if (typeof posted === "number") {
      view.message = `Your mail to ${cleanHandle(target.handle)} is on its way.`;
    }
    await view.reopen();
  }

  /** Whether somebody is a user; says so when not. */
  #hasAccount(view: View, { handle }: SessionView): boolean {
    if (handle !== "" && handle !== GUEST_HANDLE) return true;
    view.message = "That caller has no account.";
    return false;
  }

  async #disconnect(view: View, target: SessionView): Promise<void> {
    if (target.sessionId === this.#session.id) {
      view.message = YOURSELF;
      return;
    }
    const name = target.handle === "" ? "the caller at the door" : cleanHandle(target.handle);
    if (!await view.confirm(`Disconnect ${name} at node ${target.node}?`)) return;
    const reason = `The sysop has disconnected you.`;
    const gone = await this.#session.disconnectSession(target.sessionId, reason);
    view.message = gone ? `Node ${target.node} is gone.` : "That session had ended already.";
  }

  async #edit(view: View, target: SessionView): Promise<void> {
    if (!this.#hasAccount(view, target)) return;
    await this.#session.gosub("profile", target.handle);
    await view.reopen();
  }

  /** What may be known of a caller: for sysops all there is. */
  async #about(target: SessionView): Promise<readonly string[]> {
    const { isSysop } = this.#session;
    const user = target.handle === "" ? undefined : await this.#session.getUser(target.handle);
    const seconds = (Date.now() - target.connectTime) / 1000;
    const rows: [string, string][] = [
      ["Name", target.handle === "" ? "(at the door)" : cleanHandle(target.handle)],
      ["Node", String(target.node)],
      ["Doing", clean(target.activity, 60) || clean(target.script, 60)],
      ["Online", `${timeAgo(seconds).trim()}, idle ${timeAgo(target.idle).trim()}`],
      ["By", clean(target.kind, 20)],
    ];
    if (user !== undefined && user.handle !== GUEST_HANDLE) {
      rows.splice(1, 0, ["From", clean(user.location, 40) || "-"]);
      rows.push(["Calls", String(user.calls)]);
    }
    if (isSysop) {
      rows.push(["Script", clean(target.script, 60)], ["Session", clean(target.sessionId, 80)]);
      const { email, groups } = (user ?? {}) as Partial<UserView>;
      if (email !== undefined) rows.push(["E-mail", clean(email, 80) || "-"]);
      if (groups !== undefined) rows.push(["Groups", clean(groups.join(", "), 200) || "-"]);
    }
    return rows.map(([label, value]) => `${justifyLeft(label, 8)} ${value}`);
  }

  // ---- The screen ----

  #draw(view: View, rows: number): readonly string[] {
    const width = Math.min(79, view.columns);
    const margin = " ".repeat(Math.max(0, Math.floor((view.columns - width) / 2)));
    const { highlight, lowlight, bar } = view.look;
    const room = Math.max(1, rows - ROWS_AROUND);
    const items = this.#sessions.map((one) => ({ key: one.sessionId, text: "" }));
    const kept = this.#bar.selection?.key;
    this.#bar.place({ top: 0, left: 0, width, height: room }, this.#session);
    this.#bar.update(items);
    // The bar stays on its caller when others come and go.
    const index = items.findIndex(({ key }) => key === kept);
    if (index >= 0) this.#bar.goto(index);
    const { row } = this.#bar.position;
    const shown = this.#bar.visibleItems.map(({ key }, i) => {
      const one = this.#sessions.find(({ sessionId }) => sessionId === key)!;
      const text = this.#row(one, width);
      const own = one.sessionId === this.#session.id;
      return style(i === row ? bar : own ? highlight : "", justifyLeft(text, width));
    });
    const count = this.#sessions.length === 1 ? "1 caller" : `${this.#sessions.length} callers`;
    const title = style(highlight, `Who is online at ${boardName(this.#session)}`);
    const lines = [
      ` ${title}${style(lowlight, `  ${count}`)}`,
      style(lowlight, clip(this.#head(width), width)),
      ...shown,
    ];
    if (this.#details === undefined) return lines.map((line) => margin + line);
    return this.#card(view, this.#details, rows).map((line) => margin + line);
  }

  /** The details of one caller, instead of the list. */
  #card(view: View, details: readonly string[], rows: number): readonly string[] {
    const { highlight, lowlight } = view.look;
    const lines = details.map((line) =>
      ` ${style(lowlight, line.slice(0, 9))}${style(highlight, line.slice(9))}`
    );
    return ["", ...lines].slice(0, rows);
  }

  #cells(width: number): { readonly doing: number; readonly wide: boolean } {
    const wide = width >= WIDE;
    return { wide, doing: Math.max(4, width - 7 - HANDLE - 2 - (wide ? 8 + 9 : 0)) };
  }

  #head(width: number): string {
    const { doing, wide } = this.#cells(width);
    return `${justifyRight("node", 5)}  ${justifyLeft("name", HANDLE)}  ${
      wide ? `${justifyLeft("doing", doing)}${justifyRight("idle", 7)}  by` : "doing"
    }`;
  }

  #row(one: SessionView, width: number): string {
    const { doing, wide } = this.#cells(width);
    const own = one.sessionId === this.#session.id ? "*" : " ";
    const name = one.handle === "" ? "(at the door)" : cleanHandle(one.handle);
    const activity = one.handle === "" ? "logging in" : clean(one.activity || one.script, 80);
    const rest = wide ? `${justifyRight(timeAgo(one.idle), 7)}  ${clip(clean(one.kind, 20), 7)}` : "";
    const cell = (text: string, columns: number) => justifyLeft(clip(text, columns), columns);
    return `${justifyRight(String(one.node), 5)}${own} ${cell(name, HANDLE)}  ${
      cell(activity, doing)
    }${rest}`;
  }

  #hint(view: View): string {
    if (this.#details !== undefined) return center("Press any key.", view.columns).trimEnd();
    const sysop: [string, string][] = this.#session.isSysop ? [["d", "disconnect"], ["e", "edit"]] : [];
    return keyHint(view.look, view.columns, [
      ["q", "leave"],
      ["c", "chat"],
      ["s", "message"],
      ["w", "mail"],
      ["v", "view"],
      ...sysop,
      ["a", this.#bell ? "bell off" : "bell on"],
    ]);
  }
}

export default async function main(session: Session): Promise<void> {
  session.setActivity("looking who is here");
  if (session.plain) return await new Who(session).print();
  await using _font = await View.font(session, "who");
  await new Who(session).run();
}
