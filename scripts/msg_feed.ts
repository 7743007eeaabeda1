/**
 * Messages in the order of their numbers, of which the store is asked for as many as are looked at.
 *
 * @module
 */

import type { HostCaller, MessageHeader, MessageQuery } from "x84";
import { listMsgs } from "x84/bbs/msg.ts";

/** Messages of a page. */
const PAGE = 200;
/** Pages that are looked through for one message that is wanted. */
const PATIENCE = 50;

/** A message in a list, and how deep it stands in its thread. */
export interface FeedEntry {
  readonly header: MessageHeader;
  readonly depth: number;
}

/** Whether a message is wanted. */
export type Wanted = (header: MessageHeader) => boolean;

/** The messages. */
export class MessageFeed {
  #entries: FeedEntry[];
  #hasOlder: boolean;
  readonly #caller: HostCaller;
  readonly #query: MessageQuery | undefined;
  readonly #wanted: Wanted;

  private constructor(
    caller: HostCaller,
    query: MessageQuery | undefined,
    wanted: Wanted,
    entries: FeedEntry[],
  ) {
    this.#caller = caller;
    this.#query = query;
    this.#wanted = wanted;
    this.#entries = entries;
    this.#hasOlder = query !== undefined;
  }

  /** The newest messages of a kind; older ones are fetched when they are asked for. */
  static async latest(
    caller: HostCaller,
    query: MessageQuery,
    wanted: Wanted = () => true,
  ): Promise<MessageFeed> {
    const feed = new MessageFeed(caller, query, wanted, []);
    await feed.older();
    return feed;
  }

  /** All messages of a kind from the oldest on, up to `most`. */
  static async oldest(
    caller: HostCaller,
    query: MessageQuery,
    wanted: Wanted,
    most: number,
  ): Promise<MessageFeed> {
    const headers: MessageHeader[] = [];
    let after = 0;
    for (let pages = 0; pages < PATIENCE && headers.length < most; pages++) {
      const page = await listMsgs({ ...query, after, limit: PAGE }, caller);
      headers.push(...page.filter(wanted));
      if (page.length < PAGE) break;
      after = page.at(-1)!.id;
    }
    return MessageFeed.of(caller, headers.slice(0, most).map((header) => ({ header, depth: 0 })));
  }

  /** These messages and no others. */
  static of(caller: HostCaller, entries: readonly FeedEntry[]): MessageFeed {
    return new MessageFeed(caller, undefined, () => true, [...entries]);
  }

  /** The messages that are known, the oldest first. */
  get entries(): readonly FeedEntry[] {
    return this.#entries;
  }

  /** Whether there may be older ones. */
  get hasOlder(): boolean {
    return this.#hasOlder;
  }

  /** Where a message stands; -1 when it is not here. */
  indexOf(id: number): number {
    return this.#entries.findIndex(({ header }) => header.id === id);
  }

  /** Fetches older messages. Answers how many came, in front of the others. */
  async older(): Promise<number> {
    if (this.#query === undefined) return 0;
    let before = this.#entries[0]?.header.id;
    for (let pages = 0; this.#hasOlder && pages < PATIENCE; pages++) {
      const page = await listMsgs({ ...this.#query, before, limit: PAGE, reverse: true }, this.#caller);
      this.#hasOlder = page.length === PAGE;
      before = page.at(-1)?.id;
      const wanted = page.filter(this.#wanted).reverse();
      this.#entries.unshift(...wanted.map((header) => ({ header, depth: 0 })));
      if (wanted.length > 0) return wanted.length;
    }
    return 0;
  }

  /** Fetches messages that were posted meanwhile. Answers how many came, behind the others. */
  async newer(): Promise<number> {
    if (this.#query === undefined) return 0;
    const after = this.#entries.at(-1)?.header.id ?? 0;
    const page = await listMsgs({ ...this.#query, after, limit: PAGE }, this.#caller);
    const wanted = page.filter(this.#wanted);
    this.#entries.push(...wanted.map((header) => ({ header, depth: 0 })));
    return wanted.length;
  }

  /** Keeps what was found out about a message: it was read, its tags have changed. */
  replace(header: MessageHeader): void {
    this.#entries = this.#entries.map((entry) =>
      entry.header.id === header.id ? { ...entry, header } : entry
    );
  }

  /** Says that a message was read. */
  markRead(id: number): void {
    const entry = this.#entries[this.indexOf(id)];
    if (entry?.header.unread === true) this.replace({ ...entry.header, unread: false });
  }

  /** Takes a message away that was deleted. */
  remove(id: number): void {
    this.#entries = this.#entries.filter(({ header }) => header.id !== id);
  }
}
