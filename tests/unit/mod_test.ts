import assert from "node:assert/strict";
import type { Session } from "../../lib/bbs/session.ts";
import { runScript } from "../../lib/testing/run_script.ts";
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

Deno.test("mod.ts has the words of x/84's top level, spelled as here", () => {
  const words = [
    ..."listUsers getUser findUser User Group listMsgs getMsg listTags listPrivmsgs Msg LineEditor".split(
      " ",
    ),
    ..."ScrollingEditor echo timeago AnsiWindow Selector Disconnected Goto Lightbar fromCp437 DBProxy".split(
      " ",
    ),
    ..."Pager goto disconnect gosub getSession getTerminal getch ropen showArt encodePipe".split(" "),
    ..."decodePipe syncTermFont getIni".split(" "),
  ];
  for (const word of words) assert.equal(typeof (mod as Record<string, unknown>)[word], "function", word);
});

Deno.test("mod.ts has the errors that scripts are told to catch", async () => {
  const refused: unknown[] = [];
  const end = await runScript(async (session) => {
    try {
      await session.broadcast("hello");
    } catch (error) {
      refused.push(error instanceof mod.NotPermittedError);
    }
    try {
      session.goto("next");
    } catch (error) {
      refused.push(error instanceof mod.Goto && error.script);
      throw error;
    }
  }, {
    answers: {
      broadcast: () => {
        throw new mod.NotPermittedError("Cannot broadcast: only sysops may");
      },
    },
  });
  assert.deepEqual(refused, [true, "next"]);
  assert.equal(end.end.type, "goto");
});

Deno.test("mod.ts has what the default board needs, and no room of the host", () => {
  for (
    const name of ["Session", "DBProxy", "echo", "goto", "gosub", "disconnect", "getSession", "readLine"]
  ) {
    assert.equal(typeof (mod as Record<string, unknown>)[name], "function", name);
  }
  for (const name of ["MemoryKvStore", "Board", "Accounts", "setKvProvider"]) assert.ok(!(name in mod), name);
});
