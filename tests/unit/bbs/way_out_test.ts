import assert from "node:assert/strict";
import { KEYS, runScript } from "../../../lib/testing.ts";
import { Goto } from "../../../lib/worker/signals.ts";
import { WayOut } from "../../../lib/bbs/way_out.ts";
import { KeyDecoder } from "../../../lib/text/keys.ts";

/** The keys as they come; the way out is told by `!`. */
function walk(keys: readonly string[], most: number = 4): string {
  const wayOut = new WayOut();
  return keys.map((text) => {
    const key = text === "ESC"
      ? { ...new KeyDecoder().push("x")[0]!, text: "", name: "escape" as const }
      : undefined;
    return wayOut.note(key ?? new KeyDecoder().push(text)[0]!, most) ? "!" : ".";
  }).join("");
}

Deno.test("WayOut leads out after four times Escape, or q between", () => {
  assert.equal(walk(["ESC", "ESC", "ESC", "ESC", "ESC"]), "...!!");
  assert.equal(walk(["ESC", "q", "ESC", "q"]), "...!");
  assert.equal(walk(["q", "ESC", "Q", "ESC"]), "...!");
  assert.equal(walk(["ESC", "ESC"], 2), ".!");
  assert.equal(walk(["ESC"], 1), "!");
  assert.equal(walk(["q", "j", "ESC"], 1), "..!");
});

Deno.test("WayOut takes q for a letter, and begins anew with every other key", () => {
  assert.equal(walk(["q", "q", "q", "q", "q"]), ".....");
  assert.equal(walk(["q", "q", "q", "q", "ESC"]), ".....");
  assert.equal(walk(["ESC", "ESC", "ESC", "j", "ESC", "ESC", "ESC"]), ".......");
  assert.equal(walk(["ESC", "ESC", "ESC", "ESC"], 0), "....");
});

Deno.test("WayOut counts a key once that was put back", () => {
  const wayOut = new WayOut();
  const key = { ...new KeyDecoder().push("x")[0]!, text: "", name: "escape" as const };
  for (let i = 0; i < 10; i++) assert.equal(wayOut.note(key, 4), false);
  // What was typed before and is read only now is nothing between.
  const typed = new KeyDecoder().push("who");
  const [escape, again] = ["\x1b[A", "\x1b[A"].map((text) => ({
    ...new KeyDecoder().push(text)[0]!,
    name: "escape" as const,
  }));
  for (const one of typed) wayOut.note(one, 3);
  for (const one of [escape!, ...typed, again!]) assert.equal(wayOut.note(one, 3), false);
  assert.equal(wayOut.note(new KeyDecoder().push("q")[0]!, 3), true);
});

Deno.test("Four Escapes leave a script, which gives back what it holds", async () => {
  const { end, calls } = await runScript(async (session) => {
    await session.subscribe("tea");
    const chair = await session.acquireLock("chair");
    try {
      for (;;) await session.readKey();
    } finally {
      await session.unsubscribe("tea");
      if (chair) await session.releaseLock("chair");
      await assert.rejects(async () => await session.publish("tea", 1), Goto);
    }
  }, { happenings: Array.from({ length: 4 }, () => KEYS.escape), answers: { acquireLock: () => true } });
  assert.deepEqual([end.type, end.type === "goto" && end.script], ["goto", "logoff"]);
  assert.deepEqual(calls.map(({ verb }) => verb).slice(-2), ["unsubscribe", "releaseLock"]);
});

Deno.test("Escapes lead nowhere while the keys are somebody else's, and are none afterwards", async () => {
  const escapes = Array.from({ length: 6 }, () => KEYS.escape);
  const { end, screen } = await runScript(async (session) => {
    const taken = session.passThrough();
    for (let i = 0; i < 6; i++) await session.readKey();
    await session.echo("still here");
    taken[Symbol.dispose]();
    taken[Symbol.dispose]();
    for (let i = 0; i < 4; i++) await session.readKey();
  }, { happenings: [...escapes, ...escapes] });
  assert.match(screen.text, /still here/);
  assert.deepEqual([end.type, end.type === "goto" && end.script], ["goto", "logoff"]);
});
