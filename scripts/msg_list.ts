/**
 * A list of messages, from which the caller reads.
 *
 * @module
 */

import { clearScreen, Lightbar, NEW_MESSAGE_TOPIC, type Session } from "x84";
import { type FeedEntry, MessageFeed } from "./msg_feed.ts";
import { showMessageHelp } from "./msg_help.ts";
import { readMessages, type ShowThread } from "./msg_reader.ts";
import { messageRow, newMessageNotice } from "./msg_words.ts";
import { DIGITS, NumberJump } from "./number_jump.ts";
import { type Hint, Pane } from "./pane.ts";
import { counted, plain, readingColors, titleHead } from "./reading.ts";

/** A list to choose from. */
export interface BrowseOptions {
  readonly title: string;
  readonly feed: MessageFeed;
  /** What is said of an empty list. */
  readonly empty?: string;
  /** A line about the message under the bar. */
  readonly about?: (entry: FeedEntry) => string;
  /** Where the bar is at first; the default is the first unread message, else the last one. */
  readonly start?: number;
  /** Whether it is a thread: then its reader comes back here for the thread of what is read. */
  readonly isThread?: boolean;
}

type Action = "leave" | "read" | "help" | "older" | "first" | "number";

/** Lets the caller choose and read until he leaves. */
export async function browseMessages(session: Session, options: BrowseOptions): Promise<void> {
  let { feed, title } = options;
  const colors = readingColors(session);
  const list = new Lightbar<FeedEntry>({ items: [], colors: { highlight: colors.bar } });
  const rows = () =>
    feed.entries.map((entry) => ({
      key: entry,
      text: messageRow(session, entry.header, list.visibleWidth, entry.depth),
    }));
  const pane = new Pane<Action>(session, list, {
    head: () => titleHead(session, title),
    status: () => {
      if (feed.entries.length === 0) return options.empty ?? "There are no messages.";
      const about = list.selection === undefined ? "" : options.about?.(list.selection.key) ?? "";
      return about ||
        `${counted(feed.entries.length, "message")}${feed.hasOlder ? ", older ones above" : ""}`;
    },
    hints: () => {
      const some = feed.entries.length > 0;
      return [...(some ? [["Enter", "read"] satisfies Hint] : []), ["?", "help"], ["q", "back"]];
    },
    keyStyle: colors.key,
    keys: {
      leave: ["q", "Q", "escape", "left"],
      read: ["enter", "r", "right"],
      help: ["?"],
      older: ["k", "up", "pageup"],
      first: ["home"],
      number: DIGITS,
    },
    topics: [NEW_MESSAGE_TOPIC],
    told: async (event) => {
      const came = await feed.newer();
      if (came > 0) await session.echo(list.update(rows()));
      pane.message = await newMessageNotice(session, event) ?? pane.message;
    },
    fit: () => void list.update(rows()),
  });
  await clearScreen(session);
  await pane.paint();
  const unread = feed.entries.findIndex(({ header }) => header.unread);
  const start = options.start ?? (unread >= 0 ? unread : feed.entries.length - 1);
  await session.echo(list.goto(start));
  await pane.update();
  const jump = new NumberJump();
  for (;;) {
    let action = await pane.next();
    if (action === "number") {
      const numbers = feed.entries.map(({ header }) => String(header.id));
      const index = jump.push(pane.key?.text ?? "", numbers, list.index);
      if (index !== undefined) await session.echo(list.goto(index));
      // No number begins with 0, which leads to the first row, as in every list.
      if (index === undefined && !jump.begun && pane.key?.text === "0") {
        action = "first";
      } else {
        await pane.update();
        continue;
      }
    }
    jump.reset();
    if (action === "older" || action === "first") {
      // What is above the first row is fetched when the bar is pushed against it.
      if (list.atTop && feed.hasOlder) {
        const came = await feed.older();
        await session.echo(list.update(rows()) + list.goto(came));
      }
      const to = action === "first" ? "home" : pane.key?.name === "pageup" ? "pageUp" : "up";
      await session.echo(list.move(to));
      await pane.update();
      continue;
    }
    const entry = list.selection?.key;
    if (action === "help") await showMessageHelp(session);
    else if (action !== "read") return;
    else if (entry !== undefined && entry.header.deleted === undefined) {
      const { last, thread } = await readMessages(
        session,
        feed,
        list.index,
        options.isThread === true ? undefined : browseThread,
      );
      if (thread !== undefined) {
        feed = MessageFeed.of(session, thread);
        title = threadTitle(thread);
      }
      list.update(rows());
      list.goto(feed.indexOf(last));
      await clearScreen(session);
    }
    await pane.paint();
  }
}

/** Lets the caller read from `index` on. Answers the number of the message that he saw last. */
export async function readFrom(session: Session, feed: MessageFeed, index: number): Promise<number> {
  return (await readMessages(session, feed, index, browseThread)).last;
}

function threadTitle(entries: readonly FeedEntry[]): string {
  const root = entries[0]?.header;
  return root === undefined ? "Thread" : `Thread: ${plain(root.subject)}`;
}

/** A thread as a list, each message below the one that it answers. */
const browseThread: ShowThread = async (session, entries, id) => {
  await browseMessages(session, {
    title: threadTitle(entries),
    feed: MessageFeed.of(session, entries),
    start: entries.findIndex(({ header }) => header.id === id),
    isThread: true,
  });
};
