/**
 * The message base in its thread: posting, and reading and searching among 50,000 messages.
 *
 * @module
 */

import { Database } from "@db/sqlite";
import { StoreClient } from "../../lib/store/store_client.ts";
import { fullQuery } from "../../lib/wire/message_base.ts";
import type { NewMessageRow, Reader } from "../../lib/wire/message_client.ts";
import { type Figure, type Group, median, quantile } from "./figure.ts";

const MESSAGES = 50_000;
const USERS = 50;
const TURNS = 200;

/** Always the same numbers between 0 and 1. */
function dice(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

/** A thousand words, a few of them in nearly every message, as in a language. */
function writer(roll: () => number): (words: number) => string {
  const vocabulary = Array.from({ length: 1000 }, (_, i) => `w${(i * 7919 % 46656).toString(36)}`);
  return (words) =>
    Array.from({ length: words }, () => vocabulary[Math.floor(roll() ** 3 * vocabulary.length)]).join(" ");
}

async function times(run: (turn: number) => Promise<unknown>): Promise<readonly number[]> {
  const found: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const begin = performance.now();
    await run(turn);
    found.push(performance.now() - begin);
  }
  return found;
}

/** The message base. */
export const messageGroup: Group = {
  name: "messages",
  async run({ quick, say }): Promise<readonly Figure[]> {
    const count = quick ? MESSAGES / 10 : MESSAGES;
    const folder = await Deno.makeTempDir({ prefix: "x84-bench-" });
    try {
      await using client = await StoreClient.open(`${folder}/bench.sqlite3`);
      const { messages } = client;
      const roll = dice(84);
      const write = writer(roll);
      const reader = (user: number): Reader => ({ key: `user${user % USERS}`, groups: [] });
      const rowOf = (i: number): NewMessageRow => {
        const to = roll() < 0.2 ? `user${Math.floor(roll() * USERS)}` : undefined;
        return {
          author: `User${i % USERS}`,
          recipient: to,
          recipientKey: to,
          subject: write(4),
          body: write(20 + Math.floor(roll() * 120)),
          tags: to === undefined ? ["public", `area${Math.floor(roll() * 20)}`] : [],
          parent: undefined,
          created: i,
          saved: i,
        };
      };
      say(`posting ${count} messages`);
      const begin = performance.now();
      // As many at once as sixteen busy sessions.
      for (let i = 0; i < count; i += 100) {
        await Promise.all(Array.from({ length: 100 }, (_, j) => messages.post(reader(i + j), rowOf(i + j))));
      }
      const seconds = (performance.now() - begin) / 1000;
      say("reading and searching");
      const newest = fullQuery({ reverse: true, limit: 20 });
      const rare = await times((i) => messages.search(reader(i), write(3), newest));
      const common = await times((i) => messages.search(reader(i), "w0", newest));
      const prefix = await times((i) => messages.search(reader(i), `w${(i % 36).toString(36)}*`, newest));
      const mail = await times((i) =>
        messages.search(reader(i), "w0", fullQuery({ reverse: true, limit: 20, scope: "private" }))
      );
      const stranger: Reader = { key: "stranger", groups: [] };
      const empty = await times(() =>
        messages.search(stranger, "w0", fullQuery({ reverse: true, limit: 20, scope: "private" }))
      );
      const none = await times((i) =>
        messages.search(reader(i), "w0", fullQuery({ reverse: true, limit: 20, author: "nobody" }))
      );
      const pages = await times((i) => messages.list(reader(i), fullQuery({ reverse: true, limit: 100 })));
      const area = fullQuery({ reverse: true, limit: 100, tags: ["area7"] });
      const tagged = await times((i) => messages.list(reader(i), area));
      const nowhere = await times((i) => messages.list(reader(i), { ...area, tags: ["no-such-area"] }));
      const inbox = await times((i) => messages.list(reader(i), fullQuery({ scope: "inbox", limit: 100 })));
      const counts = await times((i) => messages.count(reader(i), fullQuery()));
      const tags = await times((i) => messages.tags(reader(i)));
      const plain = new Database(`${folder}/bench.sqlite3`, { readonly: true });
      const like = plain.prepare("SELECT id FROM messages WHERE body LIKE ? ORDER BY id DESC LIMIT 20");
      const scanned: number[] = [];
      for (let turn = 0; turn < 20; turn++) {
        const from = performance.now();
        like.values(`%${write(3)}%`);
        scanned.push(performance.now() - from);
      }
      plain.close();
      const among = `among ${count}`;
      const figure = (name: string, found: readonly number[], most?: number): Figure => ({
        name: `${name} ${among}, median`,
        value: median(found),
        unit: "ms",
        ...(most === undefined ? {} : { bar: { most } }),
      });
      return [
        { name: "durable posts, 100 under way", value: count / seconds, unit: "a second" },
        {
          ...figure("search for three words", rare, 10),
          baseline: { what: "ms, LIKE", value: median(scanned) },
        },
        { ...figure("the same", rare), name: `the same ${among}, p99`, value: quantile(rare, 0.99) },
        figure("search for the commonest word", common, 10),
        figure("search for the beginning of a word", prefix, 10),
        figure("search for the commonest word in mail", mail, 10),
        figure("search for it in mail of somebody who has none", empty, 10),
        figure("search for the commonest word by somebody who wrote nothing", none, 10),
        figure("page of 100", pages),
        figure("page of 100 of an area", tagged),
        figure("page of an area that is not there", nowhere),
        figure("inbox", inbox),
        figure("count of all and unread", counts),
        figure("tags with counts", tags),
      ];
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
};
