/**
 * The feed reader: news from elsewhere, and the pages that they are about.
 *
 * The feeds are those of the INI file (section `[rss]`), their hosts have to be allowed in `[fetch]`. A page whose host
 * is not allowed is shown as far as the feed tells of it, with its address.
 *
 * @module
 */

import {
  clearScreen,
  type FeedEntry,
  htmlToText,
  justifyRight,
  Lightbar,
  type LightbarItem,
  type LightbarPosition,
  Pager,
  parseFeed,
  sanitizeLine,
  sanitizeText,
  type Session,
  timeAgo,
} from "x84";
import { pageBox, Pane } from "./pane.ts";
import { sectionFont } from "./screen_look.ts";
import { type Look, lookOf } from "./themes.ts";
import { headOf, hostOf, plain, showAddress, showWords, trouble, waitIn } from "./world.ts";

/** Characters of an entry's own text from which on its page need not be fetched. */
const ENOUGH = 600;

/** A feed of the INI file. */
interface Source {
  readonly name: string;
  readonly address: string;
}

/** The feeds of the INI file: `NAME=ADDRESS` between commas, or addresses alone. */
function sourcesOf(session: Session): Source[] {
  return session.listSetting("rss", "feeds").flatMap((text) => {
    const [, name, address] = /^(?:([^=]{1,60})=)?(https?:\/\/\S+)$/i.exec(text) ?? [];
    if (address === undefined) return [];
    return [{ name: sanitizeLine(name?.trim() || hostOf(address), { maxLength: 60 }), address }];
  });
}

function ago(entry: FeedEntry): string {
  return entry.time === undefined ? "" : timeAgo((Date.now() - entry.time) / 1000).trim();
}

/** The reader of one caller. */
class Reader {
  constructor(readonly session: Session, readonly look: Look) {}

  /** Lets the caller choose a feed, over and over. */
  async chooseFeed(sources: readonly Source[]): Promise<void> {
    const { session, look } = this;
    const items = sources.map((source) => ({ key: source, text: ` ${plain(source.name)}` }));
    let position: LightbarPosition = { row: 0, shift: 0 };
    for (;;) {
      const bar = new Lightbar<Source>({ items, position, colors: { highlight: look.bar } });
      const pane = new Pane<"never">(session, bar, {
        keys: {},
        head: () => [...headOf(session, look, "News from elsewhere", `${sources.length} feeds`), ""],
        hints: () => [["Enter", "read"], ["up/down", "choose"], ["q", "leave"]],
        keyStyle: look.highlight,
      });
      await pane.paint();
      await pane.next();
      if (bar.quit || bar.selection === undefined) return;
      position = bar.position;
      await this.readFeed(bar.selection.key);
    }
  }

  /** Fetches a feed and lets the caller read its entries. */
  async readFeed(source: Source): Promise<void> {
    const { session } = this;
    session.setActivity(`reading ${source.name}`);
    for (;;) {
      const entries = await this.#fetchFeed(source);
      if (entries === undefined || !await this.#readEntries(source, entries)) return;
    }
  }

  /** The entries; `undefined` when the caller did not wait, or has read why there are none. */
  async #fetchFeed(source: Source): Promise<readonly FeedEntry[] | undefined> {
    const { session, look } = this;
    const pane = new Pane<"never">(session, new Pager(), {
      keys: {},
      head: () => headOf(session, look, source.name),
      hints: () => [],
    });
    const host = hostOf(source.address);
    let words: string;
    try {
      const waited = await waitIn(session, pane, `Fetching ${source.name}`, this.#get(source.address));
      if (waited.type === "left") return undefined;
      const { status } = waited.value;
      const most = session.numberSetting("rss", "max_entries", 100);
      const feed = status === 200 ? await parseFeed(waited.value.text(), most) : undefined;
      if (feed !== undefined && feed.entries.length > 0) return feed.entries;
      words = status !== 200
        ? `${host} has no such feed (it answers ${status}).`
        : feed === undefined
        ? `What ${host} sent is not a feed.`
        : "There is nothing in this feed.";
    } catch (error) {
      words = trouble(error, host);
    }
    await showWords(session, look, source.name, words);
    return undefined;
  }

  #get(address: string) {
    const timeout = this.session.numberSetting("rss", "timeout", 10) * 1000;
    return this.session.fetch(address, { timeout });
  }

  #rows(entries: readonly FeedEntry[]): LightbarItem<FeedEntry>[] {
    const { width } = pageBox(this.session);
    const digits = String(entries.length).length;
    return entries.map((entry, i) => {
      const number = width >= 60 ? `${justifyRight(String(i + 1), digits)}. ` : "";
      const host = width >= 60 && entry.link !== "" ? ` (${plain(hostOf(entry.link), 30)})` : "";
      return { key: entry, text: ` ${number}${plain(entry.title)}${host}` };
    });
  }

  /** The list. Answers whether it shall be fetched anew. */
  async #readEntries(source: Source, entries: readonly FeedEntry[]): Promise<boolean> {
    const { session, look } = this;
    const list = (position: LightbarPosition) =>
      new Lightbar<FeedEntry>({ items: this.#rows(entries), position, colors: { highlight: look.bar } });
    let bar = list({ row: 0, shift: 0 });
    const pane = new Pane<"comments" | "link" | "refresh" | "view">(session, bar, {
      keys: { comments: ["c"], link: ["s"], refresh: ["r"], view: ["v", " "] },
      head: () => headOf(session, look, source.name, `${entries.length} entries`),
      fit: () => void bar.update(this.#rows(entries)),
      hints: () => {
        const entry = bar.selection?.key;
        return [
          ["Enter", "read"],
          ["s", "address"],
          ...(entry?.comments ? [["c", "comments"] as const] : []),
          ["r", "fetch again"],
          ["q", "back"],
        ];
      },
      status: () => {
        const entry = bar.selection?.key;
        if (entry === undefined) return "";
        return [entry.author, ago(entry) === "" ? "" : `${ago(entry)} ago`].filter((it) => it !== "").join(
          ", ",
        );
      },
      keyStyle: look.highlight,
    });
    await pane.paint();
    for (;;) {
      const action = await pane.next();
      if (action === "refresh") return true;
      if (bar.quit) return false;
      const entry = bar.selection?.key;
      const { position, index } = bar;
      bar = list(position);
      pane.widget = bar;
      if (entry === undefined) continue;
      if (action === "link") await this.#showLink(entry.link);
      else if (action === "comments" && entry.comments !== "") {
        await this.#readPage({ ...entry, link: entry.comments, summary: "", content: "" });
      } else if (action === undefined || action === "view") {
        bar.goto(await this.#readOn(entries, index));
      }
      await pane.paint();
    }
  }

  /** Reads an article, and the ones beside it. Answers where the caller stopped. */
  async #readOn(entries: readonly FeedEntry[], start: number): Promise<number> {
    let index = start;
    for (;;) {
      const step = await this.#readPage(entries[index]!);
      const next = index + step;
      if (step === 0 || entries[next] === undefined) return index;
      index = next;
    }
  }

  async #showLink(address: string): Promise<void> {
    const { session, look } = this;
    if (address === "") await showWords(session, look, "Address", "The feed tells no address.");
    else await showAddress(session, look, "Address", address);
  }

  /** Shows an entry. Answers 1 for the next one, -1 for the one before, 0 for the list. */
  async #readPage(entry: FeedEntry): Promise<number> {
    const { session, look } = this;
    const pager = new Pager();
    const told = [hostOf(entry.link), entry.author, ago(entry) === "" ? "" : `${ago(entry)} ago`];
    const pane = new Pane<"comments" | "link" | "next" | "before">(session, pager, {
      keys: { comments: ["c"], link: ["s"], next: ["n", "right"], before: ["p", "left"] },
      head: () => [
        ...headOf(session, look, entry.title),
        ` ${" ".repeat(pageBox(session).left)}${
          told.filter((it) => it !== "").map((it) => sanitizeLine(it)).join(", ")
        }`,
        "",
      ],
      status: () =>
        pager.atTop && pager.atBottom ? "" : `${Math.floor(100 * pager.position / pager.bottom)}% read`,
      hints: () => [
        ["s", "address"],
        ...(entry.comments === "" ? [] : [["c", "comments"] as const]),
        ["n", "next"],
        ["p", "previous"],
        ["q", "back"],
      ],
      keyStyle: look.highlight,
    });
    const article = await this.#article(entry, pane);
    if (article === undefined) return 0;
    pager.update(article.map((line) => line.replaceAll("|", "||")));
    await pane.paint();
    for (;;) {
      const action = await pane.next();
      if (action === undefined) return 0;
      if (action === "next") return 1;
      if (action === "before") return -1;
      if (action === "link") await this.#showLink(entry.link);
      else if (entry.comments !== "") {
        return await this.#readPage({
          ...entry,
          link: entry.comments,
          comments: "",
          summary: "",
          content: "",
        });
      }
      await pane.paint();
    }
  }

  /** The text of an entry: its own, or that of its page; `undefined` when the caller did not wait. */
  async #article(
    entry: FeedEntry,
    pane: Pane<"comments" | "link" | "next" | "before">,
  ): Promise<readonly string[] | undefined> {
    const { look } = this;
    const html = entry.content.length > entry.summary.length ? entry.content : entry.summary;
    const own = html === "" ? [] : (await htmlToText(html, { headingStyle: look.highlight })).lines;
    if (own.join("").length >= ENOUGH || (own.length > 0 && entry.link === "")) {
      return own;
    }
    if (entry.link === "") return ["The feed tells nothing more of this."];
    const host = hostOf(entry.link);
    try {
      const waited = await waitIn(this.session, pane, `Fetching ${host}`, this.#get(entry.link));
      if (waited.type === "left") return undefined;
      const { status, contentType } = waited.value;
      if (status !== 200) {
        return this.#instead(entry, own, `${host} does not show this page (it answers ${status}).`);
      }
      const lines = /html|xml/i.test(contentType)
        ? (await htmlToText(waited.value.text(), { headingStyle: look.highlight })).lines
        : /^text\/|json/i.test(contentType)
        ? sanitizeText(waited.value.text(), { maxLength: 200_000 }).split("\n")
        : undefined;
      if (lines === undefined) return this.#instead(entry, own, "What the page shows is not text.");
      if (lines.length === 0) return this.#instead(entry, own, "There is no text on this page.");
      return lines;
    } catch (error) {
      return this.#instead(entry, own, trouble(error, host));
    }
  }

  /** What the feed itself tells, and where the rest is. */
  #instead(entry: FeedEntry, own: readonly string[], why: string): readonly string[] {
    const told = own.length === 0 ? [] : [...own, ""];
    return [...told, why, "", "It is at", sanitizeLine(entry.link, { maxLength: 2000 })];
  }
}

export default async function main(session: Session): Promise<void> {
  session.setActivity("reading news from elsewhere");
  const look = await lookOf(session, "rss");
  await using _font = await sectionFont(session, "rss");
  await clearScreen(session);
  const sources = sourcesOf(session);
  const reader = new Reader(session, look);
  if (sources.length === 0) {
    await showWords(session, look, "News from elsewhere", "No feeds are set up on this board.");
  } else if (sources.length === 1) {
    await reader.readFeed(sources[0]!);
  } else {
    await reader.chooseFeed(sources);
  }
}
