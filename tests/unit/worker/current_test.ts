import assert from "node:assert/strict";
import { currentSession, withSession } from "../../../lib/worker/current.ts";

Deno.test("currentSession() answers with nothing outside of scripts", () => {
  assert.equal(currentSession(), undefined);
  withSession("alice", () => {});
  assert.equal(currentSession(), undefined);
});

Deno.test("currentSession() keeps sessions apart across awaits, timers and events", async () => {
  const gate = Promise.withResolvers<void>();
  const script = async () => {
    const seen = [currentSession()];
    await gate.promise;
    seen.push(currentSession());
    await new Promise<void>((resolve) =>
      setTimeout(() => {
        seen.push(currentSession());
        resolve();
      }, 0)
    );
    queueMicrotask(() => seen.push(currentSession()));
    await Promise.resolve();
    return seen;
  };
  const both = [withSession("alice", script), withSession("bob", script)];
  gate.resolve();
  assert.deepEqual(await Promise.all(both), [Array(4).fill("alice"), Array(4).fill("bob")]);
});

Deno.test("withSession() answers the value, lets errors through, and can be nested", () => {
  const seen = withSession("outer", () => [
    withSession("inner", () => currentSession()),
    currentSession(),
  ]);
  assert.deepEqual(seen, ["inner", "outer"]);
  assert.throws(() => withSession("x", () => JSON.parse("{")), SyntaxError);
  assert.equal(currentSession(), undefined);
});
