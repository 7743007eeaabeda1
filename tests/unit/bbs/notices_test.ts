import assert from "node:assert/strict";
import { type NoticeAnswer, Notices } from "../../../lib/bbs/notices.ts";
import { KeyDecoder } from "../../../lib/text/keys.ts";
import type { SessionEvent, TopicMessage, Wanted } from "../../../lib/worker/inbox.ts";
import { Disconnected } from "../../../lib/worker/signals.ts";

const ALL: Wanted = { keys: true, resize: true, topics: "all", timeout: undefined };
const KEYS: Wanted = { ...ALL, topics: [] };

function key(text: string): SessionEvent {
  return { type: "key", key: new KeyDecoder().push(text)[0]! };
}

function tell(text: string, topic = "tell"): TopicMessage {
  return { type: "message", topic, from: "telnet-1", data: text };
}

interface Given {
  readonly events: readonly SessionEvent[];
  readonly words?: (message: TopicMessage) => NoticeAnswer | Promise<NoticeAnswer>;
  /** What the script does that is run. */
  readonly gosub?: (notices: Notices) => unknown;
  readonly settings?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
}

/** Notices of a session to which these things happen in order; each takes a second. */
function notices(given: Given) {
  const { events, words, settings = {}, columns = 40, rows = 24 } = given;
  const waiting: SessionEvent[] = [...events];
  let seconds = 0;
  const seen = {
    written: [] as string[],
    gosubs: [] as unknown[],
    failures: [] as unknown[],
    timeouts: [] as (number | undefined)[],
    waiting,
  };
  const made: Notices = new Notices({
    size: () => ({ columns, rows }),
    setting: (name) => settings[name],
    take: (wanted) => {
      seen.timeouts.push(wanted.timeout);
      const at = waiting.findIndex((event) =>
        event.type === "message"
          ? wanted.topics === "all" || wanted.topics.includes(event.topic)
          : event.type === "key"
          ? wanted.keys
          : wanted.resize
      );
      seconds += 1;
      return Promise.resolve(at < 0 ? undefined : waiting.splice(at, 1)[0]);
    },
    write: (text) => {
      seen.written.push(text);
      return Promise.resolve();
    },
    unreadKey: (key) => void waiting.unshift({ type: "key", key }),
    words: async (message) => words === undefined ? String(message.data) : await words(message),
    gosub: async (script, args) => {
      seen.gosubs.push([script, args]);
      await given.gosub?.(made);
    },
    failed: (error) => void seen.failures.push(error),
    now: () => seconds * 1000,
  });
  return { notices: made, seen };
}

Deno.test("Notices.read() shows a message at once, over the top of the screen and with a bell", async () => {
  const { notices: made, seen } = notices({ events: [tell("hi there"), key("x")] });
  assert.deepEqual(await made.read(KEYS), key("x"));
  assert.deepEqual(seen.written, ["\x07", `\x1b[s\x1b[1;1H\x1b[0;7m hi there${" ".repeat(30)}\x1b[0m\x1b[u`]);
});

Deno.test("Notices.read() takes the bar away with a key when it has been seen, and has the screen painted first", async () => {
  const { notices: made, seen } = notices({ events: [tell("hi"), ...[..."abcd"].map(key)] });
  const events: unknown[] = [];
  for (let i = 0; i < 5; i++) events.push(await made.read(KEYS));
  assert.deepEqual(events, [
    key("a"),
    key("b"),
    { type: "resize", size: { columns: 40, rows: 24 } },
    key("c"),
    key("d"),
  ]);
  assert.equal(seen.written.at(-1), `\x1b[s\x1b[1;1H\x1b[0m${" ".repeat(39)}\x1b[u`);
});

Deno.test("Notices.read() puts the paint off for who wants keys only", async () => {
  const { notices: made } = notices({ events: [tell("hi"), key("a"), key("b")], settings: { stay: "0" } });
  assert.deepEqual(await made.read({ ...KEYS, resize: false }), key("a"));
  assert.deepEqual(await made.read(KEYS), { type: "resize", size: { columns: 40, rows: 24 } });
  assert.deepEqual(await made.read(KEYS), key("b"));
});

Deno.test("Notices.read() leaves to a script what it names, and tells the rest", async () => {
  const { notices: made, seen } = notices({ events: [tell("mine"), tell("b", "broadcast"), key("x")] });
  assert.deepEqual(await made.read({ ...KEYS, topics: ["tell"] }), tell("mine"));
  assert.deepEqual(await made.read({ ...KEYS, topics: ["tell"] }), key("x"));
  assert.match(seen.written.join(""), / b /);
});

Deno.test("Notices.read() answers other topics to who wants all, and tells its own", async () => {
  const events = [tell("told"), tell("news", "news"), key("x")];
  const { notices: made, seen } = notices({ events, settings: { stay: "60" } });
  assert.deepEqual(await made.read(ALL), tell("news", "news"));
  assert.equal(seen.written.length, 2);
  assert.ok(!made.hears("news"));
  made.hear("news");
  seen.waiting.unshift(tell("more", "news"));
  assert.deepEqual(await made.read(ALL), key("x"));
});

Deno.test("Notices.read() tells nothing to who does not wait for keys", async () => {
  const { notices: made, seen } = notices({ events: [tell("hi")] });
  assert.equal(await made.read({ ...KEYS, keys: false, timeout: 0 }), undefined);
  assert.deepEqual([seen.written, seen.waiting.length], [[], 1]);
});

Deno.test("Notices.read() writes the bar again only when something may have been written over it", async () => {
  const { notices: made, seen } = notices({ events: [tell("hi"), key("a"), key("b"), key("c")] });
  await made.read(KEYS);
  const written = seen.written.length;
  await made.read(KEYS);
  assert.equal(seen.written.length, written);
  const again = notices({ events: [tell("hi"), key("a"), key("b"), key("c")] });
  await again.notices.read(KEYS);
  again.notices.painted();
  await again.notices.read(KEYS);
  assert.equal(again.seen.written.length, written + 1);
});

Deno.test("Notices show what there is room for, the oldest first, wrapped, and the rest afterwards", async () => {
  const events = ["one", "two", "three", "four"].map((text) => tell(text));
  const size = { rows: 5, columns: 20, settings: { stay: "60" } };
  const { notices: made, seen } = notices({ events: [...events, key("x")], ...size });
  await made.read(KEYS);
  assert.match(seen.written.at(-1)!, /one[^]*two/);
  assert.doesNotMatch(seen.written.at(-1)!, /three|four/);
  // A key takes away what was seen for long enough; what was not stays.
  const more = notices({
    events: [...events, ...["x", "y", "z"].map(key)],
    ...size,
    settings: { stay: "0" },
  });
  for (let i = 0; i < 4; i++) await more.notices.read(ALL);
  const bars = more.seen.written.filter((text) => /one|two|three|four/.test(text));
  assert.ok(bars.some((text) => /three[^]*four/.test(text)));
  const long = notices({ events: [tell("word ".repeat(200)), key("x")] });
  await long.notices.read(KEYS);
  assert.equal(long.seen.written.at(-1)!.split(";1H").length - 1, 6);
});

Deno.test("Notices.read() runs the script that a message comes to, then has the screen painted", async () => {
  let asked = 0;
  const talk: unknown[] = [];
  const { notices: made, seen } = notices({
    events: [tell("hi"), key("t"), key("x")],
    // It waits for keys, too, and is not the one that has to paint.
    gosub: async (made) => talk.push(await made.read(KEYS)),
    words: () => {
      asked += 1;
      return { script: "chat", args: [1] };
    },
  });
  assert.deepEqual(await made.read(KEYS), { type: "resize", size: { columns: 40, rows: 24 } });
  assert.deepEqual(talk, [key("t")]);
  assert.deepEqual([asked, seen.gosubs, seen.written], [1, [["chat", [1]]], ["\x1b[0m\x1b[H\x1b[2J"]]);
  assert.deepEqual(await made.read(KEYS), key("x"));
});

Deno.test("Notices.read() lets the script `notice` wait for keys, and tells the next one afterwards", async () => {
  const answers: unknown[] = [];
  const { notices: made } = notices({
    events: [tell("first"), tell("second"), key("y"), key("x")],
    words: async (message) => {
      if (message.data === "first") answers.push(await made.read(KEYS));
      else answers.push(message.data);
      return {};
    },
  });
  await made.read(KEYS);
  assert.deepEqual(await made.read(KEYS), { type: "resize", size: { columns: 40, rows: 24 } });
  assert.deepEqual(answers, [key("y"), "second"]);
});

Deno.test("Notices.read() goes on when the script `notice` fails, and leaves when the caller does", async () => {
  const broken = notices({
    events: [tell("hi"), key("x")],
    words: () => {
      throw new Error("broken");
    },
  });
  assert.deepEqual(await broken.notices.read(KEYS), key("x"));
  assert.equal(broken.seen.failures.length, 1);
  const gone = notices({
    events: [tell("hi"), key("x")],
    words: () => {
      throw new Disconnected("gone");
    },
  });
  await assert.rejects(gone.notices.read(KEYS), Disconnected);
  const odd = notices({ events: [tell("hi"), key("x")], words: () => 7 as unknown as NoticeAnswer });
  assert.deepEqual(await odd.notices.read(KEYS), key("x"));
});

Deno.test("Notices.read() waits no longer in all than it was asked to, and looks at least once", async () => {
  const { notices: made, seen } = notices({ events: [tell("hi")] });
  assert.equal(await made.read({ ...KEYS, timeout: 1500 }), undefined);
  assert.deepEqual(seen.timeouts, [1500, 500]);
  const two = notices({ events: [tell("hi"), tell("ho")] });
  assert.equal(await two.notices.read({ ...KEYS, timeout: 1500 }), undefined);
  assert.deepEqual(two.seen.timeouts, [1500, 500, 1]);
  const none = notices({ events: [tell("hi")] });
  assert.equal(await none.notices.read({ ...KEYS, timeout: 0 }), undefined);
  assert.deepEqual(none.seen.timeouts, [0, 0]);
});

Deno.test("Notices.read() hands on a new size, after which nothing has to be painted once more", async () => {
  const size: SessionEvent = { type: "resize", size: { columns: 20, rows: 9 } };
  const { notices: made } = notices({
    events: [tell("hi"), key("a"), size, key("b")],
    settings: { stay: "0" },
  });
  assert.deepEqual(await made.read({ ...KEYS, resize: false }), key("a"));
  assert.equal((await made.read(KEYS))?.type, "resize");
  const other = notices({ events: [size, key("b")] });
  assert.deepEqual([await other.notices.read(KEYS), await other.notices.read(KEYS)], [size, key("b")]);
});

Deno.test("Notices let each line stay its time, and ring once for all that are told together", async () => {
  const { notices: made, seen } = notices({
    events: [tell("one"), key("a"), tell("two"), key("b"), key("c")],
  });
  const events: (string | undefined)[] = [];
  for (let i = 0; i < 3; i++) events.push((await made.read(KEYS))?.type);
  // At "b" the first line has been there for three seconds, the second has just come.
  assert.deepEqual(events, ["key", "resize", "key"]);
  assert.match(seen.written.at(-1)!, /two/);
  assert.doesNotMatch(seen.written.at(-1)!, /one/);
  assert.equal(seen.written.filter((text) => text === "\x07").length, 1);
});

Deno.test("Notices.hold() keeps messages back, rings once, and tells them in order when the block is left", async () => {
  const events = [tell("one"), key("a"), tell("two"), tell("b", "broadcast"), key("b"), key("c")];
  const { notices: made, seen } = notices({ events });
  {
    using _outer = made.hold();
    {
      using _inner = made.hold();
      assert.deepEqual(await made.read(KEYS), key("a"));
    }
    assert.deepEqual(await made.read(KEYS), key("b"));
    assert.deepEqual(seen.written, ["\x07"]);
  }
  assert.deepEqual(await made.read(KEYS), key("c"));
  assert.match(seen.written.join(""), /one[^]*two[^]*b /);
});

Deno.test("Notices.hold() leaves a bar that stands there, and its paint, for later", async () => {
  const { notices: made, seen } = notices({
    events: [tell("hi"), key("a"), key("b"), key("c")],
    settings: { stay: "0" },
  });
  assert.deepEqual(await made.read({ ...KEYS, resize: false }), key("a"));
  const before = seen.written.length;
  {
    using held = made.hold();
    assert.deepEqual(await made.read(KEYS), key("b"));
    held[Symbol.dispose]();
  }
  assert.equal(seen.written.length, before);
  assert.deepEqual(await made.read(KEYS), { type: "resize", size: { columns: 40, rows: 24 } });
});

Deno.test("Notices.hold() keeps no more than 32 messages", async () => {
  const events = [...Array.from({ length: 40 }, (_, i) => tell(`line${i}`)), key("a"), key("b")];
  const asked: unknown[] = [];
  const { notices: made } = notices({ events, words: ({ data }) => void asked.push(data) });
  {
    using _held = made.hold();
    assert.deepEqual(await made.read(KEYS), key("a"));
  }
  assert.deepEqual(await made.read(KEYS), key("b"));
  assert.deepEqual(asked, Array.from({ length: 32 }, (_, i) => `line${i + 8}`));
});
