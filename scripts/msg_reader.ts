/**
 * Reading one message after the other.
 *
 * @module
 */

import {
  clearScreen,
  getMsg,
  isQuoted,
  MESSAGE_LIMITS,
  Msg,
  NEW_MESSAGE_TOPIC,
  Pager,
  sanitizeText,
  type Session,
  style,
} from "x84";
import { refusal } from "./people.ts";
import { composeNew } from "./msg_compose.ts";
import { type Draft, forwardDraft, replyDraft } from "./msg_draft.ts";
import { type FeedEntry, MessageFeed } from "./msg_feed.ts";
import { showMessageHelp } from "./msg_help.ts";
import {
  mayModerate,
  mayWrite,
  newMessageNotice,
  parseTags,
  person,
  recipientOf,
  shownTags,
} from "./msg_words.ts";
import { type Hint, pageBox, Pane, readOn, readSoFar } from "./pane.ts";
import { ago, cell, plain, readingColors, rule, stamp } from "./reading.ts";
import { writeText } from "./text_editor.ts";

type Action =
  | "leave"
  | "on"
  | "next"
  | "previous"
  | "reply"
  | "mail"
  | "forward"
  | "tags"
  | "edit"
  | "delete"
  | "parent"
  | "threadNext"
  | "threadPrevious"
  | "thread"
  | "number"
  | "help";

const KEYS: Readonly<Record<Action, readonly string[]>> = {
  leave: ["q", "Q", "escape"],
  on: ["enter", " "],
  next: ["n", "right"],
  previous: ["p", "left"],
  reply: ["r"],
  mail: ["M"],
  forward: ["w"],
  tags: ["e"],
  edit: ["E"],
  delete: ["D"],
  parent: ["u", "^"],
  threadNext: ["]"],
  threadPrevious: ["["],
  thread: ["t"],
  number: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "-", "#"],
  help: ["?"],
};

/** Shows a thread as a list, with the bar on message `id`. */
export type ShowThread = (session: Session, entries: readonly FeedEntry[], id: number) => Promise<void>;

/** How reading ended. */
export interface ReadEnd {
  /** Number of the message that the caller saw last. */
  readonly last: number;
  /** The thread of that message, when he wants to see it. */
  readonly thread?: readonly FeedEntry[];
}

/**
 * Lets the caller read from `index` on. Without `showThread` he is in a thread already: who asks for one ends his reading
 * with it, so that lists and readers do not pile up however often he goes to and fro.
 */
export async function readMessages(
  session: Session,
  feed: MessageFeed,
  index: number,
  showThread?: ShowThread,
): Promise<ReadEnd> {
  session.setActivity("reading messages");
  return await new Reader(session, feed, index, showThread).run();
}

class Reader {
  readonly #session: Session;
  readonly #feed: MessageFeed;
  readonly #pane: Pane<Action>;
  readonly #showThread: ShowThread | undefined;
  #index: number;
  #msg: Msg | undefined;
  /** The thread of the message, when it was asked for. */
  #thread: readonly FeedEntry[] | undefined;

  constructor(session: Session, feed: MessageFeed, index: number, showThread: ShowThread | undefined) {
    this.#session = session;
    this.#feed = feed;
    this.#index = index;
    this.#showThread = showThread;
    this.#pane = new Pane<Action>(session, new Pager(), {
      head: () => this.#head(),
      status: () => this.#status(),
      hints: () => this.#hints(),
      keyStyle: readingColors(session).key,
      promptStyle: readingColors(session).prompt,
      keys: KEYS,
      topics: [NEW_MESSAGE_TOPIC],
      told: async (event) => {
        await feed.newer();
        this.#pane.message = await newMessageNotice(session, event) ?? this.#pane.message;
      },
    });
  }

  async run(): Promise<ReadEnd> {
    await clearScreen(this.#session);
    let last = this.#feed.entries[this.#index]?.header.id ?? 0;
    if (!await this.#open(this.#index)) return { last };
    for (;;) {
      await this.#pane.paint();
      const action = await readOn(this.#session, this.#pane);
      last = this.#msg?.id ?? last;
      if (action === "leave" || action === undefined) return { last };
      if (action === "thread" && this.#showThread === undefined) {
        return { last, thread: await this.#loadThread() };
      }
      if (!await this.#act(action)) return { last };
    }
  }

  /** Does what a key asks for. Answers whether there is still something to read. */
  async #act(action: Exclude<Action, "leave">): Promise<boolean> {
    const msg = this.#msg!;
    switch (action) {
      case "on":
      case "next":
        return await this.#open(this.#index + 1);
      case "previous":
        return await this.#previous();
      case "reply":
        return await this.#write(await replyDraft(this.#session, msg, false), false);
      case "mail":
        return await this.#write(
          { ...await replyDraft(this.#session, msg, true), to: msg.author },
          false,
        );
      case "forward":
        return await this.#write(forwardDraft(msg), true);
      case "tags":
        return await this.#changeTags(msg);
      case "edit":
        return await this.#changeText(msg);
      case "delete":
        return await this.#delete(msg);
      case "parent":
        if (msg.parent === undefined) this.#pane.message = "It answers nothing.";
        else await this.#jump(msg.parent, "What it answers is gone, or not for you.");
        return true;
      case "threadNext":
      case "threadPrevious":
        return await this.#inThread(action === "threadNext" ? 1 : -1);
      case "thread":
        await this.#showThread?.(this.#session, await this.#loadThread(), msg.id!);
        await clearScreen(this.#session);
        return true;
      case "number":
        return await this.#askNumber();
      case "help":
        await showMessageHelp(this.#session);
        return true;
    }
  }

  /** Shows the message at a place of the list, or the next one that is still there. Answers whether there was one. */
  async #open(index: number): Promise<boolean> {
    for (;;) {
      const entry = this.#feed.entries[index];
      if (entry === undefined) return false;
      const msg = entry.header.deleted === undefined
        ? await getMsg(entry.header.id, this.#session)
        : undefined;
      if (msg === undefined) {
        this.#feed.remove(entry.header.id);
        continue;
      }
      this.#index = index;
      await this.#show(msg);
      return true;
    }
  }

  async #show(msg: Msg): Promise<void> {
    this.#msg = msg;
    this.#thread = undefined;
    const { lowlight, text } = readingColors(this.#session);
    const body = sanitizeText(msg.body, { maxLength: MESSAGE_LIMITS.body });
    const lines = body.split("\n").map((line) => style(isQuoted(line) ? lowlight : text, line));
    if (msg.edited !== undefined) lines.push("", style(lowlight, `(changed ${ago(msg.edited)})`));
    this.#pane.widget = new Pager({ content: lines });
    if (!msg.isUnread) return;
    await msg.markRead();
    this.#feed.markRead(msg.id!);
  }

  async #previous(): Promise<boolean> {
    if (this.#index === 0) this.#index += await this.#feed.older();
    if (this.#index > 0) return await this.#open(this.#index - 1);
    this.#pane.message = "This is the first one.";
    return true;
  }

  /** Shows any message by its number; the list goes on where it was unless the message is in it. */
  async #jump(id: number, otherwise: string): Promise<void> {
    const msg = await getMsg(id, this.#session);
    if (msg === undefined) {
      this.#pane.message = otherwise;
      return;
    }
    const index = this.#feed.indexOf(id);
    if (index >= 0) this.#index = index;
    await this.#show(msg);
  }

  async #loadThread(): Promise<readonly FeedEntry[]> {
    this.#thread ??= (await this.#msg!.thread()).map(({ message, depth }) => ({ header: message, depth }));
    return this.#thread;
  }

  async #inThread(step: 1 | -1): Promise<boolean> {
    const thread = (await this.#loadThread()).filter(({ header }) => header.deleted === undefined);
    const at = thread.findIndex(({ header }) => header.id === this.#msg!.id);
    const found = thread[at + step];
    if (found === undefined) {
      this.#pane.message = step > 0 ? "The thread ends here." : "The thread begins here.";
    } else await this.#jump(found.header.id, "It has just been deleted.");
    return true;
  }

  async #askNumber(): Promise<boolean> {
    const first = this.#pane.key?.text ?? "";
    const typed = await this.#pane.ask("Message number:", {
      maxLength: 10,
      value: first === "#" ? "" : first,
    });
    const number = Number(typed?.trim() || NaN);
    if (!Number.isInteger(number) || number === 0) return true;
    if (number > 0) await this.#jump(number, `There is no message ${number}.`);
    else if (-number <= this.#feed.entries.length) {
      return await this.#open(this.#feed.entries.length + number);
    } else this.#pane.message = `There are only ${this.#feed.entries.length}.`;
    return true;
  }

  async #write(draft: Draft, fields: boolean): Promise<boolean> {
    if (!mayWrite(this.#session)) {
      this.#pane.message = "Only callers with an account write messages.";
      return true;
    }
    const composed = await composeNew(this.#session, draft, fields);
    this.#thread = undefined;
    await this.#feed.newer();
    if (composed.type === "posted") {
      this.#pane.message = `Posted as #${composed.id}.`;
    } else this.#pane.message = composed.message;
    this.#session.setActivity("reading messages");
    await clearScreen(this.#session);
    return true;
  }

  async #changeTags(msg: Msg): Promise<boolean> {
    if (!mayModerate(this.#session, { own: msg.isOwn, public: msg.isPublic })) {
      this.#pane.message = "Only its author and moderators change its tags.";
      return true;
    }
    const value = shownTags(msg.tags).join(" ");
    const typed = await this.#pane.ask("Tags:", { maxLength: 200, value });
    if (typed === undefined || typed === value) return true;
    msg.tags = new Set(parseTags(typed));
    return await this.#keep(msg);
  }

  async #changeText(msg: Msg): Promise<boolean> {
    if (!msg.isOwn || !mayWrite(this.#session)) {
      this.#pane.message = "Only its author changes its words.";
      return true;
    }
    const written = await writeText(this.#session, {
      content: msg.body,
      head: () => [...this.#head().slice(0, 2), ""],
    });
    await clearScreen(this.#session);
    if (written.type !== "written" || written.text.trim() === "") {
      this.#pane.message = "Nothing was changed.";
      return true;
    }
    msg.body = written.text;
    return await this.#keep(msg);
  }

  async #keep(msg: Msg): Promise<boolean> {
    try {
      await msg.save();
      this.#pane.message = "Changed.";
    } catch (error) {
      this.#pane.message = refusal(error);
    }
    // What the host keeps may be spelled otherwise, or may not have been kept at all.
    const kept = await getMsg(msg.id!, this.#session);
    if (kept !== undefined) await this.#show(kept);
    return true;
  }

  async #delete(msg: Msg): Promise<boolean> {
    if (!mayModerate(this.#session, { own: msg.isOwn, public: msg.isPublic })) {
      this.#pane.message = "Only its author and moderators delete it.";
      return true;
    }
    if (!await this.#pane.sure("Really delete this message?")) return true;
    try {
      await msg.delete();
      this.#pane.message = `#${msg.id} is gone.`;
    } catch (error) {
      this.#pane.message = refusal(error);
      return true;
    }
    this.#feed.remove(msg.id!);
    return await this.#open(Math.min(this.#index, this.#feed.entries.length - 1));
  }

  #head(): string[] {
    const session = this.#session;
    const msg = this.#msg!;
    const { left, width } = pageBox(session);
    const { lowlight } = readingColors(session);
    const margin = " ".repeat(left + 1);
    const wide = width >= 60;
    const place = `#${msg.id}, ${this.#index + 1} of ${this.#feed.entries.length}`;
    const time = msg.saved ?? msg.created;
    const right = [place, wide ? `${stamp(time)}, ${ago(time)}` : ago(time)];
    const room = width - 3;
    const row = (label: string, text: string, beside = "") =>
      `${margin}${style(lowlight, label.padEnd(6))}${cell(text, room - 6 - beside.length)}${
        style(lowlight, beside)
      }`;
    const secret = msg.isPublic ? "" : style(lowlight, " (private)");
    const tags = shownTags(msg.tags).join(", ");
    return [
      row("From", person(session, msg.author), right[0]),
      row("To", person(session, recipientOf(msg)) + secret, right[1]),
      row("Subj", plain(msg.subject)),
      ...(wide || tags !== ""
        ? [row("Tags", tags, msg.parent === undefined ? "" : `answers #${msg.parent}`)]
        : []),
      rule(session),
    ];
  }

  #status(): string {
    return this.#pane.widget instanceof Pager ? readSoFar(this.#pane.widget) : "";
  }

  #hints(): Hint[] {
    const msg = this.#msg!;
    const write = mayWrite(this.#session);
    return [
      ["Space", "on"],
      ...(write ? [["r", "reply"] satisfies Hint] : []),
      ["n", "next"],
      ["?", "help"],
      ["p", "previous"],
      ...(msg.parent === undefined ? [] : [["u", "up"] satisfies Hint]),
      ["t", "thread"],
      ...(write ? [["M", "mail"] satisfies Hint, ["w", "forward"] satisfies Hint] : []),
      ...(mayModerate(this.#session, { own: msg.isOwn, public: msg.isPublic })
        ? [["e", "tags"] satisfies Hint, ["D", "delete"] satisfies Hint]
        : []),
      ["q", "back"],
    ];
  }
}
