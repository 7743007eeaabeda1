import assert from "node:assert/strict";
import fc from "fast-check";
import { makeSessionId, parseScriptName } from "../../../lib/base/brand.ts";
import { FakeClock } from "../../../lib/base/clock.ts";
import { addressOf } from "../../../lib/log/entry.ts";
import { type Presence, Registry, type Seat } from "../../../lib/host/registry.ts";

function opening(n: number, hostname = "192.0.2.1") {
  return { sessionId: makeSessionId("telnet", hostname, n), kind: "telnet" as const, hostname };
}

Deno.test("Registry.open() gives the smallest free node, and a freed one to the next", () => {
  const registry = new Registry(new FakeClock());
  const seats = [1, 2, 3, 4, 5].map((n) => registry.open(opening(n)));
  assert.deepEqual(seats.map((seat) => seat.node), [1, 2, 3, 4, 5]);
  seats[2]![Symbol.dispose]();
  assert.deepEqual(registry.views().map((view) => view.node), [1, 2, 4, 5]);
  assert.equal(registry.open(opening(6)).node, 3);
  assert.equal(registry.open(opening(7)).node, 6);
});

Deno.test("Registry never gives one node to two sessions and always the smallest that is free", () => {
  const step = fc.oneof(fc.constant("open" as const), fc.nat({ max: 20 }));
  fc.assert(fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
    const registry = new Registry(new FakeClock());
    const seats: Seat[] = [];
    let opened = 0;
    for (const one of steps) {
      if (one === "open") {
        const held = new Set(seats.map((seat): number => seat.node));
        let least = 1;
        while (held.has(least)) least++;
        const seat = registry.open(opening(++opened));
        assert.equal(seat.node, least);
        seats.push(seat);
      } else if (seats.length > 0) {
        seats.splice(one % seats.length, 1)[0]![Symbol.dispose]();
      }
      assert.equal(registry.size, seats.length);
      assert.equal(registry.countFrom("192.0.2.1"), seats.length);
      assert.deepEqual(
        registry.views().map((view) => view.node),
        seats.map((seat): number => seat.node).sort((a, b) => a - b),
      );
    }
  }));
});

Deno.test("Registry.open() gives no id twice, though proxies tell the same address and port (once it threw)", () => {
  const registry = new Registry(new FakeClock());
  const seats = [1, 1, 1, 2].map((n) => registry.open(opening(n)));
  const ids = seats.map(({ sessionId }) => sessionId);
  assert.equal(ids[0], "telnet-192.0.2.1:1");
  assert.equal(ids[3], "telnet-192.0.2.1:2");
  assert.equal(new Set(ids).size, 4);
  for (const seat of seats) assert.equal(registry.find(seat.sessionId), seat);
  for (const id of ids) assert.equal(addressOf({ sessionId: id }), "192.0.2.1");
  // What is under way for one who is gone must not reach the next.
  for (const seat of seats) seat[Symbol.dispose]();
  const later = registry.open(opening(1)).sessionId;
  assert.ok(!ids.includes(later), later);
  assert.equal(registry.size, 1);
});

Deno.test("Registry remembers the ids of those who are gone for a while only", () => {
  const registry = new Registry(new FakeClock());
  for (let n = 1; n <= 1001; n++) registry.open(opening(n))[Symbol.dispose]();
  assert.equal(registry.open(opening(1)).sessionId, "telnet-192.0.2.1:1");
  assert.match(registry.open(opening(2)).sessionId, /^telnet-192\.0\.2\.1:2-\d+$/);
});

Deno.test("Seat given back twice does not free the node of the session that has it now", () => {
  const registry = new Registry(new FakeClock());
  const first = registry.open(opening(1));
  first[Symbol.dispose]();
  const second = registry.open(opening(1));
  first[Symbol.dispose]();
  assert.equal(registry.find(second.sessionId), second);
  assert.equal(registry.open(opening(2)).node, 2);
});

Deno.test("Registry.views() shows what everybody may know, in order of nodes", () => {
  const clock = new FakeClock(5_000);
  const registry = new Registry(clock);
  const seat = registry.open(opening(7));
  seat.login("Alice");
  seat.setActivity("reading\x1b[2J\nmail");
  seat.setScript(parseScriptName("games.tetris"));
  clock.advance(2_999);
  assert.deepEqual(registry.views(), [{
    sessionId: "telnet-192.0.2.1:7",
    node: 1,
    handle: "Alice",
    activity: "reading mail",
    script: "games.tetris",
    kind: "telnet",
    idle: 2,
    connectTime: 5_000,
  }]);
});

Deno.test("Seat.touch() begins idle time anew", () => {
  const clock = new FakeClock();
  const seat = new Registry(clock).open(opening(1));
  clock.advance(9_000);
  assert.equal(seat.idle, 9_000);
  seat.touch();
  assert.equal(seat.idle, 0);
});

Deno.test("Seat.setActivity() cuts after 60 characters", () => {
  const seat = new Registry(new FakeClock()).open(opening(1));
  seat.setActivity("x".repeat(200));
  assert.equal(seat.view().activity, "x".repeat(60));
});

Deno.test("Registry.findByHandle() finds all sessions of a user in any spelling, and nobody for no handle", () => {
  const registry = new Registry(new FakeClock());
  const [first, , third] = [1, 2, 3].map((n) => registry.open(opening(n)));
  first!.login("Alice");
  third!.login("Alice");
  assert.deepEqual(registry.findByHandle("ALICE"), [first, third]);
  assert.deepEqual(registry.findByHandle(""), []);
  assert.deepEqual(registry.findByHandle("bob"), []);
});

Deno.test("Registry.find() answers with nothing for any text that is no session", () => {
  const registry = new Registry(new FakeClock());
  const seat = registry.open(opening(1));
  assert.equal(registry.find(seat.sessionId), seat);
  for (const text of ["", "__proto__", "telnet-192.0.2.1:2"]) assert.equal(registry.find(text), undefined);
});

Deno.test("Registry tells arrivals at login and departures only of those who had logged in", () => {
  const told: [Presence, number][] = [];
  const registry = new Registry(new FakeClock(), (presence) => told.push([presence, registry.size]));
  const [alice, nobody] = [registry.open(opening(1)), registry.open(opening(2))];
  assert.deepEqual(told, []);
  alice.login("Alice");
  nobody[Symbol.dispose]();
  alice[Symbol.dispose]();
  alice[Symbol.dispose]();
  const who = { sessionId: alice.sessionId, node: alice.node, handle: "Alice" };
  assert.deepEqual(told, [[{ event: "arrived", ...who }, 2], [{ event: "left", ...who }, 0]]);
});

Deno.test("Seat.login() refuses a second login", () => {
  const told: Presence[] = [];
  const seat = new Registry(new FakeClock(), (presence) => told.push(presence)).open(opening(1));
  seat.login("Alice");
  assert.throws(() => seat.login("Bob"), TypeError);
  assert.equal(seat.handle, "Alice");
  assert.equal(told.length, 1);
});

Deno.test("Registry.countFrom() counts IPv4 by address and IPv6 by /64", () => {
  const registry = new Registry(new FakeClock());
  registry.open(opening(1, "192.0.2.1"));
  registry.open(opening(1, "192.0.2.2"));
  registry.open(opening(1, "2001:db8::1"));
  const last = registry.open(opening(1, "2001:db8::dead:beef"));
  assert.equal(registry.countFrom("192.0.2.1"), 1);
  assert.equal(registry.countFrom("2001:db8::7"), 2);
  assert.equal(registry.countFrom("2001:db8:0:1::7"), 0);
  last[Symbol.dispose]();
  assert.equal(registry.countFrom("2001:db8::7"), 1);
});
