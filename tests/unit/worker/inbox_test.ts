import assert from "node:assert/strict";
import fc from "fast-check";
import { concatBytes } from "../../../lib/base/bytes.ts";
import { encodingNames, getEncoding } from "../../../lib/text/encodings.ts";
import { type Key, KeyDecoder } from "../../../lib/text/keys.ts";
import { ANSWER_DELAY, ESCAPE_DELAY, Inbox, MAX_MESSAGES, type Wanted } from "../../../lib/worker/inbox.ts";
import { Disconnected } from "../../../lib/worker/signals.ts";
import { FakeTimers, turns } from "../../fakes/fake_timers.ts";
import { cut, pieceLengths, typing } from "./typing.ts";

const KEYS: Wanted = { keys: true, resize: false, topics: [], timeout: undefined };
const LOOK: Wanted = { ...KEYS, timeout: 0 };
const utf8 = new TextEncoder();

function open(encoding = "utf8"): { inbox: Inbox; consumed: () => number } {
  let sum = 0;
  const inbox = new Inbox(getEncoding(encoding), (bytes) => {
    assert.ok(bytes > 0);
    sum += bytes;
  });
  return { inbox, consumed: () => sum };
}

/** The next key that is there, without waiting. */
async function look(inbox: Inbox): Promise<Key | undefined> {
  const event = await inbox.read(LOOK);
  return event?.type === "key" ? event.key : undefined;
}

/** All keys that are there. */
async function drain(inbox: Inbox): Promise<Key[]> {
  const keys: Key[] = [];
  for (let key = await look(inbox); key !== undefined; key = await look(inbox)) keys.push(key);
  return keys;
}

/** The keys that the bytes mean, when they come at once and nothing is waited for. */
function meaning(bytes: Uint8Array, encoding = "utf8"): Key[] {
  return new KeyDecoder().push(getEncoding(encoding).decoder().push(bytes));
}

async function type(inbox: Inbox, text: string): Promise<string> {
  inbox.pushBytes(utf8.encode(text));
  return (await drain(inbox)).map((key) => key.name ?? key.text).join(" ");
}

Deno.test("Inbox.read() gives the same keys however the bytes are cut, type-ahead in order (D-06)", async () => {
  using _timers = new FakeTimers();
  await fc.assert(
    fc.asyncProperty(
      typing,
      pieceLengths,
      fc.constantFrom(...encodingNames()),
      fc.boolean(),
      async (bytes, lengths, encoding, ahead) => {
        const { inbox, consumed } = open(encoding);
        const keys: Key[] = [];
        for (const piece of cut(bytes, lengths)) {
          inbox.pushBytes(piece);
          if (!ahead) keys.push(...await drain(inbox));
        }
        keys.push(...await drain(inbox));
        assert.deepEqual(keys, meaning(bytes, encoding));
        assert.equal(consumed(), bytes.length);
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("Inbox.expect() tells reports from keys, also after what was typed ahead is forgotten", async () => {
  using _timers = new FakeTimers();
  const { inbox } = open();
  assert.equal(await type(inbox, "\x1b[1;2R\x1b[M"), "f3 f1");
  inbox.expect({ cursor: true });
  inbox.expect({ mouse: true });
  inbox.flushKeys();
  assert.equal(await type(inbox, "\x1b[1;2R\x1b[M !!x"), "report unknown x");
  inbox.expect({ cursor: false, mouse: false });
  assert.equal(await type(inbox, "\x1b[1;2R\x1b[M"), "f3 f1");
});

Deno.test("Inbox.expect() waits for the rest of an awaited answer as long as a packet may take", async () => {
  using timers = new FakeTimers();
  const { inbox } = open();
  inbox.expect({ cursor: true });
  inbox.pushBytes(utf8.encode("\x1b"));
  assert.equal(await look(inbox), undefined);
  await timers.advance(ESCAPE_DELAY);
  inbox.pushBytes(utf8.encode("[1;9R"));
  assert.equal((await look(inbox))?.name, "report");
});

Deno.test("Inbox.read() gives keys to those who waited before anything was typed, first come first served", async () => {
  const { inbox } = open();
  const reads = [inbox.read(KEYS), inbox.read(KEYS), inbox.read(KEYS)];
  inbox.pushBytes(utf8.encode("ab"));
  inbox.pushBytes(utf8.encode("c"));
  const keys = (await Promise.all(reads)).map((event) => event?.type === "key" ? event.key.text : event);
  assert.deepEqual(keys, ["a", "b", "c"]);
});

Deno.test("Inbox.read() acknowledges type-ahead by and by, for the caller's window to close", async () => {
  const { inbox, consumed } = open();
  inbox.pushBytes(new Uint8Array(1000).fill(97));
  assert.equal(consumed(), 0);
  await look(inbox);
  assert.ok(consumed() > 0 && consumed() <= 64, `${consumed()}`);
});

Deno.test("Inbox.unreadKey() puts a key in front of everything typed", async () => {
  const { inbox } = open();
  inbox.pushBytes(utf8.encode("abcd"));
  const first = (await look(inbox))!;
  const second = (await look(inbox))!;
  inbox.unreadKey(second);
  inbox.unreadKey(first);
  assert.deepEqual((await drain(inbox)).map((key) => key.text), ["a", "b", "c", "d"]);
});

Deno.test("Inbox.unreadKey() wakes who waits for a key", async () => {
  const { inbox } = open();
  const read = inbox.read(KEYS);
  const [key] = meaning(utf8.encode("x"));
  inbox.unreadKey(key!);
  assert.deepEqual(await read, { type: "key", key });
});

Deno.test("Inbox.takeUnread() and the bytes not acknowledged are together everything typed and not read", async () => {
  using _timers = new FakeTimers();
  await fc.assert(
    fc.asyncProperty(
      typing,
      pieceLengths,
      // The encodings that callers begin with.
      fc.constantFrom("utf8", "cp437"),
      fc.nat({ max: 60 }),
      fc.nat({ max: 1 }),
      async (bytes, lengths, encoding, reads, unreads) => {
        const first = open(encoding);
        for (const piece of cut(bytes, lengths)) first.inbox.pushBytes(piece);
        const read: Key[] = [];
        for (let i = 0; i < reads; i++) {
          const key = await look(first.inbox);
          if (key !== undefined) read.push(key);
        }
        for (let i = 0; i < unreads; i++) {
          const last = read.at(-1);
          // Only what can be encoded again may go back: bytes without a character cannot.
          if (
            last === undefined ||
            meaning(getEncoding(encoding).encode(last.sequence), encoding)[0]?.sequence !== last.sequence
          ) break;
          first.inbox.unreadKey(read.pop()!);
        }
        const unread = first.inbox.takeUnread();
        const second = open(encoding);
        second.inbox.pushBytes(unread);
        second.inbox.pushBytes(bytes.slice(first.consumed()));
        assert.deepEqual([...read, ...await drain(second.inbox)], meaning(bytes, encoding));
      },
    ),
    { numRuns: 1000 },
  );
});

Deno.test("Inbox.takeUnread() keeps the beginnings of a character and of a sequence", async () => {
  using timers = new FakeTimers();
  for (const [begun, rest, name] of [["\x1b[", "A", "up"], ["\x1b", "OP", "f1"]] as const) {
    const { inbox } = open();
    inbox.pushBytes(utf8.encode(begun));
    assert.equal(await look(inbox), undefined);
    const unread = inbox.takeUnread();
    assert.deepEqual(unread, utf8.encode(begun));
    assert.equal(await type(open().inbox, new TextDecoder().decode(unread) + rest), name);
  }
  const { inbox } = open();
  inbox.pushBytes(utf8.encode("€").slice(0, 2));
  assert.equal(await look(inbox), undefined);
  assert.deepEqual(inbox.takeUnread(), utf8.encode("€").slice(0, 2));
  assert.equal(timers.pending, 0);
});

Deno.test("Inbox.takeUnread() hands over no second Enter for the LF of a CR LF", async () => {
  for (const pieces of [["pw\r\nx"], ["pw\r", "\nx"], [`${"p".repeat(31)}\r`, "\nx"]]) {
    const { inbox, consumed } = open();
    for (const piece of pieces) inbox.pushBytes(utf8.encode(piece));
    while ((await look(inbox))?.name !== "enter");
    const all = utf8.encode(pieces.join(""));
    const rest = concatBytes([inbox.takeUnread(), all.slice(consumed())]);
    assert.equal(new TextDecoder().decode(rest), "x");
  }
});

Deno.test("Inbox.setEncoding() holds for everything unread, also for half a character", async () => {
  const { inbox } = open("cp437");
  inbox.pushBytes(concatBytes([Uint8Array.of(0x82), utf8.encode("é€")]));
  assert.equal((await look(inbox))?.text, "é");
  inbox.setEncoding(getEncoding("utf8"));
  assert.deepEqual((await drain(inbox)).map((key) => key.text), ["é", "€"]);
  inbox.pushBytes(Uint8Array.of(0xe2));
  assert.equal(await look(inbox), undefined);
  inbox.setEncoding(getEncoding("cp437"));
  assert.deepEqual((await drain(inbox)).map((key) => key.text), ["Γ"]);
});

Deno.test("Inbox.flushKeys() drops and acknowledges what was typed, and says how much", async () => {
  using timers = new FakeTimers();
  const { inbox, consumed } = open();
  inbox.pushBytes(utf8.encode("a".repeat(100)));
  await look(inbox);
  assert.equal(inbox.flushKeys(), 99);
  assert.equal(consumed(), 100);
  assert.equal(await look(inbox), undefined);
  inbox.pushBytes(Uint8Array.of(0x1b));
  await look(inbox);
  inbox.flushKeys();
  assert.equal(timers.pending, 0);
  assert.equal(await type(inbox, "[A"), "[ A");
});

Deno.test("Inbox.read() takes a lone ESC for the Escape key when nothing follows in time", async () => {
  using timers = new FakeTimers();
  const { inbox } = open();
  const read = inbox.read(KEYS);
  inbox.pushBytes(Uint8Array.of(0x1b));
  await timers.advance(ESCAPE_DELAY - 1);
  assert.equal(timers.pending, 1);
  await timers.advance(1);
  const event = await read;
  assert.equal(event?.type === "key" ? event.key.name : undefined, "escape");
});

Deno.test("Inbox.read() waits anew when a sequence goes on, and makes one key of it", async () => {
  using timers = new FakeTimers();
  const { inbox } = open();
  const read = inbox.read(KEYS);
  for (const char of ["\x1b", "[", "1"]) {
    inbox.pushBytes(utf8.encode(char));
    await timers.advance(ESCAPE_DELAY - 1);
  }
  inbox.pushBytes(utf8.encode(";5C"));
  const event = await read;
  assert.ok(event?.type === "key" && event.key.name === "right" && event.key.ctrl);
  assert.equal(timers.pending, 0);
});

Deno.test("Inbox.read() gives up after its time and leaves the key to the next", async () => {
  using timers = new FakeTimers();
  const { inbox } = open();
  const read = inbox.read({ ...KEYS, timeout: 1000 });
  await timers.advance(999);
  assert.equal(timers.pending, 1);
  await timers.advance(1);
  assert.equal(await read, undefined);
  inbox.pushBytes(utf8.encode("x"));
  assert.equal((await look(inbox))?.text, "x");
});

Deno.test("Inbox.read() does not give up at once where its time is longer than a timer takes", async () => {
  using timers = new FakeTimers();
  const { inbox } = open();
  const read = inbox.read({ ...KEYS, timeout: 2 ** 32 });
  await timers.advance(60_000);
  assert.equal(timers.pending, 1);
  inbox.pushBytes(utf8.encode("x"));
  assert.equal((await read)?.type, "key");
});

Deno.test("Inbox.read() stops its clock when the event comes in time", async () => {
  using timers = new FakeTimers();
  const { inbox } = open();
  const read = inbox.read({ ...KEYS, timeout: 1000 });
  inbox.pushBytes(utf8.encode("x"));
  assert.equal((await read)?.type, "key");
  assert.equal(timers.pending, 0);
});

Deno.test("Inbox.read() gives only what is wanted and leaves the rest", async () => {
  const { inbox } = open();
  const size = { columns: 132, rows: 43 };
  inbox.pushBytes(utf8.encode("k"));
  inbox.pushMessage("chat", "ssh-[::1]:1", { text: "hi" });
  inbox.pushMessage("page", undefined, 5);
  inbox.pushResize({ columns: 1, rows: 1 });
  inbox.pushResize(size);
  assert.deepEqual(await inbox.read({ ...LOOK, keys: false, topics: ["page"] }), {
    type: "message",
    topic: "page",
    from: undefined,
    data: 5,
  });
  assert.equal(await inbox.read({ ...LOOK, keys: false, topics: ["page"] }), undefined);
  assert.equal((await look(inbox))?.text, "k");
  assert.equal(await look(inbox), undefined);
  const all: Wanted = { keys: true, resize: true, topics: "all", timeout: 0 };
  assert.deepEqual(await inbox.read(all), { type: "resize", size });
  assert.deepEqual(await inbox.read(all), {
    type: "message",
    topic: "chat",
    from: "ssh-[::1]:1",
    data: { text: "hi" },
  });
  assert.equal(await inbox.read(all), undefined);
});

Deno.test("Inbox.pushMessage() and pushResize() wake those who want them and nobody else", async () => {
  const { inbox } = open();
  const key = inbox.read(KEYS);
  const message = inbox.read({ ...KEYS, keys: false, topics: ["chat"] });
  const resize = inbox.read({ ...KEYS, keys: false, resize: true });
  inbox.pushResize({ columns: 80, rows: 50 });
  inbox.pushMessage("other", undefined, 1);
  inbox.pushMessage("chat", undefined, 2);
  assert.equal((await resize)?.type, "resize");
  assert.deepEqual(await message, { type: "message", topic: "chat", from: undefined, data: 2 });
  inbox.pushBytes(utf8.encode("x"));
  assert.equal((await key)?.type, "key");
});

Deno.test("Inbox.pushMessage() keeps the latest of a topic, and all of the others", async () => {
  const { inbox } = open();
  inbox.pushMessage("quiet", undefined, "first");
  for (let i = 0; i < MAX_MESSAGES + 10; i++) inbox.pushMessage("loud", undefined, i);
  const wanted: Wanted = { keys: false, resize: false, topics: "all", timeout: 0 };
  const data: unknown[] = [];
  for (let event = await inbox.read(wanted); event?.type === "message"; event = await inbox.read(wanted)) {
    data.push(event.data);
  }
  assert.deepEqual(data, ["first", ...Array.from({ length: MAX_MESSAGES }, (_, i) => i + 10)]);
});

Deno.test("Inbox.end() turns away who waits and who comes later, and stops every clock", async () => {
  using timers = new FakeTimers();
  const { inbox } = open();
  const reads = [inbox.read(KEYS), inbox.read({ ...KEYS, timeout: 5000 })];
  inbox.pushBytes(Uint8Array.of(0x1b));
  inbox.end("hung up");
  inbox.end("again");
  inbox.pushBytes(utf8.encode("x"));
  for (const read of [...reads, inbox.read(KEYS), inbox.read(LOOK)]) {
    await assert.rejects(read, (error) => error instanceof Disconnected && error.message === "hung up");
  }
  assert.equal(timers.pending, 0);
  await turns();
});

Deno.test("Inbox waits for the rest of an answer as long as a lost packet takes, for a key not", async () => {
  using timers = new FakeTimers();
  for (const [begun, rest] of [["\x1b[<0;1", ";1M"], ["\x1b[?1;", "2c"], ["\x1b[=67", ";84c"]] as const) {
    const { inbox } = open();
    inbox.pushBytes(utf8.encode(begun));
    assert.equal(await look(inbox), undefined);
    await timers.advance(ANSWER_DELAY - 1);
    inbox.pushBytes(utf8.encode(rest));
    assert.deepEqual((await drain(inbox)).map((key) => key.sequence), [begun + rest]);
  }
  const { inbox } = open();
  inbox.pushBytes(utf8.encode("\x1b[1"));
  assert.equal(await look(inbox), undefined);
  await timers.advance(ESCAPE_DELAY);
  assert.equal((await look(inbox))?.name, "unknown");
});

Deno.test("Inbox knows when bytes came; a key that is put back is none", async () => {
  const { inbox } = open();
  inbox.lastInput = 0;
  inbox.unreadKey((await (inbox.pushBytes(utf8.encode("a")), look(inbox)))!);
  assert.ok(inbox.lastInput > 0);
  inbox.lastInput = 0;
  inbox.unreadKey((await look(inbox))!);
  inbox.pushMessage("chat", undefined, 1);
  assert.equal(inbox.lastInput, 0);
});

Deno.test("Inbox.flushMessages() takes the messages of one topic, the oldest first", async () => {
  const { inbox } = open();
  for (const [i, topic] of ["chat", "news", "chat"].entries()) inbox.pushMessage(topic, "x", i);
  assert.deepEqual(inbox.flushMessages("chat"), [
    { type: "message", topic: "chat", from: "x", data: 0 },
    { type: "message", topic: "chat", from: "x", data: 2 },
  ]);
  assert.deepEqual(inbox.flushMessages("chat"), []);
  const rest = { keys: false, resize: false, topics: "all", timeout: 0 } as const;
  assert.deepEqual(await inbox.read(rest), { type: "message", topic: "news", from: "x", data: 1 });
  assert.equal(await inbox.read(rest), undefined);
});
