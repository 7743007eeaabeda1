import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { AddressGuard } from "../../../lib/host/address_guard.ts";
import { fail2banSection, type Fail2banSettings } from "../../../lib/host/login_throttle.ts";
import { silentLogger } from "../../../lib/log/logger.ts";
import { MemoryKvStore } from "../../../lib/store/memory_kv_store.ts";
import { valuesOf } from "../../fakes/test_board.ts";

const HERE = "192.0.2.1";
const THERE = "192.0.2.2";

/** A board that can be started again with the same store, on a machine whose clock since start-up begins anew. */
class Machine {
  readonly store = new MemoryKvStore();
  now = 1_700_000_000_000;

  async start(changes: Partial<Fail2banSettings> = {}): Promise<{ guard: AddressGuard; clock: FakeClock }> {
    const clock = new FakeClock(0);
    const wall = this.now;
    const settings = valuesOf(fail2banSection, {
      max_attempted_logins: 3,
      initial_ban_length: 100,
      ban_increment_length: 100,
      ...changes,
    });
    const guard = await AddressGuard.open({
      settings,
      store: this.store,
      clock: {
        now: () => wall + clock.now(),
        monotonic: () => clock.now(),
        after: (ms, run) => clock.after(ms, run),
      },
      log: silentLogger,
    });
    return { guard, clock };
  }
}

function fail(guard: AddressGuard, hostname: string, times: number): void {
  for (let i = 0; i < times; i++) {
    void guard.throttle.begin(hostname, "alice")?.fail(AbortSignal.abort());
  }
}

Deno.test("AddressGuard remembers failures, bans and how often there were some over a restart", async () => {
  const machine = new Machine();
  {
    const { guard } = await machine.start();
    fail(guard, HERE, 3);
    fail(guard, THERE, 2);
    assert.deepEqual([guard.banned(HERE), guard.banned(THERE)], [true, false]);
    await guard.close();
  }
  machine.now += 99_000;
  const { guard, clock } = await machine.start();
  assert.deepEqual([guard.banned(HERE), guard.banned(THERE)], [true, false]);
  fail(guard, THERE, 1);
  assert.equal(guard.banned(THERE), true);
  clock.advance(1000);
  assert.equal(guard.banned(HERE), false);
  // The second ban is longer than the first.
  fail(guard, HERE, 3);
  const [ban] = guard.throttle.bans().filter(({ group }) => group === HERE);
  assert.deepEqual([ban?.until! - ban?.since!, ban?.bans], [200_000, 2]);
  await guard.close();
});

Deno.test("AddressGuard forgets over a restart what is old, and what a success has wiped out", async () => {
  const machine = new Machine();
  {
    const { guard } = await machine.start();
    fail(guard, HERE, 2);
    fail(guard, THERE, 2);
    guard.throttle.begin(THERE, "alice")!.succeed();
    await guard.close();
  }
  machine.now += 300_000;
  const { guard } = await machine.start();
  fail(guard, HERE, 2);
  fail(guard, THERE, 2);
  assert.deepEqual([guard.banned(HERE), guard.banned(THERE)], [false, false]);
  await guard.close();
});

Deno.test("AddressGuard bans nobody for longer than a day because the clock was set back", async () => {
  const machine = new Machine();
  {
    const { guard } = await machine.start();
    fail(guard, HERE, 3);
    fail(guard, THERE, 2);
    await guard.close();
  }
  machine.now -= 10 * 365 * 86_400_000;
  const { guard, clock } = await machine.start();
  assert.equal(guard.banned(HERE), true);
  clock.advance(86_400_000);
  assert.equal(guard.banned(HERE), false);
  await guard.close();
});

Deno.test("AddressGuard forgives for good, and keeps what an operator has said", async () => {
  const machine = new Machine();
  {
    const { guard } = await machine.start();
    fail(guard, HERE, 3);
    await guard.bans.add({ address: "198.51.100.0/24", seconds: null, reason: "", by: "root" });
    assert.equal(guard.throttle.forgive(HERE), true);
    assert.equal(guard.throttle.forgive(THERE), false);
    await guard.close();
  }
  const { guard } = await machine.start();
  assert.equal(guard.banned(HERE), false);
  assert.deepEqual([guard.barred("198.51.100.9"), guard.barred(HERE)], [true, false]);
  await guard.close();
});

Deno.test("AddressGuard.configure() applies other lists, limits and paces at once", async () => {
  const { guard } = await new Machine().start();
  const settings = valuesOf(fail2banSection);
  guard.configure({ ...settings, ip_blacklist: ["192.0.2.0/24"], max_connections: 1 });
  assert.deepEqual([guard.banned(HERE), guard.banned("203.0.113.1")], [true, false]);
  assert.deepEqual([guard.hurries("203.0.113.1"), guard.hurries("203.0.113.1")], [false, true]);
  guard.configure({ ...settings, ip_whitelist: ["203.0.113.1"], max_connections: 1 });
  assert.deepEqual([guard.banned(HERE), guard.hurries("203.0.113.1")], [false, false]);
  await guard.close();
});
