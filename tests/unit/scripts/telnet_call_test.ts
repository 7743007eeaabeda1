import assert from "node:assert/strict";
import { KeyDecoder } from "../../../lib/text/keys.ts";
import { KEYS, runScript } from "../../../lib/testing.ts";
import { Call, echoOf, isHangUp } from "../../../scripts/telnet_call.ts";

const LOOK = { highlight: "bold", lowlight: "", bar: "reverse" };
const CALLEE = { target: "far", text: "The Far Side" };

function keyOf(typed: string) {
  const decoder = new KeyDecoder();
  return (decoder.push(typed)[0] ?? decoder.flush()[0])!;
}

Deno.test("isHangUp() knows ctrl-^ as terminals send it", () => {
  for (const typed of ["\x1e", "\x1b[94;5u", "\x1b[54;5u", "\x1b[27;5;94~"]) {
    assert.ok(isHangUp(keyOf(typed)), JSON.stringify(typed));
  }
  for (const typed of ["^", "6", "\x1b", "\x1d", "\x03", "\x1b^"]) {
    assert.equal(isHangUp(keyOf(typed)), false, JSON.stringify(typed));
  }
});

Deno.test("echoOf() shows what is typed as a terminal would", () => {
  assert.equal(echoOf(keyOf("a")), "a");
  assert.equal(echoOf(keyOf("\r")), "\r\n");
  assert.equal(echoOf(keyOf("\x7f")), "\b \b");
  for (const typed of ["\x1b[A", "\x03", "\x1b"]) assert.equal(echoOf(keyOf(typed)), "");
});

Deno.test("Call hears ctrl-^ from a board that floods, and one that takes nothing", async () => {
  let sent = 0;
  const { screen, output } = await runScript(async (session) => {
    await session.echo(await new Call(session, LOOK, CALLEE, 0).run());
  }, {
    happenings: [{ timeout: true }, "x".repeat(6000), "more\x1e"],
    answers: {
      openRemote: () => ({ encoding: "cp437" }),
      takeRemote: () => ({ bytes: Uint8Array.of(0x61, 0x0d), echoes: true }),
      sendRemote: () => {
        sent++;
        return new Promise(() => {});
      },
      closeRemote: () => undefined,
    },
  });
  assert.match(screen.text, /You have hung up/);
  assert.equal(sent, 1);
  // What it does not take is lost, and that can be heard.
  assert.ok(output.includes("\x07"));
});

Deno.test("Call sends a long paste whole, in order", async () => {
  const paste = Array.from({ length: 500 }, (_, i) => `line ${i}\r`).join("");
  const { dialled } = await runScript(async (session) => {
    await new Call(session, LOOK, CALLEE).run();
  }, {
    happenings: [{ timeout: true }, paste, "\x1e"],
    boards: { far: Array.from({ length: paste.length }, () => ".") },
  });
  assert.equal(dialled.join(""), paste);
});

Deno.test("Call ends with the last words of a board that hangs up at once", async () => {
  await runScript(async (session) => {
    await new Call(session, LOOK, CALLEE).run();
  }, {
    happenings: [{ timeout: true }, {
      // Once it waited for a word more, for ever.
      look: (screen) => assert.match(screen.text, /Goodbye[^]*The Far Side has hung up/),
    }],
    answers: {
      openRemote: () => ({ encoding: "cp437" }),
      takeRemote: () => ({ bytes: new TextEncoder().encode("Goodbye"), echoes: true, end: "closed" }),
    },
  });
});

Deno.test("Call keeps the last words when the terminal answers a question in them, until a key", async () => {
  let looked = false;
  await runScript(async (session) => {
    await new Call(session, LOOK, CALLEE).run();
  }, {
    happenings: [{ timeout: true }, "\x1b[5;1R", "\x1b[I", {
      look: (screen) => {
        looked = true;
        assert.match(screen.text, /Goodbye[^]*The Far Side has hung up/);
      },
    }, " "],
    answers: {
      openRemote: () => ({ encoding: "cp437" }),
      takeRemote: () => ({ bytes: new TextEncoder().encode("Goodbye\x1b[6n"), echoes: true, end: "closed" }),
    },
  });
  assert.ok(looked);
});

Deno.test("Call hangs up for who leaves while he is told how to", async () => {
  const { calls, end } = await runScript(async (session) => {
    await new Call(session, LOOK, CALLEE).run();
  }, {
    settings: { logoff: { escapes: "1" } },
    happenings: [KEYS.escape],
    boards: { far: ["Welcome"] },
  });
  assert.equal(end.type, "goto");
  const verbs = calls.map(({ verb }) => verb);
  assert.ok(verbs.indexOf("openRemote") >= 0 && verbs.indexOf("closeRemote") > verbs.indexOf("openRemote"));
});
