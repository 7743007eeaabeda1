import assert from "node:assert/strict";
import fc from "fast-check";
import { type GreetingStep, MAX_GREETING, RloginGreeting } from "../../../lib/rlogin/greeting.ts";

const bytesOf = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const read = (text: string): GreetingStep => new RloginGreeting().push(bytesOf(text));

function hello(text: string): readonly [user: string, terminal: string, rest: string] {
  const step = read(text);
  assert.equal(step.type, "hello", text);
  if (step.type !== "hello") throw new Error();
  return [step.hello.user, step.hello.terminal, String.fromCharCode(...step.rest)];
}

Deno.test("RloginGreeting.push() reads the forms of BSD and of SyncTERM", () => {
  assert.deepEqual(hello("\0root\0alice\0xterm/38400\0"), ["alice", "xterm", ""]);
  assert.deepEqual(hello("\0S3cret\0alice\0syncterm/115200\0typed"), ["alice", "syncterm", "typed"]);
  assert.deepEqual(hello("\0\0\0\0"), ["", "", ""]);
  assert.deepEqual(hello("\0a\0b\0xterm/38400/x/y\0\0c"), ["b", "xterm", "\0c"]);
  assert.deepEqual(hello("\0a\0b\0../../x\0"), ["b", "..", ""]);
});

Deno.test("RloginGreeting.finish() takes the form without the last NUL, and nothing shorter", () => {
  const short = new RloginGreeting();
  assert.equal(short.push(bytesOf("\0pw\0alice")).type, "more");
  assert.deepEqual([short.nearlyDone, short.finish()], [false, undefined]);
  const old = new RloginGreeting();
  assert.equal(old.push(bytesOf("\0pw\0alice\0syncterm/115200")).type, "more");
  assert.deepEqual([old.nearlyDone, old.finish()], [true, { user: "alice", terminal: "syncterm" }]);
  assert.equal(new RloginGreeting().finish(), undefined);
});

Deno.test("RloginGreeting.push() faults what begins with something else than NUL, or does not end", () => {
  assert.equal(read("GET / HTTP/1.1\r\n").type, "fault");
  assert.equal(read("\0" + "x".repeat(MAX_GREETING)).type, "fault");
  assert.equal(read("\0a\0b\0" + "x".repeat(MAX_GREETING)).type, "fault");
  assert.equal(read("\0a\0b\0" + "x".repeat(MAX_GREETING - 7)).type, "more");
});

Deno.test("RloginGreeting offers no name that is unfit to show", () => {
  for (const name of ["\x1b[2J", "a\r\nb", "-froot", "x".repeat(65), "\xff\xfe", "\xe2\x80\xae", "\x7f"]) {
    assert.equal(hello(`\0a\0${name}\0x/1\0`)[0], "", JSON.stringify(name));
  }
  assert.equal(hello("\0a\0Jos\xc3\xa9\0x/1\0")[0], "José");
});

Deno.test("RloginGreeting comes to the same wherever the bytes are cut, and never throws", () => {
  const piece = fc.oneof(fc.constant("\0"), fc.constantFrom("alice", "xterm/9600", "/", "\xff", "\x1b"));
  const text = fc.array(piece, { maxLength: 12 }).map((parts) => "\0" + parts.join(""));
  fc.assert(fc.property(text, fc.nat({ max: 40 }), (whole, cut) => {
    const once = read(whole);
    const greeting = new RloginGreeting();
    let step = greeting.push(bytesOf(whole.slice(0, cut)));
    if (step.type === "more") step = greeting.push(bytesOf(whole.slice(cut)));
    assert.equal(step.type, once.type);
    if (step.type === "hello" && once.type === "hello") assert.deepEqual(step.hello, once.hello);
  }));
});
