import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { BusyError } from "../../../lib/base/errors.ts";
import { type SectionKeys, type SectionValues } from "../../../lib/base/setting.ts";
import {
  fail2banSection,
  LoginThrottle,
  type LoginThrottleOptions,
} from "../../../lib/host/login_throttle.ts";
import type { LogEntry } from "../../../lib/log/entry.ts";
import { formatPlain } from "../../../lib/log/format.ts";
import { createLogger } from "../../../lib/log/logger.ts";

type Settings = SectionValues<typeof fail2banSection>;

const HERE = "192.0.2.1";
const THERE = "192.0.2.2";

function setUp(changes: Partial<Settings> = {}, options: LoginThrottleOptions = {}) {
  const keys: SectionKeys = fail2banSection.keys;
  const defaults = Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, key.default]));
  const clock = new FakeClock(1_000_000);
  const settings = { ...defaults, ...changes } as Settings;
  const throttle = new LoginThrottle(settings, clock, options);
  /** Fails once; the answer is how long the caller was kept waiting. */
  const fail = async (hostname: string, handle: string): Promise<number> => {
    const attempt = throttle.begin(hostname, handle);
    assert.ok(attempt, "the address is turned away");
    const asked = clock.now();
    let answered: number | undefined;
    const answer = attempt.fail().then(() => (answered = clock.now()));
    for (let waited = 0; waited <= 20_000 && answered === undefined; waited += 100) {
      await Promise.resolve();
      await Promise.resolve();
      if (answered === undefined) clock.advance(100);
    }
    await answer;
    return answered! - asked;
  };
  return { clock, throttle, fail };
}

Deno.test("LoginThrottle answers a failure a second after it was asked, however long the check took", async () => {
  const { clock, throttle } = setUp();
  const attempt = throttle.begin(HERE, "alice")!;
  clock.advance(400);
  let answered = false;
  const answer = attempt.fail().then(() => (answered = true));
  clock.advance(599);
  await Promise.resolve();
  assert.equal(answered, false);
  clock.advance(1);
  await answer;
  assert.equal(clock.pending, 0);
});

Deno.test("LoginThrottle answers at once when the check took longer than the delay", async () => {
  const { clock, throttle } = setUp();
  const attempt = throttle.begin(HERE, "alice")!;
  clock.advance(5_000);
  await attempt.fail();
  assert.equal(clock.pending, 0);
});

Deno.test("LoginThrottle makes each further failure of an address slower or equal, up to 8 s", async () => {
  const { fail } = setUp({ max_attempted_logins: 100 });
  const times: number[] = [];
  for (let i = 0; i < 8; i++) times.push(await fail(HERE, `user${i}`));
  assert.deepEqual(times, [1000, 1000, 2000, 4000, 8000, 8000, 8000, 8000]);
  assert.equal(await fail(THERE, "nobody"), 1000);
});

Deno.test("LoginThrottle makes guessing at one handle slower from whatever address and in whatever spelling", async () => {
  const { throttle, fail } = setUp();
  await fail("198.51.100.1", "alice");
  await fail("198.51.100.2", "ALICE");
  assert.equal(await fail("198.51.100.3", "Alice"), 2000);
  assert.equal(throttle.refuses("198.51.100.3"), false);
});

Deno.test("LoginThrottle.begin() never keeps the owner of a handle out because of others' guesses", async () => {
  const { throttle, fail } = setUp({ max_attempted_logins: 5 });
  for (let i = 0; i < 5; i++) await fail(HERE, "alice");
  assert.equal(throttle.begin(HERE, "alice"), undefined);
  const attempt = throttle.begin(THERE, "alice");
  assert.ok(attempt);
  attempt.succeed();
  assert.equal(await fail(THERE, "alice"), 1000);
});

Deno.test("LoginThrottle turns an address away after so many failures in the window, and forgives it", async () => {
  const { clock, throttle, fail } = setUp({ max_attempted_logins: 5, initial_ban_length: 60 });
  for (let i = 0; i < 4; i++) await fail(HERE, "alice");
  assert.equal(throttle.refuses(HERE), false);
  const attempt = throttle.begin(HERE, "alice")!;
  void attempt.fail(AbortSignal.abort());
  assert.equal(throttle.refuses(HERE), true);
  assert.equal(throttle.begin(HERE, "alice"), undefined);
  assert.equal(throttle.refuses(THERE), false);
  clock.advance(59_999);
  assert.equal(throttle.refuses(HERE), true);
  clock.advance(1);
  assert.equal(throttle.refuses(HERE), false);
  await fail(HERE, "alice");
  assert.equal(throttle.refuses(HERE), false);
});

Deno.test("LoginThrottle counts a failure at once, so hanging up before the answer gains nothing", () => {
  const { throttle } = setUp({ max_attempted_logins: 3 });
  for (let i = 0; i < 3; i++) void throttle.begin(HERE, "alice")!.fail(AbortSignal.abort());
  assert.equal(throttle.refuses(HERE), true);
});

Deno.test("LoginThrottle makes each further ban longer, up to a day, and begins anew after a quiet day", () => {
  const { clock, throttle } = setUp({
    max_attempted_logins: 1,
    initial_ban_length: 100,
    ban_increment_length: 50_000,
  });
  const ban = (): number => {
    void throttle.begin(HERE, "alice")!.fail(AbortSignal.abort());
    let seconds = 0;
    for (; throttle.refuses(HERE); seconds += 100) clock.advance(100_000);
    return seconds;
  };
  assert.deepEqual([ban(), ban(), ban(), ban()], [100, 50_100, 86_400, 86_400]);
  clock.advance(86_400_001);
  assert.equal(ban(), 100);
});

Deno.test("LoginThrottle does not prolong a ban when the address tries again", () => {
  const { clock, throttle } = setUp({ max_attempted_logins: 1, initial_ban_length: 60 });
  void throttle.begin(HERE, "alice")!.fail(AbortSignal.abort());
  for (let i = 0; i < 60; i++) {
    assert.equal(throttle.begin(HERE, "alice"), undefined);
    clock.advance(1000);
  }
  assert.ok(throttle.begin(HERE, "alice"));
});

Deno.test("LoginThrottle counts one ban for logins that fail together", () => {
  const { clock, throttle } = setUp({ max_attempted_logins: 2, initial_ban_length: 60 });
  const attempts = Array.from({ length: 2 }, () => throttle.begin(HERE, "alice")!);
  for (const attempt of attempts) void attempt.fail(AbortSignal.abort());
  clock.advance(60_000);
  assert.equal(throttle.refuses(HERE), false);
});

Deno.test("LoginThrottle.begin() lets no more be under way from an address than may fail, whatever connection they are on", () => {
  const { throttle } = setUp({ max_attempted_logins: 4 });
  void throttle.begin(HERE, "alice")!.fail(AbortSignal.abort());
  const [first, second, third] = Array.from({ length: 3 }, () => throttle.begin(HERE, "alice")!);
  assert.throws(() => throttle.begin(HERE, "bob"), BusyError);
  assert.ok(throttle.begin(THERE, "alice"), "others have nothing to do with it");
  // One that was given up leaves its place, once.
  first![Symbol.dispose]();
  first![Symbol.dispose]();
  const fourth = throttle.begin(HERE, "alice")!;
  assert.throws(() => throttle.begin(HERE, "alice"), BusyError);
  second!.succeed();
  second![Symbol.dispose]();
  // A success forgets the failure, too.
  const rest = [throttle.begin(HERE, "alice")!, throttle.begin(HERE, "alice")!];
  assert.throws(() => throttle.begin(HERE, "alice"), BusyError);
  for (const attempt of [third!, fourth, ...rest]) void attempt.fail(AbortSignal.abort());
  assert.equal(throttle.begin(HERE, "alice"), undefined, "all of them failed: the address is turned away");
});

Deno.test("LoginThrottle.begin() lets one login at a time be under way where a single one may fail", async () => {
  const { throttle, fail } = setUp({ max_attempted_logins: 1 });
  const attempt = throttle.begin(HERE, "alice")!;
  assert.throws(() => throttle.begin(HERE, "alice"), BusyError);
  attempt.succeed();
  await fail(HERE, "alice");
  assert.equal(throttle.refuses(HERE), true);
});

Deno.test("LoginThrottle.begin() does not count what is under way from whitelisted addresses, or when it is switched off", () => {
  const { throttle } = setUp({ max_attempted_logins: 1 });
  const off = setUp({ max_attempted_logins: 1, enabled: false }).throttle;
  for (let i = 0; i < 10; i++) assert.ok(throttle.begin("127.0.0.1", "alice") && off.begin(HERE, "alice"));
});

Deno.test("LoginThrottle forgets failures after the window and after a success", async () => {
  const { clock, throttle, fail } = setUp({ max_attempted_logins: 3, max_attempted_logins_window: 30 });
  await fail(HERE, "alice");
  await fail(HERE, "alice");
  clock.advance(30_000);
  await fail(HERE, "alice");
  await fail(HERE, "alice");
  assert.equal(throttle.refuses(HERE), false);
  throttle.begin(HERE, "alice")!.succeed();
  await fail(HERE, "alice");
  await fail(HERE, "alice");
  assert.equal(throttle.refuses(HERE), false);
  await fail(HERE, "alice");
  assert.equal(throttle.refuses(HERE), true);
});

Deno.test("LoginThrottle.begin() and a success are not delayed by failures before", async () => {
  const { clock, throttle, fail } = setUp();
  for (let i = 0; i < 4; i++) await fail(HERE, "alice");
  throttle.begin(HERE, "alice")!.succeed();
  assert.equal(clock.pending, 0);
});

Deno.test("LoginThrottle never counts whitelisted addresses, and answers them all alike", async () => {
  const { throttle, fail } = setUp({ max_attempted_logins: 3 });
  for (let i = 0; i < 10; i++) assert.equal(await fail("127.0.0.1", "alice"), 1000);
  assert.equal(throttle.refuses("127.0.0.1"), false);
  assert.equal(throttle.size, 0);
});

Deno.test("LoginThrottle.refuses() blacklisted addresses, whitelisted or not, also when it is switched off", () => {
  const lists = { ip_blacklist: ["198.51.100.0/24"], ip_whitelist: ["198.51.100.7"] };
  assert.equal(setUp(lists).throttle.refuses("198.51.100.7"), true);
  assert.equal(setUp(lists).throttle.begin("198.51.100.8", "alice"), undefined);
  assert.equal(setUp(lists).throttle.refuses(HERE), false);
  // Once, the list of an operator who counts no failures was not looked at.
  const off = setUp({ ...lists, enabled: false }).throttle;
  assert.equal(off.refuses("198.51.100.8"), true);
  assert.equal(off.begin("198.51.100.8", "alice"), undefined);
  assert.equal(off.refuses(HERE), false);
});

Deno.test("LoginThrottle that is switched off turns nobody away but still answers late", async () => {
  const { throttle, fail } = setUp({ enabled: false, max_attempted_logins: 2 });
  for (let i = 0; i < 5; i++) assert.ok(await fail(HERE, "alice") >= 1000);
  assert.equal(throttle.refuses(HERE), false);
});

Deno.test("LoginThrottle counts an IPv6 caller by his /64", () => {
  const { throttle } = setUp({ max_attempted_logins: 3 });
  for (let i = 1; i <= 3; i++) void throttle.begin(`2001:db8::${i}`, `user${i}`)!.fail(AbortSignal.abort());
  assert.equal(throttle.refuses("2001:db8::ffff"), true);
  assert.equal(throttle.refuses("2001:db8:0:1::1"), false);
});

Deno.test("LoginThrottle remembers no more than its capacity and forgets what is old", () => {
  const { clock, throttle } = setUp({}, { capacity: 50 });
  for (let i = 0; i < 1000; i++) {
    void throttle.begin(`10.0.${i >> 8}.${i & 255}`, `user${i}`)!.fail(AbortSignal.abort());
  }
  assert.equal(throttle.size, 100);
  clock.advance(86_400_000);
  void throttle.begin(HERE, "alice")!.fail(AbortSignal.abort());
  assert.equal(throttle.size, 2);
});

Deno.test("LoginThrottle that is full forgets the address that was longest quiet", async () => {
  const { fail } = setUp({}, { capacity: 2 });
  for (const [i, hostname] of [HERE, THERE, HERE, "192.0.2.3"].entries()) await fail(hostname, `user${i}`);
  assert.equal(await fail(HERE, "user7"), 2000);
  assert.equal(await fail(THERE, "user8"), 1000);
});

Deno.test("LoginThrottle stops waiting when the session ends, and leaves no timer", async () => {
  const { clock, throttle } = setUp();
  const ending = new AbortController();
  const answer = throttle.begin(HERE, "alice")!.fail(ending.signal);
  assert.equal(clock.pending, 1);
  ending.abort();
  await answer;
  assert.equal(clock.pending, 0);
});

Deno.test("LoginThrottle logs every failure in the words that programs look for, without the rest of a long handle", () => {
  const entries: LogEntry[] = [];
  const log = createLogger({ enabled: () => true, write: (entry) => void entries.push(entry) }, () => 0);
  const { throttle } = setUp({ max_attempted_logins: 2 }, { log });
  const evil = 'x" address=203.0.113.9 Failed login\r\n';
  void throttle.begin("::ffff:192.0.2.1", evil)!.fail(AbortSignal.abort());
  void throttle.begin(HERE, "y".repeat(500))!.fail(AbortSignal.abort());
  void throttle.begin("2001:db8::7", "z")!.fail(AbortSignal.abort());
  const lines = entries.map(formatPlain).map((line) => line.slice("1970-01-01T00:00:00.000Z ".length));
  assert.deepEqual(lines, [
    'WARN  auth Failed login address=192.0.2.1 handle="x\\" address=203.0.113.9 Failed login\\x0d\\x0a"',
    `WARN  auth Failed login address=192.0.2.1 handle=${"y".repeat(40)}`,
    "WARN  auth Address banned address=192.0.2.1 seconds=360 times=1",
    "WARN  auth Failed login address=2001:db8::7 handle=z",
  ]);
});

Deno.test("LoginThrottle turns an address that guesses a thousand times away as configured, and nobody else", () => {
  const { clock, throttle } = setUp({
    max_attempted_logins: 5,
    initial_ban_length: 60,
    ban_increment_length: 60,
  });
  let checked = 0;
  for (let second = 0; second < 1000; second++) {
    const attempt = throttle.begin(HERE, "alice");
    if (attempt !== undefined) {
      checked++;
      void attempt.fail(AbortSignal.abort());
    }
    const other = throttle.begin(THERE, "alice");
    assert.ok(other);
    other.succeed();
    clock.advance(1000);
  }
  // Five guesses, then 60, 120, 180, 240 seconds and so on without any.
  assert.equal(checked, 30);
});
