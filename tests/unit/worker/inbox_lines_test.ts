/** What of lines a script gets whose caller's client sends whole ones. */

import assert from "node:assert/strict";
import { getEncoding } from "../../../lib/text/encodings.ts";
import type { Key } from "../../../lib/text/keys.ts";
import { Inbox, type Wanted } from "../../../lib/worker/inbox.ts";

const LOOK: Wanted = { keys: true, resize: false, topics: [], timeout: 0 };
const utf8 = new TextEncoder();

/** An inbox with what was typed. */
function typed(text: string, wholeLines: boolean): Inbox {
  const inbox = new Inbox(getEncoding("utf8"), () => {});
  inbox.wholeLines = wholeLines;
  inbox.pushBytes(utf8.encode(text));
  return inbox;
}

/** What readers get of lines that were typed as a client of whole lines sends them; `-` where one finds nothing. */
async function read(
  text: string,
  readers: readonly (object | undefined)[],
  wholeLines = true,
): Promise<string> {
  const inbox = typed(text, wholeLines);
  let read = "";
  for (const line of readers) {
    const event = await inbox.read({ ...LOOK, line });
    read += event?.type !== "key" ? "-" : event.key.name === "enter" ? "!" : event.key.text;
  }
  return read;
}

Deno.test("Inbox.read() drops the end of a line behind a single key that was taken by itself", async () => {
  const [form, other] = [{}, {}];
  assert.equal(await read("m\n", [undefined, undefined]), "m-");
  assert.equal(await read("m\n", [undefined, form]), "m-");
  assert.equal(await read("m\nq\n", [undefined, undefined, undefined]), "mq-");
  assert.equal(await read("ok\n", [form, form, form]), "ok!");
  // What began as a line and was taken over by another script is not a line of his.
  assert.equal(await read("q\n", [form, undefined]), "q-");
  assert.equal(await read("q\n", [form, other]), "q-");
  // A line of several keys is one, whoever reads it.
  assert.equal(await read("ok\n", [undefined, undefined, undefined]), "ok!");
  assert.equal(await read("yok\n", [undefined, form, form, form]), "yok!");
  // Who pressed Enter alone meant it.
  assert.equal(await read("\r", [undefined]), "!");
  assert.equal(await read("y\n\r", [undefined, undefined, undefined]), "y!-");
  assert.equal(await read("\n", [undefined]), "!");
});

Deno.test("Inbox.read() takes a line with nothing but ESC for the Escape key", async () => {
  const names = async (wholeLines: boolean) => {
    const inbox = typed("x\x1b\n\x1b[A\nq", wholeLines);
    const keys: Key[] = [];
    for (let event = await inbox.read(LOOK); event !== undefined; event = await inbox.read(LOOK)) {
      if (event.type === "key") keys.push(event.key);
    }
    return keys.map(({ name, text, alt }) => `${alt ? "alt-" : ""}${name ?? text}`);
  };
  assert.deepEqual(await names(true), ["x", "escape", "up", "q"]);
  assert.deepEqual(await names(false), ["x", "alt-enter", "up", "enter", "q"]);
});

Deno.test("Inbox.read() keeps every Enter of a client that sends keys", async () => {
  assert.equal(await read("m\r", [undefined, undefined]), "m!");
  assert.equal(await read("m\n", [undefined, undefined], false), "m!");
});

Deno.test("Inbox.unreadKey() gives the end of a line back to who reads on", async () => {
  const inbox = typed("ab\n", true);
  const line = {};
  const keys: Key[] = [];
  for (let i = 0; i < 3; i++) {
    const event = await inbox.read({ ...LOOK, line });
    if (event?.type === "key") keys.push(event.key);
  }
  for (const key of keys.reverse()) inbox.unreadKey(key);
  const again: (string | undefined)[] = [];
  for (let i = 0; i < 3; i++) {
    const event = await inbox.read({ ...LOOK, line });
    if (event?.type === "key") again.push(event.key.name ?? event.key.text);
  }
  assert.deepEqual(again, ["a", "b", "enter"]);
});

Deno.test("Inbox.unreadKey() takes a key back whose line's end is dropped still", async () => {
  const inbox = typed("y\n", true);
  const taken = await inbox.read(LOOK);
  assert.ok(taken?.type === "key");
  inbox.unreadKey(taken.key);
  const again = await inbox.read(LOOK);
  assert.equal(again?.type === "key" && again.key.text, "y");
  assert.equal(await inbox.read({ ...LOOK, line: {} }), undefined, "its Enter is nobody's");
});
