/**
 * The news: what sysops have posted, and below it `art/news.txt` (UTF-8 with pipe codes).
 *
 * Kept in the database as schema `news`: table `items` holds `{ handle, title, text, time }` under a number of ten
 * digits, table `counter` the next number. What a caller has read is in his attribute `news_lastread`: the number of
 * the newest item and a mark of the file.
 *
 * @module
 */

import { clearScreen, DBProxy, Pager, sanitizeText, type Session, style } from "x84";
import { numberKey } from "./common.ts";
import { type Hint, Pane, readOn, readSoFar } from "./pane.ts";
import {
  barred,
  isEmptyText,
  isQuick,
  loadColors,
  pictureHead,
  plain,
  readingColors,
  stamp,
} from "./reading.ts";
import { sectionFont } from "./screen_look.ts";
import { writeText } from "./text_editor.ts";

/** An item as it is kept. */
export interface NewsItem {
  readonly handle: string;
  readonly title: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** What a caller has read. */
interface LastRead {
  readonly item: number;
  readonly file: string;
}

/** The news as they stand. */
interface News {
  /** With their numbers, the newest first. */
  readonly items: readonly (readonly [number: number, item: NewsItem])[];
  readonly file: string;
  readonly fileMark: string;
}

const items = new DBProxy<NewsItem>("news", "items");
const counter = new DBProxy<number>("news", "counter");

/** Items that are shown; older ones stay in the database. */
const SHOWN = 50;
const MAX_TITLE = 60;
const MAX_TEXT = 16_000;
const FILE = "art/news.txt";

type Action = "leave" | "on" | "post" | "edit" | "delete";

async function load(session: Session): Promise<News> {
  const newest: [number, NewsItem][] = [];
  for await (const [key, item] of items.entries({ reverse: true, limit: SHOWN })) {
    newest.push([Number(key), item]);
  }
  const bytes = await session.readFile(FILE);
  const file = bytes === undefined ? "" : sanitizeText(new TextDecoder().decode(bytes)).trimEnd();
  return { items: newest, file, fileMark: await markOf(file) };
}

/** A few characters that differ when a text does. */
async function markOf(text: string): Promise<string> {
  if (text === "") return "";
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest, 0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function lastRead(session: Session): Promise<LastRead> {
  const kept = await session.getAttribute<Partial<LastRead> | null>("news_lastread");
  return { item: Number(kept?.item ?? -1), file: String(kept?.file ?? "") };
}

/** The lines of the news; only what is newer than `since`, if that is given. */
function contentOf(session: Session, news: News, since: LastRead | undefined): string[] {
  const { highlight, lowlight } = readingColors(session);
  const lines: string[] = [];
  for (const [number, item] of news.items) {
    if (since !== undefined && number <= since.item) continue;
    const told = `#${number}  ${stamp(item.time)} by ${plain(item.handle, 40)}`;
    lines.push(
      style(highlight, barred(plain(item.title, MAX_TITLE))),
      style(lowlight, barred(told)),
      "",
      sanitizeText(item.text, { maxLength: MAX_TEXT }),
      "",
      "",
    );
  }
  if (news.file !== "" && (since === undefined || news.fileMark !== since.file)) lines.push(news.file);
  return lines;
}

class NewsScreen {
  readonly #session: Session;
  readonly #quick: boolean;
  readonly #since: LastRead | undefined;
  #news: News;
  #pager: Pager;
  readonly #pane: Pane<Action>;

  constructor(session: Session, news: News, since: LastRead | undefined) {
    this.#session = session;
    this.#news = news;
    this.#since = since;
    this.#quick = since !== undefined;
    const colors = readingColors(session);
    this.#pager = this.#makePager();
    this.#pane = new Pane<Action>(session, this.#pager, {
      head: () => pictureHead(session, this.#quick ? "What is new here" : "News"),
      hints: () => this.#hints(),
      status: () => readSoFar(this.#pager),
      keyStyle: colors.highlight,
      keys: {
        leave: ["q", "Q", "escape"],
        on: ["enter", " "],
        ...(session.isSysop ? { post: ["p"], edit: ["e"], delete: ["d"] } : {}),
      },
    });
  }

  /** Answers the news as the caller saw them. */
  async run(): Promise<News> {
    await clearScreen(this.#session);
    await this.#pane.paint();
    for (;;) {
      const action = await readOn(this.#session, this.#pane);
      if (action === "post") await this.#post();
      else if (action === "edit") await this.#change();
      else if (action === "delete") await this.#delete();
      else return this.#news;
      await this.#pane.paint();
    }
  }

  #hints(): Hint[] {
    return [
      ...(this.#pager.atBottom ? [] : [["Space", "more"] as const]),
      ...(this.#session.isSysop ? [["p", "post"], ["e", "edit"], ["d", "delete"]] as const : []),
      ["q", this.#quick ? "go on" : "leave"],
    ];
  }

  #makePager(): Pager {
    const content = contentOf(this.#session, this.#news, this.#since);
    return new Pager({ content: content.length === 0 ? ["There is no news."] : content });
  }

  async #reload(): Promise<void> {
    this.#news = await load(this.#session);
    this.#pager = this.#makePager();
    this.#pane.widget = this.#pager;
  }

  async #post(): Promise<void> {
    const title = plain(await this.#pane.ask("Title:", { maxLength: MAX_TITLE }) ?? "", MAX_TITLE).trim();
    if (title === "") return;
    const text = await this.#write(title, "");
    if (text === undefined) return;
    const item: NewsItem = { handle: this.#session.handle, title, text, time: Date.now() };
    await items.transaction(async (tx) => {
      const number = await tx.of(counter).get("next", 1);
      tx.set(numberKey(number), item);
      tx.of(counter).set("next", number + 1);
    });
    await this.#reload();
    this.#pane.message = "Posted.";
  }

  async #change(): Promise<void> {
    const number = await this.#askNumber("Edit which number?");
    if (number === undefined) return;
    const before = await items.get(numberKey(number));
    if (before === undefined) return;
    const text = await this.#write(before.title, before.text);
    if (text === undefined) return;
    const kept = await items.transaction(async (tx) => {
      const now = await tx.get(numberKey(number));
      if (now !== undefined) tx.set(numberKey(number), { ...now, text });
      return now !== undefined;
    });
    await this.#reload();
    this.#pane.message = kept ? "Changed." : "It has just been deleted.";
  }

  async #delete(): Promise<void> {
    const number = await this.#askNumber("Delete which number?");
    if (number === undefined) return;
    if (!await this.#pane.sure(`Really delete #${number}?`)) return;
    await items.delete(numberKey(number));
    await this.#reload();
    this.#pane.message = `#${number} is gone.`;
  }

  async #askNumber(question: string): Promise<number | undefined> {
    if (this.#news.items.length === 0) {
      this.#pane.message = `Nothing was posted; ${FILE} is a file beside the scripts.`;
      return undefined;
    }
    const typed = await this.#pane.ask(question, { maxLength: 10 });
    if (typed === undefined || typed.trim() === "") return undefined;
    const number = Number(typed.trim().replace(/^#/, ""));
    if (this.#news.items.some(([known]) => known === number)) return number;
    this.#pane.message = "There is no such number.";
    return undefined;
  }

  /** Answers `undefined` when nothing was written. */
  async #write(title: string, content: string): Promise<string | undefined> {
    const { lowlight } = readingColors(this.#session);
    const written = await writeText(this.#session, {
      content,
      maxLength: MAX_TEXT,
      head: () => [` ${style(lowlight, "News:")} ${title}`, ""],
    });
    await clearScreen(this.#session);
    if (written.type === "written" && !isEmptyText(written.text)) {
      return sanitizeText(written.text, { maxLength: MAX_TEXT }).trimEnd();
    }
    this.#pane.message = "Nothing was posted.";
    return undefined;
  }
}

/** Shows the news. With `"quick"` only what the caller has not read, and nothing at all when he has read it all. */
export default async function main(session: Session, argument?: unknown): Promise<void> {
  await loadColors(session, "news", "art/news*.ans");
  const news = await load(session);
  const since = isQuick(argument) ? await lastRead(session) : undefined;
  if (since !== undefined && contentOf(session, news, since).length === 0) return;
  session.setActivity("reading the news");
  await using _font = await sectionFont(session, "news");
  const seen = await new NewsScreen(session, news, since).run();
  const item = seen.items[0]?.[0] ?? (await lastRead(session)).item;
  await session.setAttribute("news_lastread", { item, file: seen.fileMark } satisfies LastRead);
}
