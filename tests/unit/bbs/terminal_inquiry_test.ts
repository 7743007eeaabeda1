import assert from "node:assert/strict";
import fc from "fast-check";
import { TerminalInquiry } from "../../../lib/bbs/terminal_inquiry.ts";
import { getEncoding } from "../../../lib/text/encodings.ts";
import { type Key, KeyDecoder } from "../../../lib/text/keys.ts";
import type { TerminalAnswers } from "../../../lib/wire/messages.ts";
import { Inbox } from "../../../lib/worker/inbox.ts";
import { FakeTimers, turns } from "../../fakes/fake_timers.ts";
import { PROFILE } from "./played_host.ts";

const CTERM = "\x1b[=67;84;101;114;109;1;323c";
const FEATURES = "\x1b[<0;1;2;3;4;5;6;7c";

function inquire(before?: TerminalAnswers) {
  const asked: string[] = [];
  const learned: (readonly string[])[] = [];
  const clock = { now: 0 };
  const inquiry = new TerminalInquiry(before, {
    ask: (question) => void asked.push(question),
    learned: (answers) => void learned.push(answers),
    now: () => clock.now,
  });
  const begin = (terminal: string, encoding = "cp437") => inquiry.begin({ ...PROFILE, terminal }, encoding);
  return { inquiry, asked, learned, clock, begin };
}

function key(text: string): Key {
  return new KeyDecoder().push(text)[0]!;
}

Deno.test("TerminalInquiry.begin() asks terminals of SyncTERM's kind, once, and nobody else", () => {
  const { asked, begin, inquiry } = inquire();
  for (const name of ["unknown", "xterm-256color", "vt100", "dumb", "linux"]) begin(name);
  begin("syncterm", "petscii");
  assert.deepEqual([asked, inquiry.answers], [[], undefined]);
  begin("ansi-256color-rgb");
  begin("syncterm");
  assert.deepEqual(asked, ["\x1b[c"]);
  assert.deepEqual(inquiry.answers, { attributes: [], awaited: true });
});

Deno.test("TerminalInquiry.take() takes CTerm's two answers and lets every later one pass", () => {
  const { asked, begin, inquiry, learned } = inquire();
  assert.equal(inquiry.take(key(CTERM)), false);
  begin("syncterm");
  assert.deepEqual(["a", "\x1b[A", "\x1b[1;2R", "\x1b[<0;1;1M"].map((text) => inquiry.take(key(text))), [
    false,
    false,
    false,
    false,
  ]);
  assert.equal(inquiry.take(key(CTERM)), true);
  assert.deepEqual(asked, ["\x1b[c", "\x1b[<c"]);
  assert.equal(inquiry.take(key(FEATURES)), true);
  assert.equal(inquiry.take(key(FEATURES)), false);
  assert.deepEqual(learned, [[CTERM], [CTERM, FEATURES]]);
  assert.deepEqual(inquiry.answers, { attributes: [CTERM, FEATURES], awaited: false });
});

Deno.test("TerminalInquiry.take() asks no more of what is no CTerm, and keeps nothing that is too long", () => {
  for (const [answer, kept] of [["\x1b[?1;2c", ["\x1b[?1;2c"]], [`\x1b[?${"1".repeat(120)}c`, []]] as const) {
    const { asked, begin, inquiry } = inquire();
    begin("ansi");
    assert.equal(inquiry.take(key(answer)), true);
    assert.deepEqual(asked, ["\x1b[c"]);
    assert.deepEqual(inquiry.answers, { attributes: kept, awaited: false });
  }
});

Deno.test("TerminalInquiry asks CTerm no third time, whatever it answers, also behind a handover", () => {
  const { asked, begin, inquiry } = inquire({ attributes: [CTERM], awaited: true });
  begin("syncterm");
  assert.equal(inquiry.take(key(CTERM)), true);
  assert.deepEqual([asked, inquiry.awaited], [[], false]);
});

Deno.test("TerminalInquiry.patient ends with the answer or at the deadline", () => {
  const { begin, clock, inquiry } = inquire();
  assert.equal(inquiry.patient, false);
  begin("ansi");
  assert.equal(inquiry.patient, true);
  clock.now = 5000;
  assert.deepEqual([inquiry.patient, inquiry.awaited], [false, true]);
  assert.equal(inquiry.take(key("\x1b[?1c")), true);
  assert.equal(inquiry.patient, false);
});

Deno.test("TerminalInquiry leaves a reader of keys nothing but what was typed, wherever answers are cut and flushed", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(4),
      fc.nat(4),
      fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 8 }),
      fc.constantFrom(10, 100, 900),
      fc.boolean(),
      async (before, between, pieces, pause, flushes) => {
        using timers = new FakeTimers();
        const { begin, inquiry } = inquire();
        const inbox = new Inbox(getEncoding("cp437"), () => {});
        inbox.watcher = inquiry;
        begin("syncterm");
        const typed = "guest\r";
        const [a, b] = [Math.min(before, between), Math.max(before, between)];
        const input = typed.slice(0, a) + CTERM + typed.slice(a, b) + FEATURES + typed.slice(b);
        const read: string[] = [];
        const drain = async () => {
          for (;;) {
            const event = await inbox.read({ keys: true, resize: false, topics: [], timeout: 0 });
            if (event?.type !== "key") return;
            read.push(event.key.sequence);
          }
        };
        let at = 0;
        for (const size of [...pieces, input.length]) {
          inbox.pushBytes(new TextEncoder().encode(input.slice(at, at + size)));
          at += size;
          if (flushes) inbox.flushKeys();
          else await drain();
          await timers.advance(pause);
        }
        await turns();
        await drain();
        assert.deepEqual(inquiry.answers, { attributes: [CTERM, FEATURES], awaited: false });
        assert.equal(read.join(""), flushes ? "" : typed);
      },
    ),
    { numRuns: 300 },
  );
});
