/** What an inbox does when nothing more can be typed. */

import assert from "node:assert/strict";
import { getEncoding } from "../../../lib/text/encodings.ts";
import { ESCAPE_DELAY, Inbox, LAST_LOOKS, type Wanted } from "../../../lib/worker/inbox.ts";
import { Disconnected } from "../../../lib/worker/signals.ts";
import { FakeTimers } from "../../fakes/fake_timers.ts";

const KEYS: Wanted = { keys: true, resize: false, topics: [], timeout: undefined };
const LOOK: Wanted = { ...KEYS, timeout: 0 };
const utf8 = new TextEncoder();

Deno.test("Inbox.endInput() lets what was typed be read, then says that waiting is in vain", async () => {
  let inVain = 0;
  const inbox: Inbox = new Inbox(getEncoding("utf8"), () => {}, () => {
    inVain++;
    inbox.end("input ended");
  });
  inbox.pushBytes(utf8.encode("ab"));
  inbox.endInput();
  assert.equal(inbox.inputEnded, true);
  for (const wanted of ["a", "b"]) {
    const event = await inbox.read(KEYS);
    assert.equal(event?.type === "key" && event.key.text, wanted);
  }
  assert.equal(inVain, 0);
  await assert.rejects(inbox.read(KEYS), Disconnected);
  assert.equal(inVain, 1);
});

Deno.test("Inbox.endInput() ends the wait of who waits for a key already, and not that for a message", async () => {
  let inVain = 0;
  const inbox: Inbox = new Inbox(getEncoding("utf8"), () => {}, () => {
    inVain++;
    inbox.end("input ended");
  });
  const message = inbox.read({ ...KEYS, keys: false, topics: ["t"] });
  inbox.endInput();
  inbox.pushMessage("t", undefined, 1);
  assert.equal((await message)?.type, "message");
  assert.equal(inVain, 0);
  inbox.end("over");
  const other: Inbox = new Inbox(getEncoding("utf8"), () => {}, () => other.end("input ended"));
  const key = other.read({ ...KEYS, topics: "all" });
  other.endInput();
  await assert.rejects(key, Disconnected);
});

Deno.test("Inbox.read() tells who asks for it that no key can come, and others go on looking for a while", async () => {
  using timers = new FakeTimers();
  let inVain = 0;
  const inbox = new Inbox(getEncoding("utf8"), () => {}, () => inVain++);
  const told = inbox.read({ ...KEYS, inputEnd: true });
  inbox.endInput();
  assert.equal(await told, undefined);
  assert.equal(await inbox.read({ ...KEYS, inputEnd: true }), undefined);
  assert.equal(await inbox.read(LOOK), undefined);
  const looked = inbox.read({ ...KEYS, timeout: 100 });
  await timers.advance(100);
  assert.equal(await looked, undefined);
  assert.equal(inVain, 0);
  const looks = [inbox.read({ ...KEYS, timeout: 2 * LAST_LOOKS })];
  await timers.advance(LAST_LOOKS);
  assert.equal(inVain, 1, "his time is over while he looks");
  looks.push(inbox.read(LOOK));
  assert.equal(inVain, 2);
  inbox.end("input ended");
  for (const one of looks) await assert.rejects(one, Disconnected);
  assert.equal(timers.pending, 0);
});

Deno.test("Inbox.takeUnread() forgets that nothing more will be typed: it is said again behind what comes then", async () => {
  using timers = new FakeTimers();
  let inVain = 0;
  const inbox = new Inbox(getEncoding("utf8"), () => {}, () => inVain++);
  inbox.endInput();
  inbox.takeUnread();
  assert.equal(inbox.inputEnded, false);
  assert.equal(timers.pending, 0);
  const key = inbox.read(KEYS);
  inbox.pushBytes(utf8.encode("x"));
  assert.equal((await key)?.type, "key");
  inbox.endInput();
  assert.equal(inVain, 0);
  inbox.read(KEYS).catch(() => {});
  assert.equal(inVain, 1);
  await timers.advance(LAST_LOOKS);
  assert.equal(inVain, 2, "and there is time again to look");
  inbox.end("over");
});

Deno.test("Inbox.endInput() waits for an Escape that may still become one", async () => {
  using timers = new FakeTimers();
  const inbox = new Inbox(getEncoding("utf8"), () => {}, () => assert.fail("There is a key to come"));
  inbox.pushBytes(utf8.encode("\x1b"));
  inbox.endInput();
  const key = inbox.read(KEYS);
  await timers.advance(ESCAPE_DELAY);
  const event = await key;
  assert.equal(event?.type === "key" && event.key.name, "escape");
  inbox.end("over");
});
