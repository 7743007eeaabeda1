import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import type { LogEntry } from "../../../lib/log/entry.ts";
import { createLogger } from "../../../lib/log/logger.ts";
import { AccountRules, nuaSection } from "../../../lib/host/account_rules.ts";
import { Accounts } from "../../../lib/host/accounts.ts";
import { type Mail, mailSection } from "../../../lib/host/mailer.ts";
import { PasswordHasher } from "../../../lib/host/password_hash.ts";
import {
  MAX_TRIES,
  PasswordResets,
  pwresetSection,
  type ResetSettings,
} from "../../../lib/host/password_reset.ts";
import { matrixSection } from "../../../lib/host/settings.ts";
import { MemoryKvStore } from "../../../lib/store/memory_kv_store.ts";
import { valuesOf } from "../../fakes/test_board.ts";
import { settle } from "../../fakes/until.ts";

const OLD = "correct horse";
const NEW = "battery staple";

interface Changes {
  readonly enabled?: boolean;
  readonly pwreset?: Partial<ResetSettings["pwreset"]>;
  readonly send?: (mail: Mail) => Promise<void>;
}

async function setUp({ enabled = true, pwreset = {}, send }: Changes = {}) {
  const clock = new FakeClock(1000);
  const entries: LogEntry[] = [];
  const mails: Mail[] = [];
  const store = new MemoryKvStore();
  const accounts = new Accounts({
    store,
    hasher: new PasswordHasher({ cost: { logN: 1, r: 1, p: 1 } }),
    clock,
    rules: new AccountRules(valuesOf(nuaSection), valuesOf(matrixSection)),
    forget: () => Promise.resolve(),
  });
  for (const handle of ["Alice", "Bob"]) {
    await accounts.create({
      handle,
      password: OLD,
      location: "",
      email: handle === "Bob" ? "" : `${handle}@Example.org`,
    });
  }
  let seed = 0;
  const resets = new PasswordResets({
    accounts,
    clock,
    log: createLogger({ enabled: () => true, write: (entry) => entries.push(entry) }, () => 0),
    send: async (mail) => {
      mails.push(mail);
      await send?.(mail);
    },
    settings: () => ({
      enabled,
      bbsname: "Night\x1b[2J Owl",
      pwreset: valuesOf(pwresetSection, pwreset),
      mail: valuesOf(mailSection),
    }),
    random: (size) => Uint8Array.from({ length: size }, () => (seed = (seed * 13 + 7) & 255)),
  });
  /** Asks, and lets the time go by after which answers come. */
  const ask = async (handle: string, email: string, from = "192.0.2.1") => {
    const answer = resets.request(from, handle, email);
    await settle();
    clock.advance(1500);
    return await answer;
  };
  const code = () => /The code is: (\S+)/.exec(mails.at(-1)!.text)![1]!;
  return { accounts, clock, resets, mails, entries, ask, code };
}

Deno.test("PasswordResets mails a code to the address of the account, good for one new password", async () => {
  const { accounts, resets, mails, ask, code } = await setUp();
  assert.equal(await ask("ALICE", " alice@EXAMPLE.org "), "taken");
  assert.equal(mails.length, 1);
  const { to, subject, text, fromName } = mails[0]!;
  assert.equal(to, "Alice@Example.org");
  assert.equal(fromName, "Night Owl");
  assert.match(subject, /^Night Owl: /);
  assert.match(text, /"Alice"/);
  assert.match(text, /15 minutes/);
  assert.equal(resets.check("alice", code()), true);
  assert.deepEqual(await resets.change("alice", code(), NEW), { outcome: "changed" });
  assert.notEqual(await accounts.authenticate("alice", NEW), undefined);
  assert.equal(await accounts.authenticate("alice", OLD), undefined);
  assert.deepEqual(await resets.change("alice", code(), OLD), { outcome: "refused" });
  assert.equal(resets.size, 0);
});

Deno.test("PasswordResets takes a code in any case, without its dash, with O for 0 and I for 1", async () => {
  const { resets, ask, code } = await setUp();
  await ask("alice", "alice@example.org");
  const typed = code().toLowerCase().replace("-", " ").replaceAll("0", "o").replaceAll("1", "i");
  assert.equal(resets.check("alice", typed), true);
});

Deno.test("PasswordResets answers the same, after the same time, whether or not there is such an account", async () => {
  const { clock, resets, mails } = await setUp();
  const answers: string[] = [];
  const cases = [
    ["alice", "alice@example.org"],
    ["alice", "eve@example.org"],
    ["bob", ""],
    ["nobody", "x@y"],
    ["", ""],
  ];
  for (const [i, [handle, email]] of cases.entries()) {
    resets.request(`192.0.2.${i}`, handle!, email!).then((answer) => answers.push(answer));
  }
  await settle();
  clock.advance(1499);
  await settle();
  assert.deepEqual(answers, []);
  clock.advance(1);
  await settle();
  assert.deepEqual(answers, cases.map(() => "taken"));
  assert.equal(mails.length, 1);
  assert.equal(resets.size, 1);
});

Deno.test("PasswordResets does not wait for the mail, and tells only the log that it failed", async () => {
  const { ask, entries } = await setUp({ send: () => Promise.reject(new Error("550 no such box")) });
  assert.equal(await ask("alice", "alice@example.org"), "taken");
  const failed = entries.find((entry) => entry.message === "Cannot send mail")!;
  assert.equal(failed.level, "error");
  assert.match(String(failed.properties?.["error"]), /no such box/);
});

Deno.test("PasswordResets never writes a code into the log", async () => {
  const { ask, code, entries, resets } = await setUp();
  await ask("alice", "alice@example.org");
  resets.check("alice", "wrong");
  await resets.change("alice", code(), NEW);
  const log = JSON.stringify(entries);
  assert.ok(!log.includes(code()) && !log.includes(code().replace("-", "")) && !log.includes(NEW));
});

Deno.test("PasswordResets gives a code up after five wrong tries", async () => {
  const { resets, ask, code } = await setUp();
  await ask("alice", "alice@example.org");
  for (let i = 1; i < MAX_TRIES; i++) assert.equal(resets.check("alice", "AAAAA-AAAAA"), false);
  assert.equal(resets.check("alice", code()), true);
  assert.equal(resets.check("alice", "AAAAA-AAAAA"), false);
  assert.equal(resets.check("alice", code()), false);
  assert.deepEqual(await resets.change("alice", code(), NEW), { outcome: "refused" });
});

Deno.test("PasswordResets gives a code up when its time is over", async () => {
  const { resets, ask, clock, code } = await setUp({ pwreset: { code_lifetime: 60 } });
  await ask("alice", "alice@example.org");
  clock.advance(58_000);
  assert.equal(resets.check("alice", code()), true);
  clock.advance(2000);
  assert.equal(resets.check("alice", code()), false);
  assert.equal(resets.size, 0);
});

Deno.test("PasswordResets lets a newer code take the place of an older one, each for its own account", async () => {
  const { resets, ask, code } = await setUp();
  await ask("alice", "alice@example.org");
  const first = code();
  await ask("alice", "alice@example.org");
  assert.equal(resets.check("alice", first), false);
  assert.equal(resets.check("bob", code()), false);
  assert.equal(resets.check("alice", code()), true);
});

Deno.test("PasswordResets tells what is wrong with a password and lets the caller choose another", async () => {
  const { resets, ask, code } = await setUp();
  await ask("alice", "alice@example.org");
  const short = await resets.change("alice", code(), "short");
  assert.deepEqual(short, { outcome: "fault", message: "Please choose a password of at least 8 characters" });
  assert.equal((await resets.change("alice", code(), "alice")).outcome, "fault");
  assert.equal((await resets.change("alice", code(), NEW)).outcome, "changed");
});

Deno.test("PasswordResets gives an account that was made anew under the name to nobody", async () => {
  const { accounts, clock, resets, ask, code } = await setUp();
  await ask("alice", "alice@example.org");
  await accounts.delete("alice");
  clock.advance(1000);
  await accounts.create({ handle: "alice", password: OLD, location: "", email: "" });
  assert.deepEqual(await resets.change("alice", code(), NEW), { outcome: "refused" });
  assert.notEqual(await accounts.authenticate("alice", OLD), undefined);
});

Deno.test("PasswordResets answers an address no more often than max_per_address in an hour", async () => {
  const { ask, clock, mails } = await setUp({ pwreset: { max_per_address: 2, max_per_account: 100 } });
  const answers: string[] = [];
  for (let i = 0; i < 3; i++) answers.push(await ask("alice", "alice@example.org"));
  assert.deepEqual(answers, ["taken", "taken", "busy"]);
  assert.equal(await ask("nobody", "x@y", "2001:db8::1"), "taken");
  assert.equal(mails.length, 2);
  clock.advance(3_600_000);
  assert.equal(await ask("alice", "alice@example.org"), "taken");
});

Deno.test("PasswordResets mails an account no more often than max_per_account in an hour, and answers as ever", async () => {
  const { ask, mails } = await setUp({ pwreset: { max_per_account: 2 } });
  for (let i = 0; i < 4; i++) assert.equal(await ask("alice", "alice@example.org", `192.0.2.${i}`), "taken");
  assert.equal(mails.length, 2);
});

Deno.test("PasswordResets counts only mails against an account: who guesses at its address keeps nobody out", async () => {
  const { ask, mails } = await setUp({ pwreset: { max_per_account: 1 } });
  for (let i = 0; i < 4; i++) await ask("alice", "wrong@example.org", `192.0.2.${i}`);
  await ask("alice", "alice@example.org", "192.0.2.9");
  assert.equal(mails.length, 1);
});

Deno.test("PasswordResets sends few mails at a time, and drops what is more", async () => {
  const gate = Promise.withResolvers<void>();
  const { ask, mails, entries } = await setUp({
    pwreset: { max_per_account: 100 },
    send: () => gate.promise,
  });
  for (let i = 0; i < 10; i++) assert.equal(await ask("alice", "alice@example.org", `192.0.2.${i}`), "taken");
  assert.equal(mails.length, 8);
  assert.ok(entries.some((entry) => /too many mails/.test(entry.message)));
  gate.resolve();
  await settle();
  await ask("alice", "alice@example.org", "192.0.2.99");
  assert.equal(mails.length, 9);
});

Deno.test("PasswordResets does nothing where enable_pwreset is off", async () => {
  const { ask, mails, resets } = await setUp({ enabled: false });
  assert.equal(await ask("alice", "alice@example.org"), "closed");
  assert.equal(mails.length, 0);
  assert.deepEqual(await resets.change("alice", "x", NEW), { outcome: "refused" });
});

Deno.test("PasswordResets answers at once when the session ends", async () => {
  const { resets } = await setUp();
  const abort = new AbortController();
  const answer = resets.request("192.0.2.1", "alice", "alice@example.org", abort.signal);
  await settle();
  abort.abort();
  assert.equal(await answer, "taken");
});
