/**
 * The main menu, and the menus below it. What is in them stands in `menus.ts`.
 *
 * An item is typed and sent with Enter, or chosen with the cursor keys; what stands in a menu below is found from
 * above, too. Escape and q go back, and from the main menu out.
 *
 * @module
 */

import type { Key, MenuLayoutOptions, MenuStep, Session, SessionEvent } from "x84";
import { LineEditor } from "x84/bbs/line_editor.ts";
import { findItem, layOutMenu, stepInMenu } from "x84/bbs/menu_layout.ts";
import { clearScreen, leftMargin, paintFrame } from "x84/bbs/screen.ts";
import { clip } from "x84/text/layout.ts";
import { sanitizeLine } from "x84/text/sanitize.ts";
import { style } from "x84/text/style.ts";
import { BROADCAST_TOPIC } from "x84/wire/calls.ts";
import { NEW_MESSAGE_TOPIC } from "x84/wire/message_base.ts";
import { TELL_TOPIC } from "x84/wire/people_calls.ts";
import { boardName, ONELINER_TOPIC } from "./common.ts";
import { type Menu, type MenuEntry, MENUS } from "./menus.ts";
import { listen, noticeLine } from "./notice.ts";
import { ROOM_ENTERED_TOPIC } from "./people.ts";
import { sectionFont, SectionPicture } from "./screen_look.ts";

/** Notices that are kept on the screen, and what they are about. */
const NOTICES = 3;
const NOTICE_TOPICS: readonly string[] = [
  TELL_TOPIC,
  BROADCAST_TOPIC,
  ONELINER_TOPIC,
  NEW_MESSAGE_TOPIC,
  ROOM_ENTERED_TOPIC,
];
/** Characters of what a caller may type. */
const MAX_KEY = 16;
/** Menus that can be open within each other. */
const MAX_DEPTH = 8;

const STEPS: Readonly<Record<string, MenuStep>> = {
  up: "up",
  down: "down",
  left: "left",
  right: "right",
  home: "first",
  end: "last",
};

/** Whether a line of the INI file switches something on, or there is a section of a kind. */
function isOn(session: Session, path: string): boolean {
  if (path.endsWith("*")) return session.sections(path.slice(0, -1)).length > 0;
  const [section = "", key = ""] = path.split(".");
  return !["", "no", "false", "off", "0"].includes(session.setting(section, key).trim().toLowerCase());
}

/** Whether the caller may see an item. The scripts check for themselves what he may do. */
function isFor(session: Session, entry: MenuEntry): boolean {
  const { user } = session;
  const { setting = [] } = entry;
  const settings = typeof setting === "string" ? [setting] : setting;
  if (settings.length > 0 && !settings.some((path) => isOn(session, path))) return false;
  if (entry.members && (user === undefined || user.guest)) return false;
  return entry.groups === undefined || entry.groups.some((group) => user?.groups.includes(group));
}

function isEntry(value: unknown): value is MenuEntry {
  const entry = value as Partial<MenuEntry> | null;
  return typeof entry?.key === "string" && entry.key !== "" && typeof entry.text === "string";
}

function isMenu(value: unknown): value is Menu {
  const menu = value as Partial<Menu> | null | undefined;
  return typeof menu?.title === "string" && Array.isArray(menu.items) && menu.items.every(isEntry) &&
    (menu.art === undefined || typeof menu.art === "string");
}

/** The menus as `menus.ts` has them now; in place of one that is broken, that of this program, if there is one. */
async function loadMenus(session: Session): Promise<ReadonlyMap<string, Menu>> {
  const loaded: unknown = await session.gosub("menus");
  const menus = new Map<string, Menu>();
  for (const [name, menu] of Object.entries(typeof loaded === "object" && loaded !== null ? loaded : MENUS)) {
    if (isMenu(menu)) menus.set(name, menu);
    else if (Object.hasOwn(MENUS, name)) menus.set(name, MENUS[name]!);
  }
  if (!menus.has("main")) menus.set("main", MENUS["main"]!);
  return menus;
}

/** The picture above a menu: that of its own, else the one of the main menu in the INI file. */
function pictureOf(session: Session, name: string, { art }: Menu): Promise<SectionPicture> {
  if (art !== undefined) return SectionPicture.at(session, "main", art === "" ? "" : `art/${art}.ans`);
  return name === "main"
    ? SectionPicture.of(session, "main", "art/main*.ans")
    : SectionPicture.at(session, "main", "");
}

/** A menu on a caller's screen. */
class MenuScreen {
  /** What others said meanwhile, the newest last. */
  notices: string[] = [];
  /** An answer to the last thing typed. */
  message = "";
  /** The item that the cursor keys have moved to. */
  selected: number | undefined;
  line = new LineEditor({ maxLength: MAX_KEY });

  constructor(
    readonly session: Session,
    readonly menu: Menu,
    readonly items: readonly MenuEntry[],
    readonly picture: SectionPicture,
  ) {}

  /** Style of a part of an item; none where the board wants its menus plain. */
  #color(key: string, standard: string): string {
    const colored = this.session.flagSetting("main", "colored_menu_items", true);
    return colored ? this.session.setting("main", key, standard) : "";
  }

  get #options(): MenuLayoutOptions {
    const { session, selected } = this;
    return {
      columns: session.columns,
      rows: session.rows,
      keyStyle: this.#color("color_highlight", "bold_cyan"),
      bracketStyle: this.#color("color_lowlight", "magenta"),
      selectedStyle: session.setting("main", "color_backlight", "reverse"),
      ...(selected === undefined ? {} : { selected }),
    };
  }

  /** How an item is chosen, for who is here the first time. */
  #hint(): string {
    const text = this.session.columns < 70
      ? "Type what is in brackets, then Enter."
      : "Type what is in brackets, then Enter; or choose with the cursor keys.";
    return style(this.#color("color_hint", "cyan"), clip(text, Math.max(0, this.session.columns - 2)));
  }

  async paint(): Promise<void> {
    const { session, items } = this;
    const margin = " ".repeat(leftMargin(session) + 1);
    const board = session.columns < 50 ? "" : `@${boardName(session)}`;
    const below = [
      ...this.notices.map((line) => `${margin}* ${line}`),
      `${margin}${this.message === "" && this.notices.length === 0 ? this.#hint() : this.message}`,
      `${margin}${style("bold", sanitizeLine(session.handle))}${board}: `,
    ];
    const compact = layOutMenu(items, { ...this.#options, rows: 0 });
    const art = await this.picture.lines(compact.length + below.length + 1);
    // Without a picture a menu says in words which one it is, where there is a row for it.
    if (art.length === 0 && compact.length + below.length + 2 < session.rows) {
      art.push(`${margin}${style("bold", sanitizeLine(this.menu.title, { maxLength: 60 }))}`);
    }
    const blank = session.rows - art.length - compact.length - below.length > 0 ? [""] : [];
    const rows = session.rows - art.length - below.length - blank.length - 1;
    const menu = layOutMenu(items, { ...this.#options, rows });
    const lines = [...art, ...blank, ...menu, ...below];
    if (lines.length < session.rows) lines.splice(-below.length, 0, "");
    await paintFrame(session, lines.slice(-session.rows));
    this.line.resize(Math.max(1, Math.min(MAX_KEY, session.columns - 2)));
    await session.echo(this.line.paint());
  }

  /** Takes a key of the cursor block. Answers whether it was one. */
  step(key: Key): boolean {
    if (key.name === undefined || key.ctrl || key.alt || this.line.value !== "") return false;
    const step = STEPS[key.name];
    if (step === undefined) return false;
    this.selected = this.selected === undefined
      ? 0
      : stepInMenu(this.items, this.#options, this.selected, step);
    return true;
  }

  /** Whether the caller presses q to get out, as everywhere; not where it begins the key of an item. */
  #isQuit({ text, pasted }: Key): boolean {
    if (pasted || text.toLowerCase() !== "q" || this.line.value !== "") return false;
    return !this.items.some(({ key }) => key.length > 1 && key.toLowerCase().startsWith("q"));
  }

  /** Takes something that was not typed. */
  async tell(event: Exclude<SessionEvent, { type: "key" }>): Promise<void> {
    if (event.type === "message") {
      const line = await noticeLine(this.session, event);
      if (line === undefined) return;
      this.notices = [...this.notices, line].slice(-NOTICES);
    }
    await this.paint();
  }

  /** The next line that the caller sends; `undefined` for Escape. */
  async read(): Promise<string | undefined> {
    this.line = new LineEditor({ maxLength: MAX_KEY });
    await this.paint();
    for (;;) {
      const event = await this.session.nextEvent({ topics: NOTICE_TOPICS, line: this });
      if (event === undefined) continue;
      if (event.type !== "key") {
        await this.tell(event);
        continue;
      }
      if (this.step(event.key)) {
        await this.paint();
        continue;
      }
      if (this.#isQuit(event.key)) return undefined;
      await this.session.echo(this.line.push(event.key));
      if (this.line.state === "cancelled") return undefined;
      if (this.line.state !== "done") continue;
      const { value } = this.line;
      return value.trim() === "" && this.selected !== undefined ? this.items[this.selected]!.key : value;
    }
  }
}

/** The item that is meant: of this menu, or of one that an item of it opens. */
function find(
  session: Session,
  menus: ReadonlyMap<string, Menu>,
  items: readonly MenuEntry[],
  typed: string,
) {
  const here = findItem(items, typed);
  if (here !== undefined) return here;
  for (const { menu } of items) {
    const below = menu === undefined
      ? undefined
      : menus.get(menu)?.items.filter((entry) => isFor(session, entry));
    const found = below === undefined ? undefined : findItem(below, typed);
    if (found?.script !== undefined) return found;
  }
  return undefined;
}

/** Shows a menu until the caller leaves it. */
async function show(
  session: Session,
  name: string,
  depth: number,
  told: readonly string[] = [],
): Promise<void> {
  await clearScreen(session);
  await using _font = await sectionFont(session, "main");
  let screen: MenuScreen | undefined;
  let picture: SectionPicture | undefined;
  let art: string | undefined;
  for (;;) {
    const menus = await loadMenus(session);
    const menu = menus.get(name);
    if (menu === undefined || depth > MAX_DEPTH) return;
    const items = menu.items.filter((entry) => isFor(session, entry));
    const { message = "", notices = told, selected } = screen ?? {};
    // The picture stays for as long as the menu is open, unless the sysop wants another one.
    const wanted = menu.art ?? session.setting("main", "art_file");
    if (picture === undefined || wanted !== art) {
      picture = await pictureOf(session, name, menu);
      art = wanted;
    }
    screen = new MenuScreen(session, menu, items, picture);
    screen.message = message;
    screen.notices = [...notices].slice(-NOTICES);
    screen.selected = selected === undefined ? undefined : Math.min(selected, items.length - 1);
    session.setActivity(menu.title);
    const typed = await screen.read();
    if (typed === undefined && depth > 0) return;
    const item = typed === undefined ? { script: "logoff" } : find(session, menus, items, typed);
    screen.message = "";
    if (item !== undefined) {
      screen.notices = [];
      const { menu: below, script, args = [] } = item as MenuEntry;
      if (below !== undefined) await show(session, below, depth + 1);
      else if (script !== undefined) await session.gosub(script, ...args);
      else return;
      await clearScreen(session);
    } else if (typed !== undefined && typed.trim() !== "") {
      screen.message = `There is no "${typed.trim()}" here.`;
    }
  }
}

/** Shows the main menu, with lines that the caller is told first. */
export default async function main(session: Session, ...told: unknown[]): Promise<void> {
  await listen(session);
  const lines = told.filter((line) => typeof line === "string").map((line) => sanitizeLine(line));
  for (;;) await show(session, "main", 0, lines.splice(0));
}
