/**
 * The room: everybody who is in it reads what everybody types, line by line. It remembers the last lines for who comes
 * later.
 *
 * ```text
 * /me DOES         as in "alice waves"      /who     who is in the room
 * /msg NAME TEXT   for one caller only      /help    these
 * pageup pagedown  older and newer lines    /quit    leaves, so does Escape
 * ```
 *
 * @module
 */

import {
  BROADCAST_TOPIC,
  clip,
  displayWidth,
  justifyLeft,
  type Key,
  leftMargin,
  LineEditor,
  LineHistory,
  moveTo,
  PRESENCE_TOPIC,
  type Session,
  type SessionView,
  style,
  TELL_TOPIC,
} from "x84";
import {
  cleanHandle,
  findPerson,
  HANDLE,
  maySpeak,
  peopleHere,
  peopleNotice,
  refusal,
  ROOM_ENTERED_TOPIC,
  ROOM_TOPIC,
  tellPerson,
  TOO_FAST,
  type TopicEvent,
} from "./people.ts";
import { announce, noteRows, parseWord, recall, type RoomWord, speak, wordRows } from "./room_words.ts";
import { View } from "./view.ts";

/** Columns from which on the list of people stands beside the words. */
const WIDE = 78;
/** Cells of that list, with the rule before it. */
const LIST = HANDLE + 2;
/** Rows that the words need. */
const LEAST_ROWS = 8;
const PROMPT = "> ";
const HELP: readonly string[] = [
  "/me DOES: what you do, as in /me waves",
  "/msg NAME TEXT: for one caller only, wherever he is",
  "/who: who is in the room",
  "PGUP and PGDN: older and newer lines",
  "/quit, or Escape: leaves the room",
];

const TOPICS: readonly string[] = [
  TELL_TOPIC,
  BROADCAST_TOPIC,
  ROOM_TOPIC,
  ROOM_ENTERED_TOPIC,
  PRESENCE_TOPIC,
];

type Entry = { readonly word: RoomWord } | { readonly note: string };

/** The room as one caller sees it. */
class Room {
  #view: View | undefined;
  #entries: Entry[] = [];
  /** All entries as rows of `#width` cells. */
  #rows: string[] = [];
  #width = -1;
  /** Rows that are below the screen. */
  #below = 0;
  #people: readonly SessionView[] = [];
  #editor: LineEditor;
  readonly #history = new LineHistory();
  readonly #session: Session;
  readonly #kept: number;

  constructor(session: Session) {
    this.#session = session;
    this.#kept = session.numberSetting("room", "max_history", 500);
    this.#editor = this.#newEditor();
  }

  /** Enters, stays, and leaves. */
  async stay(): Promise<void> {
    const view = this.#view = await View.open(this.#session, {
      section: "room",
      rowsBelow: LEAST_ROWS,
      topics: [ROOM_TOPIC, PRESENCE_TOPIC],
      draw: (_view, rows) => this.#draw(rows),
      hint: () => PROMPT,
    });
    try {
      await this.#reload();
      await announce(this.#session, "enter");
      if (this.#entries.length === 0) this.#note("Nobody has said anything yet. /help tells what there is.");
      await this.#paint();
      for (;;) {
        const event = await this.#session.nextEvent({
          topics: TOPICS,
          line: this,
        });
        if (event?.type === "key") {
          if (!await this.#key(event.key)) return;
        } else if (event?.type === "message") {
          await this.#hear(event);
        } else {
          // He may have been elsewhere: then others have said more than what waits to be read.
          await this.#catchUp();
          await view.repaint();
          await this.#paint();
        }
      }
    } finally {
      await announce(this.#session, "leave").catch(() => {});
      await view.close().catch(() => {});
    }
  }

  async #reload(): Promise<void> {
    this.#entries = (await recall(this.#kept)).map((word) => ({ word }));
    this.#width = -1;
    await this.#count();
  }

  /** Adds what was said since the newest word that is known. */
  async #catchUp(): Promise<void> {
    const newest = Math.max(-1, ...this.#entries.map((entry) => "word" in entry ? entry.word.number : -1));
    for (const word of await recall(this.#kept)) if (word.number > newest) this.#add(word);
    await this.#count();
  }

  /** Who is in the room: whoever runs the same script. */
  async #count(): Promise<void> {
    const { script } = this.#session;
    this.#people = (await peopleHere(this.#session)).filter((view) => view.script === script);
  }

  async #hear(event: TopicEvent): Promise<void> {
    // Who comes in is seen here anyway.
    if (event.topic === ROOM_ENTERED_TOPIC) return;
    if (event.topic === TELL_TOPIC || event.topic === BROADCAST_TOPIC) {
      const line = peopleNotice(event);
      if (line !== undefined) {
        this.#note(line);
        await this.#session.echo("\x07");
      }
    } else if (event.topic === ROOM_TOPIC) {
      const word = parseWord(event.data);
      if (word !== undefined) {
        this.#add(word);
        if (word.kind === "enter" || word.kind === "leave") await this.#count();
      }
    } else {
      const before = this.#people.find(({ sessionId }) => sessionId === event.from);
      await this.#count();
      const gone = before !== undefined && !this.#people.some(({ sessionId }) => sessionId === event.from);
      if (gone) this.#note(`${cleanHandle(before.handle)} has hung up`);
    }
    await this.#paint();
  }

  #add(word: RoomWord): void {
    // What was read from the database may be told once more.
    const known = word.number >= 0 &&
      this.#entries.some((entry) => "word" in entry && entry.word.number === word.number);
    if (!known) this.#append({ word });
  }

  #note(note: string): void {
    this.#append({ note });
  }

  #append(entry: Entry): void {
    this.#entries.push(entry);
    if (this.#entries.length > 2 * this.#kept) {
      this.#entries = this.#entries.slice(-this.#kept);
      this.#width = -1;
    }
    if (this.#width < 0) return;
    const rows = this.#rowsOf(entry);
    this.#rows.push(...rows);
    // Who reads older lines keeps them before his eyes.
    if (this.#below > 0) this.#below += rows.length;
  }

  #rowsOf(entry: Entry): string[] {
    const { look } = this.#view!;
    return "word" in entry
      ? wordRows(entry.word, this.#session.handle, look, this.#width)
      : noteRows(entry.note, look, this.#width);
  }

  /** Takes a key; answers whether the caller stays. */
  async #key(key: Key): Promise<boolean> {
    if (key.name === "pageup" || key.name === "pagedown") {
      this.#below += (key.name === "pageup" ? 1 : -1) * Math.max(1, this.#room - 1);
      await this.#paint();
      return true;
    }
    await this.#session.echo(this.#editor.push(key));
    if (this.#editor.state === "open") return true;
    const line = this.#editor.state === "done" ? this.#editor.value.trim() : "";
    const leaves = this.#editor.state === "cancelled";
    if (line !== "") this.#history.add(line);
    this.#editor = this.#newEditor();
    if (leaves || (line !== "" && !await this.#obey(line))) return false;
    await this.#paint();
    return true;
  }

  /** As `#command()`; what the store refused is told in the room. */
  async #obey(line: string): Promise<boolean> {
    try {
      return await this.#command(line);
    } catch (error) {
      this.#note(refusal(error));
      return true;
    }
  }

  /** Does what a line says; answers whether the caller stays. */
  async #command(line: string): Promise<boolean> {
    const [, command = "", rest = ""] = /^\/(\S*)\s*(.*)$/s.exec(line) ?? [];
    this.#below = 0;
    if (!line.startsWith("/") || command.startsWith("/")) {
      await this.#speak("say", line.replace(/^\/\//, "/"));
      return true;
    }
    switch (command.toLowerCase()) {
      case "quit":
      case "q":
        return false;
      case "me":
        if (rest !== "") await this.#speak("do", rest);
        return true;
      case "msg":
        await this.#tell(rest);
        return true;
      case "who":
        await this.#count();
        this.#note(`In the room: ${this.#names.join(", ")}`);
        return true;
      case "help":
      case "?":
        for (const help of HELP) this.#note(help);
        return true;
      default:
        this.#note(`There is no "/${command}" here; /help tells what there is.`);
        return true;
    }
  }

  async #speak(kind: "say" | "do", text: string): Promise<void> {
    if (maySpeak(this.#session)) this.#add(await speak(this.#session, kind, text, this.#kept));
    else this.#note(TOO_FAST);
  }

  async #tell(rest: string): Promise<void> {
    const [, name = "", text = ""] = /^(\S+)\s+(.*)$/s.exec(rest) ?? [];
    if (text === "") return this.#note("Like this: /msg NAME TEXT");
    const target = findPerson(await peopleHere(this.#session), name);
    if (target === undefined) return this.#note(`Nobody here is called "${cleanHandle(name)}".`);
    this.#note(await tellPerson(this.#session, target, text));
  }

  // ---- The screen ----

  #room = 1;

  get #names(): readonly string[] {
    return [...new Set(this.#people.map(({ handle }) => cleanHandle(handle)))];
  }

  get #field(): number {
    return Math.max(1, this.#view === undefined ? 1 : this.#page(this.#view) - displayWidth(PROMPT) - 2);
  }

  /** Cells of the page; of a wide screen those below the picture. */
  #page(view: View): number {
    return view.columns - 2 * leftMargin(this.#session);
  }

  #newEditor(): LineEditor {
    return new LineEditor({
      maxLength: this.#session.numberSetting("room", "max_line", 240),
      width: this.#field,
      style: "",
      history: this.#history,
    });
  }

  async #paint(): Promise<void> {
    await this.#view!.paint();
    this.#editor.resize(this.#field);
    const { rows } = this.#session;
    const column = leftMargin(this.#session) + displayWidth(PROMPT) + 1;
    await this.#session.echo(moveTo(rows, column) + this.#editor.paint());
  }

  #draw(rows: number): readonly string[] {
    const view = this.#view;
    // The view draws once before it is handed over.
    if (view === undefined) return [];
    const { lowlight, highlight } = view.look;
    const margin = " ".repeat(leftMargin(this.#session));
    const page = this.#page(view);
    const beside = page >= WIDE && rows >= 4;
    const width = beside ? page - LIST - 1 : page - 1;
    if (width !== this.#width) {
      this.#width = width;
      this.#rows = this.#entries.flatMap((entry) => this.#rowsOf(entry));
    }
    this.#room = Math.max(1, rows - 1);
    this.#below = Math.max(0, Math.min(this.#below, this.#rows.length - this.#room));
    const end = this.#rows.length - this.#below;
    const seen = this.#rows.slice(Math.max(0, end - this.#room), end);
    // Talk begins at the bottom, where the eye is.
    const words = [...Array.from({ length: this.#room - seen.length }, () => ""), ...seen];
    const names = this.#names;
    const lines = words.map((line, i) => {
      if (!beside) return `${margin} ${line}`;
      const more = i === this.#room - 1 && names.length > this.#room;
      const name = more ? `+${names.length - i} more` : names[i] ?? "";
      return `${margin} ${justifyLeft(line, width)}${style(lowlight, "│")}${
        style(highlight, clip(name, HANDLE))
      }`;
    });
    const title = this.#below > 0
      ? ` ${this.#below} more below: PGDN `
      : ` ${this.#session.setting("room", "name", "the room")}: ${
        names.length === 1 ? "only you" : `${names.length} people`
      }, ${page < 60 ? "" : "/help, "}Esc leaves `;
    const rule = style(lowlight, "──") + style(highlight, title) +
      style(lowlight, "─".repeat(page));
    return [...lines, margin + clip(rule, page)];
  }
}

export default async function main(session: Session): Promise<void> {
  session.setActivity("in the room");
  await using _font = await View.font(session, "room");
  await new Room(session).stay();
}
