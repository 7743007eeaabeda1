import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { CallPace } from "../../../lib/host/call_pace.ts";
import { fail2banSection } from "../../../lib/host/login_throttle.ts";
import { valuesOf } from "../../fakes/test_board.ts";

function setUp(most: number, seconds: number, more: { enabled?: boolean; ip_whitelist?: string[] } = {}) {
  const clock = new FakeClock(1000);
  const settings = valuesOf(fail2banSection, {
    max_connections: most,
    max_connections_window: seconds,
    ...more,
  });
  const pace = new CallPace(settings, clock);
  const taken = (hostname: string, times: number) =>
    Array.from({ length: times }, () => pace.exceeds(hostname)).filter((exceeds) => !exceeds).length;
  return { clock, settings, pace, taken };
}

Deno.test("CallPace.exceeds() takes exactly as many calls within the window as there may be", () => {
  const { clock, taken } = setUp(3, 10);
  assert.equal(taken("192.0.2.1", 50), 3);
  assert.equal(taken("192.0.2.2", 1), 1);
  clock.advance(9_999);
  assert.equal(taken("192.0.2.1", 50), 0);
  clock.advance(1);
  assert.equal(taken("192.0.2.1", 50), 3);
});

Deno.test("CallPace.exceeds() counts IPv6 by the /64", () => {
  const { taken } = setUp(2, 10);
  assert.equal(taken("2001:db8::1", 1) + taken("2001:db8::2", 1) + taken("2001:db8::3", 1), 2);
  assert.equal(taken("2001:db8:0:1::1", 1), 1);
});

Deno.test("CallPace.exceeds() lets everybody pass who is whitelisted, or when it is switched off", () => {
  assert.equal(setUp(1, 10, { ip_whitelist: ["192.0.2.0/24"] }).taken("192.0.2.1", 20), 20);
  assert.equal(setUp(1, 10, { enabled: false }).taken("192.0.2.1", 20), 20);
  assert.equal(setUp(0, 10).taken("192.0.2.1", 20), 20);
});

Deno.test("CallPace.configure() counts on with another limit", () => {
  const { settings, pace, taken } = setUp(2, 10);
  assert.equal(taken("192.0.2.1", 5), 2);
  pace.configure({ ...settings, max_connections: 3 });
  assert.equal(taken("192.0.2.1", 5), 1);
});
