import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type GateRules,
  Gates,
  type Pass,
  PATIENCE,
  type Refusal,
  type Stranger,
} from "../../../lib/server/gates.ts";

function setUp(total: number, perAddress: number, changes: Partial<GateRules> = {}) {
  const limits = { max_callers: total, max_callers_per_address: perAddress };
  return { gates: new Gates({ limits: () => limits, banned: () => false, ...changes }), limits };
}

function admitted(entered: Pass | Refusal): Pass {
  assert.ok(entered.admitted, entered.admitted ? "" : entered.reason);
  return entered;
}

function reason(entered: Pass | Refusal): string {
  return entered.admitted ? "admitted" : entered.reason;
}

/** A stranger, and what he is told. */
function stranger({ heard = false, quiet = 0, seated = false } = {}): Stranger & { told: string[] } {
  const told: string[] = [];
  return {
    heard,
    quiet,
    seated,
    told,
    sendAway(reason, line) {
      assert.match(line, /^[ -~]{10,78}$/);
      told.push(reason);
    },
  };
}

/** Turns somebody away and makes sure that the line for him is plain ASCII. */
function refused(entered: Pass | Refusal): Refusal {
  assert.ok(!entered.admitted);
  assert.match(entered.line, /^[ -~]{10,78}$/);
  return entered;
}

Deno.test("Gates.enter() lets in exactly as many as there may be in all", () => {
  const { gates } = setUp(3, 10);
  const passes = [1, 2, 3].map((n) => admitted(gates.enter(`192.0.2.${n}`)));
  assert.equal(gates.count, 3);
  assert.equal(refused(gates.enter("192.0.2.4")).reason, "full");
  assert.equal(gates.count, 3);
  passes[1]![Symbol.dispose]();
  admitted(gates.enter("192.0.2.4"));
  assert.equal(refused(gates.enter("192.0.2.5")).reason, "full");
});

Deno.test("Gates.enter() lets in exactly as many as there may be from one address", () => {
  const { gates } = setUp(10, 2);
  const first = admitted(gates.enter("192.0.2.1"));
  admitted(gates.enter("192.0.2.1"));
  assert.equal(refused(gates.enter("192.0.2.1")).reason, "address full");
  admitted(gates.enter("192.0.2.2"));
  first[Symbol.dispose]();
  admitted(gates.enter("192.0.2.1"));
  assert.equal(refused(gates.enter("192.0.2.1")).reason, "address full");
});

Deno.test("Gates.enter() takes the /64 of an IPv6 address for one, and IPv4 inside IPv6 for itself", () => {
  const { gates } = setUp(10, 1);
  admitted(gates.enter("2001:db8:0:1::1"));
  assert.equal(reason(gates.enter("2001:db8:0:1:ffff:ffff:ffff:ffff")), "address full");
  admitted(gates.enter("2001:db8:0:2::1"));
  admitted(gates.enter("192.0.2.1"));
  assert.equal(reason(gates.enter("::ffff:192.0.2.1")), "address full");
});

Deno.test("Gates give a place free once, however often its pass is disposed of", () => {
  const { gates } = setUp(2, 2);
  const first = admitted(gates.enter("192.0.2.1"));
  admitted(gates.enter("192.0.2.1"));
  for (let i = 0; i < 3; i++) first[Symbol.dispose]();
  assert.equal(gates.count, 1);
  admitted(gates.enter("192.0.2.1"));
  assert.equal(reason(gates.enter("192.0.2.2")), "full");
});

Deno.test("Gates.enter() counts nobody whom it refuses", () => {
  const { gates } = setUp(2, 1);
  const pass = admitted(gates.enter("192.0.2.1"));
  for (let i = 0; i < 5; i++) assert.equal(reason(gates.enter("192.0.2.1")), "address full");
  pass[Symbol.dispose]();
  assert.equal(gates.count, 0);
  admitted(gates.enter("192.0.2.1"));
});

Deno.test("Gates.enter() reads the limits at each decision, so that a reload counts at once", () => {
  const limits = { max_callers: 1, max_callers_per_address: 10 };
  const gates = new Gates({ limits: () => limits, banned: () => false });
  admitted(gates.enter("192.0.2.1"));
  assert.equal(reason(gates.enter("192.0.2.2")), "full");
  limits.max_callers = 2;
  admitted(gates.enter("192.0.2.2"));
  limits.max_callers = 1;
  assert.equal(reason(gates.enter("192.0.2.3")), "full");
  assert.equal(gates.count, 2);
});

Deno.test("Gates.enter() turns banned addresses away, though there is room", () => {
  const { gates } = setUp(10, 10, { banned: (hostname) => hostname === "192.0.2.66" });
  assert.equal(refused(gates.enter("192.0.2.66")).reason, "banned");
  admitted(gates.enter("192.0.2.65"));
  assert.equal(gates.count, 1);
});

Deno.test("Gates.close() lets nobody in any more and nobody out", () => {
  const { gates } = setUp(10, 10);
  const pass = admitted(gates.enter("192.0.2.1"));
  gates.close();
  assert.equal(refused(gates.enter("192.0.2.2")).reason, "closing");
  assert.equal(gates.count, 1);
  pass[Symbol.dispose]();
  assert.equal(gates.count, 0);
  assert.equal(reason(gates.enter("192.0.2.2")), "closing");
});

Deno.test("Gates never let in more than they may, nor refuse with room left, in any order of coming and going", () => {
  const hosts = ["192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2"];
  const group = (host: string) => host.startsWith("2001") ? "2001" : host;
  const step = fc.record({ host: fc.constantFrom(...hosts), leave: fc.option(fc.nat({ max: 9 })) });
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const { gates } = setUp(4, 2);
    const inside: { host: string; pass: Pass }[] = [];
    for (const { host, leave } of steps) {
      if (leave !== null && inside.length > 0) {
        inside.splice(leave % inside.length, 1)[0]!.pass[Symbol.dispose]();
      } else {
        const from = inside.filter((one) => group(one.host) === group(host)).length;
        const entered = gates.enter(host);
        const expected = inside.length >= 4 ? "full" : from >= 2 ? "address full" : "admitted";
        assert.equal(reason(entered), expected);
        if (entered.admitted) inside.push({ host, pass: entered });
      }
      assert.equal(gates.count, inside.length);
    }
  }));
});

Deno.test("Gates.enter() turns away whom the operator has banned, in other words than for failed logins", () => {
  const { gates } = setUp(10, 10, {
    barred: (hostname) => hostname === "192.0.2.66",
    banned: (hostname) => hostname !== "192.0.2.1",
  });
  assert.equal(refused(gates.enter("192.0.2.66")).reason, "barred");
  assert.equal(refused(gates.enter("192.0.2.65")).reason, "banned");
  admitted(gates.enter("192.0.2.1"));
});

Deno.test("Gates.enter() counts the pace of those only who are not banned", () => {
  const asked: string[] = [];
  const { gates } = setUp(10, 10, {
    banned: (hostname) => hostname === "192.0.2.66",
    hurries: (hostname) => asked.push(hostname) > 2,
  });
  assert.equal(reason(gates.enter("192.0.2.66")), "banned");
  admitted(gates.enter("192.0.2.1"));
  admitted(gates.enter("192.0.2.1"));
  assert.equal(refused(gates.enter("192.0.2.1")).reason, "too often");
  assert.deepEqual(asked, ["192.0.2.1", "192.0.2.1", "192.0.2.1"]);
  assert.equal(gates.count, 2);
});

Deno.test("Gates.enter() has the oldest silent stranger make room when all places are taken", () => {
  const { gates } = setUp(3, 10);
  const silent = [stranger(), stranger(), stranger()];
  const passes = silent.map((one, n) => admitted(gates.enter(`192.0.2.${n}`, one)));
  const speaker = stranger({ heard: true });
  const pass = admitted(gates.enter("192.0.2.9", speaker));
  assert.deepEqual(silent.map(({ told }) => told), [["silent"], [], []]);
  assert.equal(gates.count, 3, "his place is given, not another one");
  // He leaves when his line has closed, which frees nothing more.
  passes[0]![Symbol.dispose]();
  assert.equal(gates.count, 3);
  pass.settle();
  for (const one of passes.slice(1)) one.settle();
  assert.equal(refused(gates.enter("192.0.2.8", stranger())).reason, "full");
  assert.deepEqual([...silent.slice(1), speaker].map(({ told }) => told), [[], [], []]);
});

Deno.test("Gates.enter() has who has spoken make room only after a minute of silence, the most silent first", () => {
  const { gates } = setUp(3, 10);
  const spoken = [PATIENCE - 1, PATIENCE, PATIENCE + 1].map((quiet) => stranger({ heard: true, quiet }));
  for (const [n, one] of spoken.entries()) admitted(gates.enter(`192.0.2.${n}`, one));
  admitted(gates.enter("192.0.2.7"));
  admitted(gates.enter("192.0.2.8"));
  assert.deepEqual(spoken.map(({ told }) => told), [[], ["silent"], ["silent"]]);
  assert.equal(refused(gates.enter("192.0.2.9")).reason, "full");
});

Deno.test("Gates.enter() has nobody make room for one who is refused all the same", () => {
  const { gates } = setUp(2, 1, { barred: (hostname) => hostname === "192.0.2.66" });
  const one = stranger();
  admitted(gates.enter("192.0.2.1", one));
  admitted(gates.enter("192.0.2.2"));
  for (const hostname of ["192.0.2.1", "192.0.2.66"]) refused(gates.enter(hostname, stranger()));
  assert.deepEqual(one.told, []);
});

Deno.test("Gates.sendBarredAway() reaches strangers who are inside when their address is banned, and no one else", () => {
  const barred = new Set<string>();
  const { gates } = setUp(10, 10, { barred: (hostname) => barred.has(hostname) });
  const [here, seated, settled, there] = [
    stranger({ heard: true }),
    stranger({ seated: true }),
    stranger(),
    stranger(),
  ];
  admitted(gates.enter("192.0.2.1", here));
  admitted(gates.enter("192.0.2.1", seated));
  admitted(gates.enter("192.0.2.1", settled)).settle();
  admitted(gates.enter("192.0.2.2", there));
  assert.equal(gates.sendBarredAway(), 0);
  barred.add("192.0.2.1");
  assert.equal(gates.sendBarredAway(), 1);
  assert.equal(gates.sendBarredAway(), 0);
  assert.deepEqual([here, seated, settled, there].map(({ told }) => told), [["barred"], [], [], []]);
  assert.equal(gates.count, 3);
});

Deno.test("Gates.enter() lets any number come from an address that is not counted, up to the number of all", () => {
  const { gates } = setUp(4, 1, { unlimited: (hostname) => hostname === "127.0.0.1" });
  for (let n = 0; n < 3; n++) admitted(gates.enter("127.0.0.1"));
  admitted(gates.enter("127.0.0.2"));
  assert.equal(refused(gates.enter("127.0.0.1")).reason, "full");
});
