import assert from "node:assert/strict";
import type { Session } from "../../lib/bbs/session.ts";
import * as mod from "../../mod.ts";
import { ALICE, FakeSession, type Happening } from "../fakes/fake_session.ts";

/** The script in the first example of a file, as a module. */
async function example(path: string): Promise<(session: Session) => unknown> {
  const text = await Deno.readTextFile(new URL(`../../${path}`, import.meta.url));
  const code = /^ \* ```ts\n([^]*?)^ \* ```$/m.exec(text)![1]!.replace(/^ \* ?/gm, "");
  const module = await import(`data:application/typescript,${encodeURIComponent(code)}`);
  return module.default;
}

async function run(path: string, ...happenings: Happening[]) {
  using session = new FakeSession({ user: ALICE, happenings, host: () => 0 });
  const end = await session.run(await example(path));
  return { end, screen: await session.screen(), calls: session.calls };
}

Deno.test("the example of mod.ts runs and does what it says", async () => {
  const { end, screen, calls } = await run("mod.ts", "good board\r", "y");
  assert.deepEqual(end, { type: "goto", script: "main", args: [] });
  assert.match(screen, /Your words: good board\nTell everybody\? \[y\/N\] yes/);
  assert.equal(calls[0]?.verb, "publish");
});

Deno.test("the example of readLine() runs and does what it says", async () => {
  const { screen } = await run("lib/bbs/line_editor.ts", "Bob\r");
  assert.match(screen, /Your name: Bob\nHello, Bob!/);
});

Deno.test("mod.ts has what the default board needs, and no room of the host", () => {
  for (
    const name of ["Session", "DBProxy", "echo", "goto", "gosub", "disconnect", "getSession", "readLine"]
  ) {
    assert.equal(typeof (mod as Record<string, unknown>)[name], "function", name);
  }
  for (const name of ["MemoryKvStore", "Board", "Accounts", "setKvProvider"]) assert.ok(!(name in mod), name);
});
