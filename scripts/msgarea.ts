/**
 * The message area: what there is to read by area, private mail, a new scan, a search, and the way to writing.
 *
 * With `"quick"` it only says how much is new and offers to read it, and nothing at all when nothing is.
 *
 * @module
 */

import {
  clearScreen,
  countMsgs,
  Lightbar,
  listMsgs,
  listTags,
  markMsgsRead,
  type MessageCount,
  type MessageQuery,
  NEW_MESSAGE_TOPIC,
  PUBLIC_TAG,
  searchMsgs,
  type Session,
  style,
  type TagCount,
} from "x84";
import { refusal } from "./people.ts";
import { compose, composeNew } from "./msg_compose.ts";
import { type Draft, newDraft, offerDraft } from "./msg_draft.ts";
import { MessageFeed } from "./msg_feed.ts";
import { showMessageHelp } from "./msg_help.ts";
import { browseMessages, readFrom } from "./msg_list.ts";
import { postWelcome } from "./msg_seed.ts";
import { askPatterns, fitsPattern, loadPatterns } from "./msg_subscription.ts";
import { countUnread, unreadFeed } from "./msg_unread.ts";
import { mayWrite, newMessageNotice } from "./msg_words.ts";
import { type Hint, Pane } from "./pane.ts";
import { barred, cell, counted, isQuick, loadColors, pictureHead, plain, readingColors } from "./reading.ts";
import { sectionFont } from "./screen_look.ts";

/** Hits of a search. */
const HITS = 100;
const MAX_SEARCH = 100;

/** A row of the list of areas. */
interface Area {
  readonly name: string;
  readonly query: MessageQuery;
  readonly count: MessageCount;
}

type Action =
  | "leave"
  | "open"
  | "scan"
  | "post"
  | "write"
  | "mail"
  | "search"
  | "subscribe"
  | "mark"
  | "help";

class MessageArea {
  readonly #session: Session;
  readonly #list: Lightbar<Area>;
  readonly #pane: Pane<Action>;
  #patterns: readonly string[] = [];
  #tags: readonly TagCount[] = [];
  #areas: readonly Area[] = [];
  #unread = 0;

  constructor(session: Session) {
    this.#session = session;
    const colors = readingColors(session);
    this.#list = new Lightbar<Area>({ items: [], colors: { highlight: colors.bar } });
    this.#pane = new Pane<Action>(session, this.#list, {
      head: () => pictureHead(session, "Messages"),
      status: () =>
        this.#unread === 0 ? "Nothing is new to you." : `${counted(this.#unread, "new message")} for you.`,
      hints: () => this.#hints(),
      keyStyle: colors.key,
      promptStyle: colors.prompt,
      keys: {
        leave: ["q", "Q", "escape"],
        open: ["enter", "a", "right"],
        scan: ["n"],
        post: ["p"],
        write: ["w"],
        mail: ["v"],
        search: ["/", "s"],
        subscribe: ["c"],
        mark: ["m"],
        help: ["?"],
      },
      topics: [NEW_MESSAGE_TOPIC],
      told: async (event) => {
        await this.load();
        await session.echo(this.#list.update(this.#rows()));
        this.#pane.message = await newMessageNotice(session, event) ?? this.#pane.message;
      },
      fit: () => void this.#list.update(this.#rows()),
    });
  }

  async run(): Promise<void> {
    await clearScreen(this.#session);
    for (;;) {
      this.#session.setActivity("in the message area");
      await this.load();
      await this.#pane.paint();
      const action = await this.#pane.next();
      if (action === "leave" || action === undefined) return;
      await this.#act(action);
    }
  }

  /** How many messages are new to the caller. */
  get unread(): number {
    return this.#unread;
  }

  /** Counts anew. */
  async load(): Promise<void> {
    const session = this.#session;
    const [patterns, tags, all, mail] = await Promise.all([
      loadPatterns(session),
      listTags(session),
      countMsgs({ scope: "public" }, session),
      countMsgs({ scope: "private" }, session),
    ]);
    this.#patterns = patterns;
    this.#tags = tags;
    const everything = patterns.includes("*");
    this.#areas = [
      { name: "Everything public", query: { scope: "public" }, count: all },
      ...(mayWrite(session)
        ? [{ name: "Private mail", query: { scope: "private" } as const, count: mail }]
        : []),
      ...tags.filter(({ tag }) => tag !== PUBLIC_TAG && (everything || fitsPattern(patterns, tag)))
        .map((count) => ({ name: count.tag, query: { tags: [count.tag] }, count })),
    ];
    this.#unread = await countUnread(session, patterns);
  }

  /** Reads what is new, one message after the other. */
  async scan(): Promise<void> {
    const feed = await unreadFeed(this.#session, this.#patterns);
    if (feed.entries.length === 0) this.#pane.message = "Nothing is new to you.";
    else await readFrom(this.#session, feed, 0);
    await clearScreen(this.#session);
  }

  /** Lets the caller write, and says what became of it. */
  async write(draft: Draft, fresh: boolean): Promise<void> {
    if (!mayWrite(this.#session)) {
      this.#pane.message = "Only callers with an account write messages.";
      return;
    }
    const composed = fresh
      ? await composeNew(this.#session, draft, true)
      : await compose(this.#session, draft, false);
    this.#pane.message = composed.type === "posted" ? `Posted as #${composed.id}.` : composed.message;
    await clearScreen(this.#session);
  }

  async #act(action: Exclude<Action, "leave">): Promise<void> {
    const session = this.#session;
    const area = this.#list.selection?.key;
    switch (action) {
      case "open":
        if (area !== undefined) await this.#open(area);
        return;
      case "scan":
        return await this.scan();
      case "post": {
        const tags = area?.query.tags ?? [];
        return await this.write(newDraft({ tags: [...tags, PUBLIC_TAG] }), true);
      }
      case "write": {
        const to = await this.#pane.ask("Write to (a handle or @group):", { maxLength: 64 });
        if (to !== undefined && to.trim() !== "") await this.write(newDraft({ to: to.trim() }), true);
        return;
      }
      case "mail":
        return await this.#open({
          name: "Private mail",
          query: { scope: "private" },
          count: { all: 0, unread: 0 },
        });
      case "search":
        return await this.#search();
      case "subscribe":
        this.#patterns = await askPatterns(session, this.#pane, this.#patterns, this.#tags);
        return;
      case "mark":
        return await this.#markAll();
      case "help":
        return await showMessageHelp(session);
    }
  }

  async #open({ name, query }: Area): Promise<void> {
    const feed = await MessageFeed.latest(this.#session, query);
    await browseMessages(this.#session, {
      title: plain(name, 40),
      feed,
      empty: "Nobody has written here yet.",
    });
    await clearScreen(this.#session);
  }

  async #search(): Promise<void> {
    const session = this.#session;
    const words = (await this.#pane.ask("Search for:", { maxLength: MAX_SEARCH }))?.trim() ?? "";
    if (words === "") return;
    try {
      const hits = await searchMsgs(words, { limit: HITS }, session);
      const excerpts = new Map(hits.map(({ id, excerpt }) => [id, plain(excerpt)]));
      await browseMessages(session, {
        title: `Found: ${plain(words, MAX_SEARCH)}`,
        feed: MessageFeed.of(session, hits.toReversed().map((header) => ({ header, depth: 0 }))),
        empty: "Nothing was found.",
        about: ({ header }) => excerpts.get(header.id) ?? "",
      });
    } catch (error) {
      this.#pane.message = refusal(error);
    }
    await clearScreen(session);
  }

  async #markAll(): Promise<void> {
    if (!mayWrite(this.#session)) {
      this.#pane.message = "Nothing is kept for guests.";
      return;
    }
    if (!await this.#pane.sure("Mark every message as read?")) return;
    const [newest] = await listMsgs({ reverse: true, limit: 1 }, this.#session);
    if (newest !== undefined) await markMsgsRead(newest.id, this.#session);
    this.#pane.message = "You have read everything.";
  }

  #rows() {
    const { highlight } = readingColors(this.#session);
    const width = this.#list.visibleWidth;
    const wide = width >= 60;
    const name = Math.max(1, width - (wide ? 26 : 16));
    return this.#areas.map((area) => {
      const { all } = area.count;
      const unread = mayWrite(this.#session) ? area.count.unread : 0;
      const fresh = (unread === 0 ? "" : wide ? `${unread} new` : String(unread)).padStart(wide ? 10 : 6);
      const total = (wide ? counted(all, "message") : String(all)).padStart(wide ? 14 : 7);
      return {
        key: area,
        text: barred(` ${cell(plain(area.name, 40), name)}${style(highlight, fresh)}${total}`),
      };
    });
  }

  #hints(): Hint[] {
    const write = mayWrite(this.#session);
    return [
      ["Enter", "list"],
      ...(this.#unread === 0 ? [] : [["n", "read new"] satisfies Hint]),
      ...(write ? [["p", "post"] satisfies Hint] : []),
      // Early: on a narrow screen it tells the rest.
      ["?", "help"],
      ...(write ? [["w", "write mail"] satisfies Hint] : []),
      ["/", "search"],
      ["c", "tags"],
      ...(this.#unread === 0 ? [] : [["m", "mark read"] satisfies Hint]),
      ["q", "leave"],
    ];
  }
}

/** Says how much is new, and reads it if the caller likes. */
async function quick(session: Session, area: MessageArea): Promise<void> {
  const left = mayWrite(session) ? await offerDraft(session) : "none";
  if (typeof left !== "string") await area.write(left, false);
  await area.load();
  if (area.unread === 0) return;
  const pane = new Pane<"read" | "leave">(session, new Lightbar({ items: [] }), {
    head: () => pictureHead(session, "Messages"),
    status: () => `You have ${counted(area.unread, "new message")}. Read now?`,
    hints: () => [["Enter", "read"], ["n", "not now"]],
    keyStyle: readingColors(session).key,
    promptStyle: readingColors(session).prompt,
    keys: { read: ["enter", "y", "Y"], leave: ["n", "N", "q", "Q", "escape"] },
  });
  await clearScreen(session);
  await pane.paint();
  if (await pane.next() === "read") await area.scan();
}

/** Lets the caller read and write until he leaves. */
export default async function main(session: Session, argument?: unknown): Promise<void> {
  await loadColors(session, "msgarea", "art/messages*.ans");
  await using _font = await sectionFont(session, "msgarea");
  await postWelcome(session);
  await session.subscribe(NEW_MESSAGE_TOPIC);
  try {
    const area = new MessageArea(session);
    if (isQuick(argument)) return await quick(session, area);
    const left = mayWrite(session) ? await offerDraft(session) : "none";
    if (typeof left !== "string") await area.write(left, false);
    await area.run();
  } finally {
    await session.unsubscribe(NEW_MESSAGE_TOPIC);
  }
}
