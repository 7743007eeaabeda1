import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { Gates } from "../../../lib/server/gates.ts";
import { MAX_SESSIONS, type SshPlace, SshSessions } from "../../../lib/server/ssh_sessions.ts";

const ADDRESS = "192.0.2.7";

/** A connection that was let in by gates that let so many in. */
class Scene {
  readonly clock = new FakeClock(1000);
  banned = false;
  readonly gates: Gates;
  readonly sessions: SshSessions;
  readonly hungUp: string[] = [];
  idle = 0;

  constructor(most: number) {
    this.gates = new Gates({
      limits: () => ({ max_callers: most, max_callers_per_address: most }),
      banned: () => this.banned,
    });
    const pass = this.gates.enter(ADDRESS);
    assert.ok(pass.admitted);
    this.sessions = new SshSessions(pass, {
      clock: this.clock,
      enter: () => this.gates.enter(ADDRESS),
      patience: () => 60_000,
    });
    this.sessions.onQuiet = (why) => this.hungUp.push(why);
    this.sessions.onIdle = () => this.idle++;
  }

  /** Begins a session; what is answered ends it. */
  begin(last = false): () => Promise<void> {
    const place = this.sessions.take()!;
    assert.ok(place.begin(last).admitted);
    const running = Promise.withResolvers<void>();
    place.serve(running.promise);
    return async () => {
      running.resolve();
      place.close();
      await running.promise;
      await Promise.resolve();
      await Promise.resolve();
    };
  }
}

Deno.test("SshSessions: the first session is the caller who was let in, each further one at once is one more", async () => {
  const scene = new Scene(3);
  const [first, second, third] = [scene.begin(), scene.begin(), scene.begin()];
  assert.equal(scene.gates.count, 3);
  const place = scene.sessions.take()!;
  const refused = place.begin(false);
  assert.ok(!refused.admitted && refused.reason === "full");
  await first();
  assert.equal(scene.gates.count, 2);
  assert.ok(place.begin(false).admitted);
  assert.equal(scene.gates.count, 3);
  assert.deepEqual(scene.hungUp, []);
  await second();
  await third();
  scene.sessions.close();
  assert.equal(scene.gates.count, 0);
});

Deno.test("SshSessions has room for so many channels, and for another when one is closed", () => {
  const scene = new Scene(100);
  const places: SshPlace[] = Array.from({ length: MAX_SESSIONS }, () => scene.sessions.take()!);
  assert.deepEqual(places.map(({ number }) => number), places.map((_, n) => n + 1));
  assert.equal(scene.sessions.take(), undefined);
  places[3]!.close();
  assert.equal(scene.sessions.take()!.number, MAX_SESSIONS + 1);
  scene.sessions.close();
  assert.equal(scene.sessions.take(), undefined);
  assert.ok(!places[0]!.begin(false).admitted);
  assert.equal(scene.gates.count, 0);
});

Deno.test("SshSessions waits for the next session, with one pass in hand, and then hangs up", async () => {
  const scene = new Scene(1);
  await scene.begin()();
  assert.equal(scene.gates.count, 1);
  assert.equal(scene.idle, 1);
  scene.clock.advance(59_000);
  await scene.begin()();
  scene.clock.advance(59_000);
  assert.deepEqual(scene.hungUp, []);
  scene.clock.advance(1000);
  assert.deepEqual(scene.hungUp, [""]);
  scene.sessions.close();
  assert.equal(scene.gates.count, 0);
});

Deno.test("SshSessions hangs up soon where no other session comes: the client has said so, or was sent away", async () => {
  for (const sentAway of [true, false]) {
    const scene = new Scene(1);
    const end = scene.begin(!sentAway);
    if (sentAway) scene.sessions.sendAway();
    await end();
    assert.equal(scene.idle, 0);
    scene.clock.advance(1000);
    assert.deepEqual(scene.hungUp, [""]);
    scene.sessions.close();
  }
});

Deno.test("SshSessions: who is banned meanwhile has no next session, and no connection", async () => {
  const scene = new Scene(5);
  await scene.begin()();
  scene.banned = true;
  const refused = scene.sessions.take()!.begin(false);
  assert.ok(!refused.admitted && refused.reason === "banned");
  assert.deepEqual(scene.hungUp, ["banned"]);
  assert.equal(scene.gates.count, 0);
  scene.sessions.close();
});

Deno.test("SshSessions.over() waits for all that run; a pass without a session is given back at the end", async () => {
  const scene = new Scene(5);
  const end = scene.begin();
  assert.ok(scene.sessions.take()!.begin(false).admitted);
  assert.equal(scene.gates.count, 2);
  let over = false;
  const waiting = scene.sessions.over().then(() => (over = true));
  await Promise.resolve();
  assert.ok(!over);
  await end();
  await waiting;
  scene.sessions.close();
  assert.equal(scene.gates.count, 0);
});
