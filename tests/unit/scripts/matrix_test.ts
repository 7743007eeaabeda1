import assert from "node:assert/strict";
import matrix from "../../../scripts/matrix.ts";
import type { CallOf, Verb } from "../../../lib/wire/calls.ts";
import { ALICE, type FakeOptions, FakeSession } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";

function host(call: CallOf<Verb>): unknown {
  if (call.verb === "authenticate") return call.password === "right" ? ALICE : undefined;
  if (call.verb === "enterAsGuest") return { ...ALICE, handle: "anonymous", guest: true };
  return undefined;
}

async function run(options: FakeOptions) {
  // One picture of several, so that the screen is the same each time.
  const settings = {
    ...options.settings,
    matrix: { art_file: "art/matrix.ans", ...options.settings?.["matrix"] },
  };
  using session = new FakeSession({ host, ...options, settings });
  const end = await session.run(matrix);
  return { end, screen: await session.screen(), session };
}

const SIZES = [[80, 24], [132, 50], [40, 24], [40, 12], [20, 6]] as const;
for (const [columns, rows] of SIZES) {
  Deno.test(`matrix paints its first screen in ${columns}x${rows} without asking the host`, async () => {
    const { screen, session } = await run({ columns, rows, happenings: [] });
    assert.deepEqual([session.calls, session.activities], [[], []]);
    assert.match(screen.split("\n").at(-1)!, /login:$/);
    await assertScreen(`matrix_${columns}x${rows}`, screen);
  });
}

Deno.test("matrix looks the same to callers with CP437, and has a screen for 80x25", async () => {
  const { screen } = await run({ encoding: "cp437", terminal: "syncterm", happenings: [] });
  await assertScreen("matrix_80x24", screen);
  const narrow = await run({ encoding: "cp437", columns: 40, happenings: [] });
  await assertScreen("matrix_40x24", narrow.screen);
  await assertScreen("matrix_80x25", (await run({ rows: 25, happenings: [] })).screen);
});

Deno.test("matrix chooses one picture by chance, and keeps it while it is shown", async () => {
  const art_file = "art/matrix*.ans";
  const seen = new Set<string>();
  for (let i = 0; i < 400 && seen.size < 4; i++) {
    const { screen } = await run({ settings: { matrix: { art_file } }, happenings: [] });
    seen.add(screen);
  }
  assert.equal(seen.size, 4);
  const { screen, session } = await run({
    settings: { matrix: { art_file } },
    happenings: ["x", { columns: 80, rows: 25 }, { columns: 80, rows: 24 }],
  });
  assert.ok(session.output.length > 0);
  assert.ok(seen.has(screen.replace(/x$/, "").trimEnd()), screen);
});

Deno.test("matrix draws no picture where the sysop wants none", async () => {
  const { screen } = await run({ settings: { matrix: { art_file: "" } }, happenings: [] });
  assert.doesNotMatch(screen, /[▀▄█]/);
  assert.match(screen, /login:$/);
});

Deno.test("matrix runs the script for lost passwords only where enable_pwreset says so", async () => {
  const open = await run({ settings: { matrix: { enable_pwreset: "yes" } }, happenings: ["Reset\r"] });
  assert.deepEqual(open.session.gosubs, ["pwreset"]);
  assert.match(open.session.output, /for a lost password/);
  const closed = await run({ happenings: ["reset\r"] });
  assert.deepEqual(closed.session.gosubs, []);
  assert.match(closed.screen, /login: reset/);
  assert.doesNotMatch(closed.session.output, /for a lost password/);
});

Deno.test("matrix runs charset as often as the caller likes, which is no try to log in", async () => {
  const happenings = [...Array.from({ length: 9 }, () => "charset\r"), "alice\rright\r"];
  const { session, end } = await run({ happenings });
  assert.deepEqual(session.gosubs, Array.from({ length: 9 }, () => "charset"));
  assert.equal(end.type, "goto");
});

Deno.test("matrix tells that the board is busy, and lets the caller try again", async () => {
  const busy = Object.assign(new Error("Cannot check password: too many wait"), { name: "BusyError" });
  const { screen } = await run({ happenings: ["alice\rright\r"], host: () => Promise.reject(busy) });
  assert.match(screen, /very busy/);
});

Deno.test("matrix keeps the window's title and brings it back, and leaves terminals without one alone", async () => {
  const { session } = await run({ happenings: ["bye\r"] });
  // deno-lint-ignore no-control-regex
  assert.match(session.output, /\x1b\[22;0t[^]*\x1b\][02];x84[^]*\x1b\[23;0t/);
  const bbs = await run({ terminal: "syncterm", encoding: "cp437", happenings: ["bye\r"] });
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(bbs.session.output, /\x1b\]|\x1b\[2[23];0t/);
});

Deno.test("matrix goes to the top script with the right password, and hides it", async () => {
  const { end, session } = await run({ happenings: ["alice\r", "right\r"] });
  assert.deepEqual(end, { type: "goto", script: "top", args: [] });
  assert.doesNotMatch(session.output, /right/);
});

Deno.test("matrix sends a caller away after max_login_attempts, in its old spelling too", async () => {
  for (const key of ["max_login_attempts", "max_login_attemps"]) {
    const happenings = Array.from({ length: 9 }, () => "alice\rwrong\r");
    const { end, session } = await run({ happenings, settings: { matrix: { [key]: "2" } } });
    assert.deepEqual(end, { type: "disconnected", reason: "too many logins" });
    assert.equal(session.calls.length, 2);
  }
});

Deno.test("matrix gives five rounds, blank ones counted, when nothing is said", async () => {
  const { end, session } = await run({ happenings: ["\r\r\r\r", "alice\rwrong\r", "alice\rright\r"] });
  assert.equal(end.type, "disconnected");
  assert.equal(session.calls.length, 1);
});

Deno.test("matrix hangs up for bye and runs the application for new, whatever their capitals", async () => {
  assert.equal((await run({ happenings: ["BYE\r"] })).end.type, "returned");
  const { session } = await run({ happenings: ["New\r"] });
  assert.deepEqual(session.gosubs, ["nua"]);
});

Deno.test("matrix takes new for a handle where nobody may apply", async () => {
  const { session } = await run({ happenings: ["new\r"], settings: { nua: { allow_apply: "no" } } });
  assert.deepEqual(session.gosubs, []);
  assert.doesNotMatch(session.output, /opens an account/);
});

Deno.test("matrix lets guests in only where enable_anonymous says so", async () => {
  const settings = { matrix: { enable_anonymous: "yes" } };
  const { end } = await run({ happenings: ["anonymous\r"], settings });
  assert.deepEqual(end, { type: "goto", script: "top", args: [] });
  const closed = await run({ happenings: ["anonymous\r", "\x1b"] });
  assert.deepEqual(closed.session.calls, []);
});

Deno.test("matrix shows the client's USER as a suggestion, fit for the eye, and does not fill it in", async () => {
  const { screen, end } = await run({ environment: { USER: "jd\x1b[2Joe" }, happenings: ["\r"] });
  assert.doesNotMatch(screen, /login: jdoe/);
  assert.equal(end.type, "hung up");
  const first = await run({ environment: { USER: "jd\x1b[2Joe" }, happenings: [] });
  assert.match(first.screen, /Your client says that you are jdoe/);
});

Deno.test("matrix paints again when the screen gets another size, keeping what was typed", async () => {
  const { screen } = await run({ happenings: ["ali", { columns: 40, rows: 20 }] });
  assert.match(screen, /login: ali$/);
  assert.ok(screen.split("\n").every((line) => line.length < 40));
});
