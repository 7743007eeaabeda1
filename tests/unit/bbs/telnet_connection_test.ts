import assert from "node:assert/strict";
import { TelnetError } from "../../../lib/bbs/telnet_connection.ts";
import type { Session } from "../../../lib/bbs/session.ts";
import { runScript } from "../../../lib/testing/run_script.ts";
import type { RemoteNews } from "../../../lib/wire/remote_calls.ts";

const BOARDS = { far: ["Welcome\r\nlogin: ", "\r\npassword: ", "\r\nGoodbye"] };

Deno.test("openTelnet() talks to a board until it hangs up", async () => {
  const heard: (string | undefined)[] = [];
  const { dialled, calls } = await runScript(async (session) => {
    const board = await session.openTelnet("far");
    heard.push(await board.read(), await board.read(0));
    assert.equal(board.echoes, true);
    assert.equal(await board.send("alice\r"), true);
    heard.push(await board.read());
    await board.send("secret\r");
    heard.push(await board.read());
    assert.equal(board.end, undefined);
    assert.equal(await board.send("\r"), false);
    heard.push(await board.read(), await board.read());
    assert.equal(board.end, "closed");
  }, { boards: BOARDS, columns: 100, rows: 30, terminal: "syncterm", encoding: "cp437" });
  assert.deepEqual(heard, [
    "Welcome\r\nlogin: ",
    "",
    "\r\npassword: ",
    "\r\nGoodbye",
    undefined,
    undefined,
  ]);
  assert.deepEqual(dialled, ["alice\r", "secret\r", "\r"]);
  assert.deepEqual(calls.find(({ verb }) => verb === "openRemote"), {
    verb: "openRemote",
    to: { name: "far" },
    terminal: "syncterm",
    size: { columns: 100, rows: 30 },
    encoding: "cp437",
  });
});

Deno.test("openTelnet() throws a TelnetError that tells what kind of thing went wrong", async () => {
  await runScript(async (session) => {
    await assert.rejects(
      session.openTelnet({ host: "bbs.example.org", port: 23 }),
      (error: unknown) => error instanceof TelnetError && error.code === "refused",
    );
  }, { boards: BOARDS });
});

Deno.test("TelnetConnection hangs up when its block is left, and reads no more then", async () => {
  const { calls } = await runScript(async (session) => {
    const board = await session.openTelnet("far");
    {
      await using _board = board;
    }
    assert.equal(board.end, "hung up");
    assert.equal(await board.read(), undefined);
    assert.equal(await board.send("x"), false);
    await board.hangUp();
  }, { boards: BOARDS });
  assert.equal(calls.filter(({ verb }) => verb === "closeRemote").length, 1);
});

Deno.test("openTelnet() gives up when its signal says so", async () => {
  const abort = new AbortController();
  const { calls } = await runScript(async (session) => {
    const cancelled = (error: unknown) => error instanceof TelnetError && error.code === "cancelled";
    await assert.rejects(session.openTelnet("far", { signal: abort.signal }), cancelled);
    await assert.rejects(
      session.openTelnet("far", { signal: abort.signal }),
      cancelled,
      "before it is asked for",
    );
  }, {
    answers: {
      openRemote: () => {
        abort.abort();
        return { fault: { code: "cancelled", message: "it was hung up" } };
      },
      closeRemote: () => undefined,
    },
  });
  assert.deepEqual(calls.map(({ verb }) => verb), ["openRemote", "closeRemote"]);
});

/** What a script reads of a board that sends these bytes, piece by piece. */
async function readOf(encoding: string, pieces: readonly (readonly number[])[], end = true): Promise<string> {
  let text = "";
  const waiting = pieces.map((piece) => Uint8Array.from(piece));
  await runScript(async (session: Session) => {
    const board = await session.openTelnet("far");
    for (let more; (more = await board.read()) !== undefined && more !== "";) text += more;
  }, {
    happenings: pieces.map(() => ({ topic: "remote", data: null })),
    answers: {
      openRemote: () => ({ encoding }),
      takeRemote: (): RemoteNews => {
        const bytes = waiting.shift() ?? new Uint8Array(0);
        return { bytes, echoes: true, ...(waiting.length === 0 && end ? { end: "closed" as const } : {}) };
      },
    },
  });
  return text;
}

Deno.test("TelnetConnection reads what is spoken there, wherever a character is cut", async () => {
  assert.equal(await readOf("cp437", [[0xb3, 0x1b, 0x5b, 0x6d, 0x81]]), "\u2502\x1b[m\u00fc");
  assert.equal(await readOf("utf8", [[0xe2, 0x94], [0x82]]), "\u2502");
  assert.equal(await readOf("utf8", [[0x61, 0xe2]]), "a\ufffd");
  assert.equal(await readOf("iso8859-2", [[0xb1]]), "\u0105");
});

Deno.test("TelnetConnection types in the other board's encoding, in pieces, and tells what waits", async () => {
  const sent: number[][] = [];
  await runScript(async (session) => {
    const board = await session.openTelnet("far");
    const sending = [board.send("\u00fc\r"), board.send("x".repeat(30_000)), board.send("x".repeat(10_000))];
    assert.equal(board.unsent, 40_002);
    await Promise.all(sending);
    assert.equal(board.unsent, 0);
    await board.resize({ columns: 40, rows: 25 });
  }, {
    answers: {
      openRemote: () => ({ encoding: "cp437" }),
      sendRemote: ({ bytes }) => {
        sent.push([...bytes]);
        return true;
      },
      resizeRemote: ({ size }) => {
        assert.deepEqual(size, { columns: 40, rows: 25 });
        return undefined;
      },
    },
  });
  assert.deepEqual(sent[0], [0x81, 0x0d]);
  assert.deepEqual(sent.map(({ length }) => length), [2, 16384, 16384, 7232]);
});
