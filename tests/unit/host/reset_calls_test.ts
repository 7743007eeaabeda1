import assert from "node:assert/strict";
import { NotPermittedError } from "../../../lib/base/errors.ts";
import { answerCall } from "../../../lib/host/call_table.ts";
import type { Mail } from "../../../lib/host/mailer.ts";
import { SessionHost } from "../../../lib/host/session_host.ts";
import type { Answers, CallOf, Verb } from "../../../lib/wire/calls.ts";
import { FakeCaller } from "../../fakes/fake_caller.ts";
import { HandPool } from "../../fakes/hand_worker.ts";
import { makeBoard, PASSWORD } from "../../fakes/test_board.ts";
import { until } from "../../fakes/until.ts";

const NEW = "battery staple";
const ALICE = { handle: "alice", password: PASSWORD, location: "", email: "alice@example.org" };

/** A board that mails into a list, and a caller who has not logged in. */
async function setUp() {
  const mails: Mail[] = [];
  const sendMail = (mail: Mail) => Promise.resolve(void mails.push(mail));
  const { board, entries } = makeBoard(new HandPool().asPool, { matrix: { enable_pwreset: true }, sendMail });
  await board.accounts.create(ALICE);
  const caller = new FakeCaller();
  const { sessionId, profile } = caller;
  const seat = board.registry.open({ sessionId, kind: profile.kind, hostname: profile.address.hostname });
  const host = new SessionHost(board, caller, seat);
  board.sessions.set(sessionId, host);
  const call = <V extends Verb>(asked: CallOf<V>) =>
    answerCall(board, host, asked as CallOf<Verb>) as Promise<Answers[V]>;
  return { board, call, caller, entries, host, mails };
}

Deno.test("A caller who has not logged in gets a code by mail and sets a new password with it", async () => {
  const { board, call, host, mails } = await setUp();
  assert.equal(await call({ verb: "requestReset", handle: "alice", email: "alice@example.org" }), "taken");
  const code = /The code is: (\S+)/.exec(mails[0]!.text)![1]!;
  assert.equal(await call({ verb: "checkReset", handle: "alice", code }), true);
  const changed = await call({ verb: "resetPassword", handle: "alice", code, password: NEW });
  assert.deepEqual(changed, { outcome: "changed" });
  assert.notEqual(await board.accounts.authenticate("alice", NEW), undefined);
  assert.equal(host.user, undefined);
  host.end("hung up");
});

Deno.test("A wrong code counts against its address like a wrong password, until it is turned away", async () => {
  const { board, call, caller, entries, host } = await setUp();
  const hostname = caller.profile.address.hostname;
  for (let i = 0; i < 10; i++) {
    assert.equal(await call({ verb: "checkReset", handle: "alice", code: "AAAAA-AAAAA" }), false);
  }
  assert.ok(board.throttle.refuses(hostname));
  assert.ok(entries.some((entry) => entry.message === "Wrong code for a new password"));
  const late = { verb: "resetPassword", handle: "alice", code: "x", password: NEW } as const;
  assert.deepEqual(await call(late), { outcome: "refused" });
  await until("the session ends", () => host.signal.aborted);
});

Deno.test("A caller guesses one code at a time, and none while his password is being checked", async () => {
  const { call, host } = await setUp();
  const guess = { verb: "checkReset", handle: "alice", code: "AAAAA-AAAAA" } as const;
  const guesses = await Promise.allSettled([call(guess), call(guess)]);
  assert.deepEqual(guesses.map(({ status }) => status), ["fulfilled", "rejected"]);
  host.loggingIn = true;
  await assert.rejects(call(guess), NotPermittedError);
  host.end("hung up");
});

Deno.test("Whoever is logged in cannot reset a password", async () => {
  const { board, call, host } = await setUp();
  host.login((await board.accounts.find("alice"))!);
  for (
    const asked of [
      { verb: "requestReset", handle: "alice", email: "alice@example.org" },
      { verb: "checkReset", handle: "alice", code: "x" },
      { verb: "resetPassword", handle: "alice", code: "x", password: NEW },
    ] as const
  ) {
    await assert.rejects(call(asked as CallOf<Verb>), NotPermittedError);
  }
  host.end("hung up");
});
