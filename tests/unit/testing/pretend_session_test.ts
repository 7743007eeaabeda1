import assert from "node:assert/strict";
import { getSession, readLine, type Session } from "../../../mod.ts";
import { KEYS, runScript } from "../../../lib/testing/run_script.ts";

async function readKeys(session: Session): Promise<(string | undefined)[]> {
  const names: (string | undefined)[] = [];
  for (;;) {
    const key = await session.readKey();
    if (key?.text === ".") return names;
    names.push(key?.name ?? key?.text);
  }
}

Deno.test("PretendSession decodes keys as a real session does, and Escape without a clock", async () => {
  const happenings = [KEYS.up + KEYS.escape, "a", KEYS.pageDown, KEYS.f1, "é", "."];
  const { end } = await runScript(readKeys, { happenings });
  assert.deepEqual(end, { type: "returned", value: ["up", "escape", "a", "pagedown", "f1", "é"] });
});

Deno.test("PretendSession says again behind a door that nothing more will be typed", async () => {
  const { end } = await runScript(async (session: Session) => {
    await session.nextEvent({ inputEnd: true });
    await session.openDoor("chess", {}).catch(() => {});
    return [await session.nextEvent({ inputEnd: true }), session.inputEnded];
  }, { happenings: [{ inputEnd: true }] });
  assert.deepEqual(end, { type: "returned", value: [undefined, true] });
});

Deno.test("PretendSession types what the encoding has", async () => {
  const { end } = await runScript(readKeys, { encoding: "cp437", happenings: ["é日", "."] });
  assert.deepEqual(end, { type: "returned", value: ["é", "?", "?"] });
});

Deno.test("PretendSession hangs up when the script waits after the last happening", async () => {
  let cleaned = false;
  const { end, screen } = await runScript(async (session) => {
    await session.echo("before");
    try {
      await session.readKey();
      await session.echo("after");
    } finally {
      cleaned = true;
    }
  });
  assert.deepEqual([end, screen.text, cleaned], [{ type: "hung up" }, "before", true]);
});

Deno.test("PretendSession hangs up on a script that swallows it", async () => {
  const { end } = await runScript(async (session) => {
    await session.readKey().catch(() => {});
    return 7;
  });
  assert.deepEqual(end, { type: "hung up" });
});

Deno.test("PretendSession lets pauses run out at the end, but no clock and no animation", async () => {
  const paused = await runScript(async (
    session,
  ) => [await session.readKey(60_000), await session.readKey(0)]);
  assert.deepEqual(paused.end, { type: "returned", value: [undefined, undefined] });
  const clock = await runScript(async (session) => {
    for (;;) await session.nextEvent({ timeout: 1000 });
  });
  assert.deepEqual(clock.end, { type: "hung up" });
  let frames = 0;
  const animation = await runScript(async (session) => {
    for (;; frames++) await session.readKey(40);
  });
  assert.deepEqual([animation.end, frames], [{ type: "hung up" }, 100]);
});

Deno.test("PretendSession lets time pass where the list says so, but not for who waits for ever", async () => {
  const wait = { timeout: true } as const;
  const { end } = await runScript(
    async (session) => [await session.readKey(5), (await session.readKey())?.text],
    { happenings: [wait, wait, "x"] },
  );
  assert.deepEqual(end, { type: "returned", value: [undefined, "x"] });
});

Deno.test("PretendSession keeps a new size until somebody asks for it", async () => {
  const { end } = await runScript(async (session) => {
    const key = await session.readKey();
    const event = await session.nextEvent();
    return [key?.text, event?.type, session.columns, session.rows];
  }, { happenings: [{ columns: 40, rows: 12 }, "x"] });
  assert.deepEqual(end, { type: "returned", value: ["x", "resize", 40, 12] });
});

Deno.test("PretendSession forgets what was typed ahead, and not what happens later", async () => {
  const { end } = await runScript(async (session) => {
    await session.readKey();
    return [session.flushInput(), (await session.readKey())?.text];
  }, { happenings: ["abc", "later"] });
  assert.deepEqual(end, { type: "returned", value: [2, "l"] });
});

Deno.test("PretendSession takes a terminal's answer out of what is typed", async () => {
  const { end } = await runScript(
    async (session) => [(await session.readKey())?.text, session.capabilities.syncTerm],
    { terminal: "ansi", happenings: ["\x1b[=67;84;101;114;109;1;323c", "x"] },
  );
  assert.deepEqual(end, { type: "returned", value: ["x", true] });
});

Deno.test("PretendSession ends by goto, disconnect or return, whichever comes first", async () => {
  const away = await runScript((session) => session.goto("games.tetris", 1, "two"));
  assert.deepEqual(away.end, { type: "goto", script: "games.tetris", args: [1, "two"] });
  const off = await runScript(async (session) => {
    try {
      session.disconnect("enough");
    } finally {
      await session.readKey();
    }
  });
  assert.deepEqual(off.end, { type: "disconnected", reason: "enough" });
});

Deno.test("PretendSession runs scripts that are handed in, and only counts others", async () => {
  const scripts = {
    double: (_: Session, n: number) => 2 * n,
    last: async (session: Session) => await session.echo(session.script),
  };
  const { end, gosubs, screen } = await runScript(async (session) => {
    const found = [await session.gosub("double", 21), await session.gosub("other")];
    await session.echo(JSON.stringify(found));
    session.goto("last");
  }, { scripts });
  assert.deepEqual(gosubs, [{ script: "double", args: [21] }, { script: "other", args: [] }]);
  assert.equal(screen.text, "[42,null]last");
  assert.deepEqual(end, { type: "returned", value: undefined });
});

Deno.test("PretendSession lets a failure out, of the script, of one that it runs, and of a look", async () => {
  const fail = () => {
    throw new SyntaxError("boo");
  };
  await assert.rejects(runScript(fail), { name: "SyntaxError", message: "boo" });
  const scripts = { fail };
  await assert.rejects(runScript((session) => session.gosub("fail"), { scripts }), SyntaxError);
  // Not even a script that catches everything hides what a look has found.
  const deaf = (session: Session) => session.readKey().catch(() => undefined);
  await assert.rejects(runScript(deaf, { happenings: [{ look: fail }] }), SyntaxError);
});

Deno.test("PretendSession shows a look the screen as it is then", async () => {
  const seen: string[] = [];
  const happenings = [
    "a",
    { look: ({ text }: { text: string }) => void seen.push(text) },
    "b\r",
  ];
  await runScript((session) => readLine(session), { happenings });
  assert.deepEqual(seen, ["a"]);
});

Deno.test("PretendSession is the session that getSession() answers", async () => {
  const { end } = await runScript((session) => getSession() === session);
  assert.deepEqual(end, { type: "returned", value: true });
});
