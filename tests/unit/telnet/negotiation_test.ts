import assert from "node:assert/strict";
import fc from "fast-check";
import { hex } from "../../../lib/base/bytes.ts";
import type { Verb } from "../../../lib/telnet/codes.ts";
import { type NegotiationResult, Negotiator, type Side } from "../../../lib/telnet/negotiation.ts";
import {
  Q_INPUTS,
  Q_STATES,
  Q_TABLE,
  type QInput,
  type QState,
} from "../../../lib/telnet/negotiation_states.ts";

const LIKED = 31;
const DISLIKED = 99;
const policy = { us: new Set([LIKED]), him: new Set([LIKED]) };
const YES_VERB = { us: "do", him: "will" } as const;
const NO_VERB = { us: "dont", him: "wont" } as const;

/** From "no" to a state, by wishes and answers that the table tests cover. */
const WAYS: Record<QState, readonly QInput[]> = {
  "no": [],
  "yes": ["enable", "accept"],
  "want no": ["enable", "accept", "disable"],
  "want no, opposite": ["enable", "accept", "disable", "enable"],
  "want yes": ["enable"],
  "want yes, opposite": ["enable", "disable"],
};

function apply(negotiator: Negotiator, side: Side, option: number, input: QInput): NegotiationResult {
  if (input === "enable" || input === "disable") return negotiator.request(side, option, input === "enable");
  return negotiator.receive(input === "deny" ? NO_VERB[side] : YES_VERB[side], option);
}

for (const side of ["us", "him"] as const) {
  for (const [s, state] of Q_STATES.entries()) {
    for (const [i, input] of Q_INPUTS.entries()) {
      Deno.test(`Negotiator, side "${side}", state "${state}", input "${input}"`, () => {
        const option = input === "refuse" ? DISLIKED : LIKED;
        const negotiator = new Negotiator(policy);
        for (const step of WAYS[state]) apply(negotiator, side, option, step);
        assert.equal(negotiator.state(side, option), state);
        const result = apply(negotiator, side, option, input);
        const row = Q_TABLE[s * Q_INPUTS.length + i]!;
        assert.equal(negotiator.state(side, option), row.to);
        assert.equal(negotiator.isOn(side, option), row.to === "yes");
        assert.equal(negotiator.isSettled(side, option), row.to === "no" || row.to === "yes");
        const codes = side === "us" ? { positive: "FB", negative: "FC" } : { positive: "FD", negative: "FE" };
        const sent = row.send === undefined
          ? undefined
          : `FF ${codes[row.send]} ${hex(Uint8Array.of(option))}`;
        assert.equal(result.reply && hex(result.reply), sent);
        const turned = (state === "yes") === (row.to === "yes") ? undefined : row.to === "yes" ? "on" : "off";
        assert.equal(result.turned, turned);
        const other: Side = side === "us" ? "him" : "us";
        assert.equal(negotiator.state(other, option), "no");
      });
    }
  }
}

Deno.test("Negotiator turns off and on again by DONT, waiting, then DO", () => {
  const negotiator = new Negotiator(policy);
  negotiator.receive("will", LIKED);
  assert.equal(hex(negotiator.request("him", LIKED, false).reply!), "FF FE 1F");
  assert.equal(negotiator.request("him", LIKED, true).reply, undefined);
  assert.equal(hex(negotiator.receive("wont", LIKED).reply!), "FF FD 1F");
  assert.equal(negotiator.receive("will", LIKED).turned, "on");
});

Deno.test("Negotiator keeps 256 options apart, at both ends", () => {
  const all = new Set(Array.from({ length: 256 }, (_, i) => i));
  const negotiator = new Negotiator({ us: all, him: all });
  for (let option = 0; option < 256; option += 2) negotiator.receive("will", option);
  for (let option = 1; option < 256; option += 2) negotiator.receive("do", option);
  for (let option = 0; option < 256; option++) {
    assert.equal(negotiator.isOn("him", option), option % 2 === 0);
    assert.equal(negotiator.isOn("us", option), option % 2 === 1);
  }
});

const verb = fc.constantFrom<Verb>("will", "wont", "do", "dont");
const option = fc.constantFrom(LIKED, DISLIKED);

/** Two ends wired to each other, with wishes thrown in; how many sequences it takes until nobody speaks. */
function talk(first: Negotiator, second: Negotiator, opening: readonly NegotiationResult[]): number {
  const ends = [first, second] as const;
  const queue = opening.map((result) => ({ to: 1, reply: result.reply }));
  let spoken = 0;
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (next.reply === undefined) continue;
    assert.ok(++spoken <= 200, "they talk for ever");
    const said = (["will", "wont", "do", "dont"] as const)[next.reply[1]! - 251]!;
    const { reply } = ends[next.to]!.receive(said, next.reply[2]!);
    queue.push({ to: 1 - next.to, reply });
  }
  return spoken;
}

Deno.test("two Negotiators of any policy and any wishes come to rest, settled and of one mind", () => {
  const set = fc.uniqueArray(fc.integer({ min: 0, max: 3 })).map((list) => new Set(list));
  const wish = fc.record({
    side: fc.constantFrom<Side>("us", "him"),
    option: fc.integer({ min: 0, max: 3 }),
    on: fc.boolean(),
  });
  fc.assert(fc.property(set, set, set, set, fc.array(wish, { maxLength: 12 }), (a, b, c, d, wishes) => {
    const one = new Negotiator({ us: a, him: b });
    const two = new Negotiator({ us: c, him: d });
    const opening = wishes.map((w) => one.request(w.side, w.option, w.on));
    assert.ok(talk(one, two, opening) <= 4 * wishes.length);
    for (let o = 0; o < 4; o++) {
      for (const side of ["us", "him"] as const) {
        assert.ok(one.isSettled(side, o) && two.isSettled(side, o));
        assert.equal(one.isOn(side, o), two.isOn(side === "us" ? "him" : "us", o));
      }
    }
  }));
});

Deno.test("Negotiator.receive() answers anything with three bytes at most, and no WONT or DONT in state NO", () => {
  const said = fc.array(fc.record({ verb, option }), { maxLength: 30 });
  fc.assert(fc.property(said, (list) => {
    const negotiator = new Negotiator(policy);
    for (const { verb, option } of list) {
      const side = verb === "will" || verb === "wont" ? "him" : "us";
      const wasOff = negotiator.state(side, option) === "no";
      const { reply } = negotiator.receive(verb, option);
      assert.ok(reply === undefined || reply.length === 3);
      if (wasOff && (verb === "wont" || verb === "dont")) assert.equal(reply, undefined);
    }
  }));
});
