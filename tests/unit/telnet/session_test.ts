import assert from "node:assert/strict";
import fc from "fast-check";
import { concatBytes, hex } from "../../../lib/base/bytes.ts";
import { Option, type Verb } from "../../../lib/telnet/codes.ts";
import { TelnetDecoder } from "../../../lib/telnet/decoder.ts";
import type { TelnetEffect } from "../../../lib/telnet/effects.ts";
import { encodeNegotiation, encodeSubnegotiation } from "../../../lib/telnet/encoder.ts";
import { Negotiator } from "../../../lib/telnet/negotiation.ts";
import { TelnetSession } from "../../../lib/telnet/session.ts";
import { cut, pieceLengths, telnetBytes } from "./arbitraries.ts";

function bytesOut(effects: readonly TelnetEffect[]): Uint8Array {
  return concatBytes(
    effects.flatMap((e) =>
      e.type === "reply" || e.type === "mark" || e.type === "areYouThere" ? [e.bytes] : []
    ),
  );
}

function inputOf(effects: readonly TelnetEffect[]): number[] {
  return effects.flatMap((e) => e.type === "input" ? [...e.bytes] : []);
}

/** A session and its decoder; `say` takes the caller's bytes. */
function connect(options?: ConstructorParameters<typeof TelnetSession>[0]): {
  session: TelnetSession;
  opening: Uint8Array;
  say: (...bytes: number[]) => TelnetEffect[];
} {
  const session = new TelnetSession(options);
  const decoder = new TelnetDecoder();
  const opening = bytesOut(session.start());
  return { session, opening, say: (...bytes) => session.receiveAll(decoder.push(Uint8Array.from(bytes))) };
}

Deno.test("TelnetSession.start() opens with one write of at most 64 bytes", () => {
  const effects = new TelnetSession().start();
  assert.equal(effects.length, 1);
  assert.equal(
    hex(bytesOut(effects)),
    "FF FB 01 FF FB 03 FF FD 03 FF FB 00 FF FD 00 FF FB 2A FF FD 18 FF FD 1F FF FD 27",
  );
});

Deno.test("TelnetSession settles when a caller refuses everything, and asks nothing again", () => {
  const { session, opening, say } = connect({ defaultEncoding: "cp437" });
  const no = [...opening].map((byte, i) => i % 3 !== 1 ? byte : byte === 251 ? 254 : 252);
  // Without SGA he is told when it is his turn.
  assert.deepEqual(say(...no).map(({ type }) => type), ["profile", "settled"]);
  assert.equal(session.profile.turnMarks, true);
  assert.deepEqual(say(...no), []);
  assert.deepEqual(session.deadline(), []);
  assert.deepEqual([session.profile.encoding, session.profile.terminal], ["cp437", "unknown"]);
  assert.deepEqual(session.size, { columns: 80, rows: 24 });
});

Deno.test("TelnetSession.deadline() settles once", () => {
  const { session } = connect();
  assert.equal(session.settled, false);
  assert.deepEqual(session.deadline(), [{ type: "settled" }]);
  assert.deepEqual(session.deadline(), []);
  assert.equal(session.settled, true);
});

Deno.test("TelnetSession answers no repeats of what is settled", () => {
  const { say } = connect();
  say(255, 251, 31, 255, 253, 1, 255, 251, 24);
  const repeats = Array.from({ length: 50 }, () => [255, 251, 31, 255, 253, 1, 255, 251, 24]).flat();
  assert.equal(bytesOut(say(...repeats)).length, 0);
});

Deno.test("TelnetSession answers 20 withdrawals and grants of NAWS with 40 replies in order", () => {
  const { say } = connect();
  say(255, 251, 31);
  for (let i = 0; i < 20; i++) {
    assert.equal(hex(bytesOut(say(255, 252, 31))), "FF FE 1F");
    assert.equal(hex(bytesOut(say(255, 251, 31))), "FF FD 1F");
  }
});

Deno.test("TelnetSession.binaryOutput follows our BINARY, on only when both agreed", () => {
  const { session, say } = connect();
  assert.equal(session.binaryOutput, false);
  say(255, 253, 0);
  assert.equal(session.binaryOutput, true);
  assert.equal(hex(bytesOut(say(255, 254, 0))), "FF FC 00");
  assert.equal(session.binaryOutput, false);
});

Deno.test("TelnetSession.turnMark is EOR for who asks for it, GA for who refuses SGA, and nothing for others", () => {
  const { session, say } = connect();
  const mark = () => session.turnMark && hex(session.turnMark);
  assert.equal(mark(), undefined, "a client that says nothing may be none");
  assert.equal(session.profile.turnMarks, false);
  assert.equal(hex(bytesOut(say(255, 253, 25))), "FF FB 19");
  assert.equal(mark(), "FF EF");
  assert.equal(hex(bytesOut(say(255, 254, 25))), "FF FC 19");
  assert.equal(mark(), undefined);
  assert.equal(bytesOut(say(255, 254, 3)).length, 0);
  assert.equal(mark(), "FF F9");
  say(255, 253, 25);
  assert.equal(mark(), "FF EF");
  say(255, 254, 25, 255, 253, 3);
  assert.equal(mark(), undefined);
});

Deno.test("TelnetSession tells the profile anew when turns are to be marked, and when no more", () => {
  const { say } = connect();
  const told = (...bytes: number[]) =>
    say(...bytes).flatMap((e) => e.type === "profile" ? [e.turnMarks] : []);
  assert.deepEqual(told(255, 253, 25), [true]);
  assert.deepEqual(told(255, 253, 25), []);
  assert.deepEqual(told(255, 254, 25), [false]);
  assert.deepEqual(told(255, 254, 3), [true]);
  assert.deepEqual(told(255, 253, 25), [], "EOR in place of GA is no news");
});

Deno.test("TelnetSession answers ECHO at the caller's end with DONT and stays", () => {
  const { say } = connect();
  assert.equal(hex(bytesOut(say(255, 251, 1))), "FF FE 01");
  assert.deepEqual(inputOf(say(120)), [120]);
});

Deno.test("TelnetSession keeps TIMING-MARK in its place in the stream, one answer each", () => {
  const { say } = connect();
  const effects = say(97, 255, 253, 6, 98, 255, 253, 6, 255, 253, 6);
  assert.deepEqual(effects.map((e) => e.type), ["input", "mark", "input", "mark", "mark"]);
});

Deno.test("TelnetSession answers 10,000 are-you-theres with at most 4096 bytes more than they are", () => {
  const { say } = connect();
  const effects = say(...Array.from({ length: 10_000 }, () => [255, 246]).flat());
  const answered = bytesOut(effects).length;
  assert.ok(answered > 0 && answered <= 4096 + 20_000, String(answered));
  assert.equal(effects.filter((e) => e.type === "fault").length, 1);
  assert.equal(bytesOut(say(120, 120, 120, 120, 120, 120, 120, 255, 246)).length, 9);
});

Deno.test("TelnetSession answers 10,000 STATUS requests with at most 4096 bytes more than they are", () => {
  const { say } = connect();
  say(255, 253, 5, 255, 253, 1, 255, 253, 3, 255, 253, 0, 255, 251, 0, 255, 251, 3);
  const request = [255, 250, 5, 1, 255, 240];
  const answered = bytesOut(say(...Array.from({ length: 10_000 }, () => request).flat())).length;
  assert.ok(answered > 0 && answered <= 4096 + 60_000, String(answered));
});

Deno.test("TelnetSession does not report STATUS unless that was agreed on", () => {
  const { say } = connect();
  assert.deepEqual(say(255, 250, 5, 1, 255, 240), []);
});

Deno.test("TelnetSession answers every verb with every option at most once each and stays in step", () => {
  const { say } = connect();
  let replies = 0;
  for (const verb of [251, 252, 253, 254]) {
    for (let option = 0; option < 256; option++) replies += bytesOut(say(255, verb, option)).length;
  }
  assert.ok(replies <= 3 * 540, String(replies));
  assert.deepEqual(inputOf(say(120)), [120]);
});

Deno.test("TelnetSession sends at most eight SENDs to a caller who takes TTYPE back and grants it 500 times", () => {
  const { say } = connect();
  let sends = 0;
  for (let i = 0; i < 500; i++) {
    const out = hex(
      bytesOut(say(255, 251, 24, 255, 250, 24, 0, 84, 48 + i % 10, 48 + i / 10 % 10, 255, 240, 255, 252, 24)),
    );
    sends += out.split("FF FA 18 01").length - 1;
  }
  assert.ok(sends <= 8, String(sends));
});

Deno.test("TelnetSession asks for variables and for CHARSET once, however often they are granted", () => {
  const { say } = connect();
  const out = Array.from(
    { length: 50 },
    () => hex(bytesOut(say(255, 251, 39, 255, 253, 42, 255, 252, 39, 255, 254, 42))),
  ).join(" ");
  assert.equal(out.split("FF FA 27").length - 1, 1);
  assert.equal(out.split("FF FA 2A").length - 1, 1);
});

Deno.test("TelnetSession settles without the answer to CHARSET when the caller took CHARSET back", () => {
  const { say } = connect();
  say(255, 253, 42, 255, 252, 24, 255, 252, 31);
  assert.ok(!say(255, 252, 39).some((e) => e.type === "settled"));
  assert.ok(say(255, 254, 42).some((e) => e.type === "settled"));
});

Deno.test("TelnetSession tells of a fault once on a connection", () => {
  const { say } = connect();
  const faults = say(...Array.from({ length: 100 }, () => [255, 250, 24, 255, 241, 255, 240]).flat())
    .filter((e) => e.type === "fault").map((e) => e.reason);
  assert.deepEqual(faults, ["command inside subnegotiation", "SE outside subnegotiation"]);
});

Deno.test("TelnetSession does nothing more after wrongProtocol", () => {
  const { session, say } = connect();
  assert.deepEqual(say(...Array.from("SSH-2.0-x", (c) => c.charCodeAt(0)), 255, 246), [{
    type: "wrongProtocol",
    name: "ssh",
  }]);
  assert.deepEqual(say(255, 246, 255, 251, 99, 65), []);
  assert.deepEqual(session.receive({ type: "command", command: 246 }), []);
  assert.deepEqual(session.deadline(), []);
});

Deno.test("TelnetSession.receive() and receiveAll() come to the same", () => {
  fc.assert(fc.property(telnetBytes, (bytes) => {
    const events = new TelnetDecoder().push(bytes);
    const one = new TelnetSession();
    const all = new TelnetSession();
    one.start();
    all.start();
    const single = events.flatMap((event) => one.receive(event));
    const batch = all.receiveAll(events);
    assert.deepEqual(bytesOut(single), bytesOut(batch));
    assert.deepEqual(inputOf(single), inputOf(batch));
    assert.deepEqual(one.profile, all.profile);
  }));
});

Deno.test("TelnetSession answers in whole sequences and visible signs of life, whatever it hears", () => {
  fc.assert(
    fc.property(telnetBytes, pieceLengths, (bytes, lengths) => {
      const { say, opening } = connect();
      for (const piece of cut(bytes, lengths)) {
        const out = bytesOut(say(...piece));
        const decoder = new TelnetDecoder();
        const events = decoder.push(out);
        assert.ok(
          events.every((e) =>
            e.type !== "fault" && (e.type !== "data" || hex(e.bytes).startsWith("0D 0A 5B"))
          ),
        );
        assert.equal(decoder.push(Uint8Array.of(33))[0]?.type, "data");
      }
      assert.ok(opening.length <= 64);
    }),
    { numRuns: 1000 },
  );
});

/** A caller who sends everything back, data apart; how many command bytes we said until it was quiet. */
function reflect(answer: (said: Uint8Array) => Uint8Array): number {
  const { opening, say } = connect();
  let said = opening;
  let total = 0;
  for (let round = 0; said.length > 0; round++) {
    assert.ok(round < 20, "they talk for ever");
    total += said.length;
    said = bytesOut(say(...answer(said)));
  }
  return total;
}

Deno.test("TelnetSession comes to rest with a caller who reflects every byte", () => {
  assert.ok(reflect((said) => said) <= 128);
});

Deno.test("TelnetSession says at most 64 bytes to the bot that answers DO by WONT, WILL by DO, and the rest unchanged", () => {
  const total = reflect((said) => {
    const out: number[] = [];
    for (const event of new TelnetDecoder().push(said)) {
      if (event.type !== "negotiate") continue;
      const verb: Verb = event.verb === "do" ? "wont" : event.verb === "will" ? "do" : event.verb;
      out.push(...encodeNegotiation(verb, event.option));
    }
    return Uint8Array.from(out);
  });
  assert.ok(total <= 64, String(total));
});

Deno.test("TelnetSession comes to rest with simulated callers of any policy who answer what they are asked", () => {
  const options = fc.uniqueArray(fc.constantFrom(0, 1, 3, 5, 24, 31, 39, 42, 99)).map((list) =>
    new Set(list)
  );
  const wishes = fc.array(
    fc.record({
      side: fc.constantFrom("us" as const, "him" as const),
      option: fc.constantFrom(0, 1, 3, 5, 24, 31, 39, 99),
      on: fc.boolean(),
    }),
    { maxLength: 10 },
  );
  fc.assert(fc.property(options, options, wishes, pieceLengths, (us, him, list, lengths) => {
    const { session, opening, say } = connect();
    const caller = new Negotiator({ us, him });
    const decoder = new TelnetDecoder();
    let toSession: Uint8Array = concatBytes(
      list.map((w) => caller.request(w.side, w.option, w.on).reply ?? new Uint8Array(0)),
    );
    let toCaller = opening;
    for (let round = 0; toSession.length + toCaller.length > 0; round++) {
      assert.ok(round < 40, "they talk for ever");
      const answers: Uint8Array[] = [];
      for (const event of cut(toCaller, lengths).flatMap((piece) => decoder.push(piece))) {
        if (event.type === "negotiate") {
          const { reply, turned } = caller.receive(event.verb, event.option);
          if (reply !== undefined) answers.push(reply);
          if (event.option === Option.NAWS && turned === "on") {
            answers.push(encodeSubnegotiation(Option.NAWS, Uint8Array.of(0, 80, 0, 25)));
          }
        } else if (event.type === "subnegotiation" && event.bytes[0] === 1) {
          const payload = event.option === Option.CHARSET
            ? [3]
            : event.option === Option.TTYPE
            ? [0, 88]
            : [0];
          if (event.option !== Option.STATUS) {
            answers.push(encodeSubnegotiation(event.option, Uint8Array.from(payload)));
          }
        }
      }
      toCaller = bytesOut(cut(toSession, lengths).flatMap((piece) => say(...piece)));
      toSession = concatBytes(answers);
    }
    for (let option = 0; option < 256; option++) {
      for (const side of ["us", "him"] as const) {
        assert.ok(session.options.isSettled(side, option));
        assert.equal(session.options.isOn(side, option), caller.isOn(side === "us" ? "him" : "us", option));
      }
    }
  }));
});
