import assert from "node:assert/strict";
import pwreset from "../../../scripts/pwreset.ts";
import type { CallOf, Verb } from "../../../lib/wire/calls.ts";
import { type FakeOptions, FakeSession } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";

const CODE = "ABCDE-12345";

/** A host that knows one code and wants passwords without "weak" in them. */
function host(call: CallOf<Verb>): unknown {
  if (call.verb === "requestReset") return "taken";
  if (call.verb === "checkReset") return call.code === CODE;
  if (call.verb !== "resetPassword") return undefined;
  if (call.code !== CODE) return { outcome: "refused" };
  return call.password.includes("weak")
    ? { outcome: "fault", message: "Please choose another" }
    : { outcome: "changed" };
}

async function run(options: FakeOptions) {
  const settings = { pwreset: { art_file: "art/pwreset.ans" }, ...options.settings };
  using session = new FakeSession({ host, ...options, settings });
  const end = await session.run(pwreset);
  return { end, session, screen: await session.screen() };
}

const ASKED = ["alice\r", "alice@example.org\r", "y"];

for (const encoding of ["utf8", "cp437"]) {
  for (const [columns, rows] of [[80, 24], [80, 25], [132, 50], [40, 24], [40, 12]] as const) {
    Deno.test(`pwreset asks in ${columns}x${rows} for ${encoding}`, async () => {
      const first = await run({ columns, rows, encoding, happenings: ["al"] });
      await assertScreen(`pwreset_${columns}x${rows}`, first.screen);
      const code = await run({ columns, rows, encoding, happenings: [...ASKED] });
      await assertScreen(`pwreset_code_${columns}x${rows}`, code.screen);
    });
  }
}

Deno.test("pwreset asks for a code, takes it, and sets the password that the caller chooses", async () => {
  const { end, session, screen } = await run({
    happenings: [...ASKED, `${CODE}\r`, "a new secret\r", "a new secret\r"],
  });
  assert.deepEqual(end, { type: "returned", value: true });
  assert.match(screen, /Your password is changed/);
  assert.deepEqual(session.calls.map((call) => call.verb), ["requestReset", "checkReset", "resetPassword"]);
  assert.doesNotMatch(session.output, /a new secret/);
});

Deno.test("pwreset says the same whether or not there is such an account", async () => {
  const known = await run({ happenings: ASKED });
  const unknown = await run({ happenings: ["nobody\r", "no@where.example\r", "y"] });
  assert.equal(unknown.screen.replace("nobody", "alice "), known.screen.replace(/alice$/m, "alice "));
});

Deno.test("pwreset gives five tries at the code", async () => {
  const wrong = Array.from({ length: 9 }, () => "nonsense\r");
  const { end, session, screen } = await run({ happenings: [...ASKED, ...wrong] });
  assert.deepEqual(end, { type: "returned", value: false });
  assert.equal(session.calls.filter((call) => call.verb === "checkReset").length, 5);
  assert.match(screen, /Too many tries/);
});

Deno.test("pwreset asks again for a password that is short, typed differently, or refused by the host", async () => {
  const short = await run({ happenings: [...ASKED, `${CODE}\r`, "short\r"] });
  assert.match(short.screen, /at least 8 characters/);
  const other = await run({ happenings: [...ASKED, `${CODE}\r`, "long enough\r", "something else\r"] });
  assert.match(other.screen, /not the same/);
  const weak = await run({ happenings: [...ASKED, `${CODE}\r`, "weak password\r", "weak password\r"] });
  assert.match(weak.screen, /Please choose another\./);
});

Deno.test("pwreset ends when the code has become worthless meanwhile", async () => {
  const late = (call: CallOf<Verb>) => call.verb === "resetPassword" ? { outcome: "refused" } : host(call);
  const { end, screen } = await run({
    host: late,
    happenings: [...ASKED, `${CODE}\r`, "a new secret\r", "a new secret\r"],
  });
  assert.deepEqual(end, { type: "returned", value: false });
  assert.match(screen, /not good any more/);
});

Deno.test("pwreset leaves for a blank line and for Escape, after the code was sent only when that is meant", async () => {
  for (
    const happenings of [["\r"], ["\x1b"], ["alice\r", "\r"], ["alice\r", "\x1b"], [...ASKED, "\x1b", "y"]]
  ) {
    assert.deepEqual((await run({ happenings })).end, { type: "returned", value: false }, happenings.join());
  }
  const stays = await run({ happenings: [...ASKED, "\x1b", "n", CODE] });
  assert.match(stays.screen, /> Code \.+ ABCDE-12345/);
});

Deno.test("pwreset lets the caller correct name and address before anything is sent", async () => {
  const { session } = await run({ happenings: ["alicf\r", "a@b.example\r", "n", "\b\b\b\b\bbob\r"] });
  assert.deepEqual(session.calls, []);
});

Deno.test("pwreset tells who asks too often, and where nothing is mailed", async () => {
  for (const [answer, told] of [["busy", /Too many codes/], ["closed", /No codes are mailed/]] as const) {
    const { end, screen } = await run({ host: () => answer, happenings: ASKED });
    assert.match(screen, told);
    assert.deepEqual(end, { type: "returned", value: false });
  }
});

Deno.test("pwreset paints again when the screen gets another size", async () => {
  const { screen } = await run({ happenings: ["al", { columns: 40, rows: 20 }, "ice"] });
  assert.match(screen, /> Name \.+ alice/);
  assert.ok(screen.split("\n").every((line) => line.length < 40));
});
