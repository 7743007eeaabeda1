import assert from "node:assert/strict";
import { echo, getSession, goto } from "../../../lib/bbs/script.ts";
import { withSession } from "../../../lib/worker/current.ts";

Deno.test("getSession() throws outside of a script", () => {
  assert.throws(() => getSession(), { message: "Cannot use the session: no script is running here" });
  assert.throws(() => echo("x"), Error);
  assert.throws(() => goto("main"), Error);
});

Deno.test("getSession() takes nothing for a session that is none", () => {
  assert.throws(() => withSession({ echo() {} }, () => getSession()), Error);
});
