import assert from "node:assert/strict";
import type { SectionValues } from "../../../lib/base/setting.ts";
import { AccountRules, nuaSection } from "../../../lib/host/account_rules.ts";
import type { Application } from "../../../lib/wire/users.ts";

type Settings = SectionValues<typeof nuaSection>;
const WORDS = { newcmds: ["new"], byecmds: ["bye", "exit"], anoncmds: ["anonymous"] };

function rules(changes: Partial<Settings> = {}): AccountRules {
  const keys = Object.entries(nuaSection.keys).map(([name, key]) => [name, key.default]);
  return new AccountRules({ ...Object.fromEntries(keys), ...changes } as Settings, WORDS);
}

const GOOD: Application = {
  handle: "Alice",
  password: "correct horse",
  location: "Oz",
  email: "a@example.org",
};

Deno.test("AccountRules.application() passes a good application on, cleaned", () => {
  const verdict = rules().application({ ...GOOD, location: "  \x1b[31mO|07z\r\n ", email: " " });
  assert.deepEqual(verdict, {
    ok: true,
    canonical: "alice",
    application: { ...GOOD, location: "Oz", email: "" },
  });
});

Deno.test("AccountRules.application() names the field that is wrong", () => {
  const wrong: [keyof Application, string][] = [
    ["handle", "a"],
    ["location", "x".repeat(25)],
    ["email", "nobody"],
    ["password", "short"],
  ];
  for (const [field, text] of wrong) {
    const verdict = rules().application({ ...GOOD, [field]: text });
    assert.ok(!verdict.ok);
    assert.equal(verdict.fault.field, field);
    assert.match(verdict.fault.message, /^Please /);
  }
});

Deno.test("AccountRules.handle() refuses names of the login prompt and of power, in any spelling", () => {
  for (
    const handle of [
      "new",
      "BYE",
      "Exit",
      "anonymous",
      "Anonymous",
      "sysop",
      "SysOp",
      "sys0p",
      "root",
      "guest",
    ]
  ) {
    assert.equal(rules().handle(handle).ok, false, handle);
  }
  assert.equal(rules().handle("Newton").ok, true);
});

Deno.test("AccountRules.handle() refuses what could be mistaken, hidden or harmful (battery 45)", () => {
  const wide = rules({ handle_validation: ".*", max_user: 30 });
  const wrong = [
    "..",
    "a/b",
    "a\\b",
    "-fx",
    " alice",
    "alice ",
    "al\u200bice",
    "alice\u202e",
    "",
    "CON",
    "\uff41lice",
  ];
  for (const handle of [...wrong, "x".repeat(300)]) {
    assert.equal(wide.handle(handle).ok, false, JSON.stringify(handle));
  }
});

Deno.test("AccountRules.handle() wants the whole handle to match the pattern", () => {
  const verdict = (handle: string) => rules({ handle_validation: "[a-z]+" }).handle(handle).ok;
  assert.equal(verdict("alice"), true);
  assert.equal(verdict("alice9"), false);
});

Deno.test("AccountRules.password() bounds the length, and never above what is hashed", () => {
  const { password } = bound(rules({ min_pass: 4, max_pass: 16 }));
  assert.deepEqual(["abc", "abcd", "x".repeat(16), "x".repeat(17)].map(password), [false, true, true, false]);
  const most = bound(rules({ max_pass: 1000 }));
  assert.deepEqual(["x".repeat(128), "x".repeat(129)].map(most.password), [true, false]);
});

Deno.test("AccountRules.password() refuses the own name, controls and half characters", () => {
  const { password } = bound(rules({ min_pass: 4 }));
  for (const wrong of ["ALICE", "abcd\0", "abcd\x1b[A", "abcd\ud800"]) assert.equal(password(wrong), false);
  assert.equal(password("påss wörd ☃"), true);
});

Deno.test("AccountRules take no location and no e-mail address where the board wants none", () => {
  const none = rules({ max_location: 0, max_email: 0 });
  assert.deepEqual(none.location(" "), { ok: true, text: "" });
  assert.equal(none.location("Oz").ok, false);
  assert.equal(none.email("a@example.org").ok, false);
});

Deno.test("nuaSection: every default is what its own type reads back", () => {
  for (const [name, { type, default: value }] of Object.entries(nuaSection.keys)) {
    assert.deepEqual(
      (type as { parse(text: string): unknown }).parse(type.format(value as never)),
      { value },
      name,
    );
  }
});

function bound(of: AccountRules) {
  return { password: (text: string) => of.password(text, "alice").ok };
}
