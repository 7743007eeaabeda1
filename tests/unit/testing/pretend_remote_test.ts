import assert from "node:assert/strict";
import type { Call } from "../../../lib/wire/calls.ts";
import type { RemoteNews } from "../../../lib/wire/remote_calls.ts";
import { PretendRemote } from "../../../lib/testing/pretend_remote.ts";

/** Boards that say these things, and what the session is told. */
function boards(said: Readonly<Record<string, readonly string[]>>) {
  let told = 0;
  const remote = new PretendRemote(said, () => told++);
  const ask = (call: Call) => remote.answer(call)?.();
  const open = (name: string) =>
    ask({
      verb: "openRemote",
      to: { name },
      terminal: "ansi",
      size: { columns: 80, rows: 24 },
      encoding: "utf8",
    });
  const take = () => {
    const { bytes, end } = ask({ verb: "takeRemote" }) as RemoteNews;
    return [new TextDecoder().decode(bytes), end];
  };
  const send = (text: string) => ask({ verb: "sendRemote", bytes: new TextEncoder().encode(text) });
  return { remote, ask, open, take, send, told: () => told };
}

Deno.test("PretendRemote says one thing when it answers, another to each that it is sent, then hangs up", () => {
  const { remote, open, take, send, told } = boards({ far: ["hello", "more"] });
  assert.deepEqual(open("far"), { encoding: "utf8" });
  assert.deepEqual([take(), take(), told()], [["hello", undefined], ["", undefined], 1]);
  assert.equal(send("\u00fc"), true);
  assert.deepEqual([take(), told()], [["more", undefined], 2]);
  assert.equal(send("bye"), false);
  assert.deepEqual([take(), told()], [["", "closed"], 3]);
  assert.deepEqual(remote.heard, ["\u00fc", "bye"]);
});

Deno.test("PretendRemote hangs up at once when it has nothing to say, and can be called again", () => {
  const { ask, open, take } = boards({ far: [], near: ["hi"] });
  open("far");
  assert.deepEqual(take(), ["", "closed"]);
  open("near");
  assert.deepEqual(take(), ["hi", undefined]);
  ask({ verb: "closeRemote" });
  assert.deepEqual(take(), ["", "hung up"]);
});

Deno.test("PretendRemote knows only its boards, and no other calls", () => {
  const { open, ask } = boards({ far: ["hello"] });
  for (const name of ["near", "constructor"]) {
    assert.equal((open(name) as { fault: { code: string } }).fault.code, "refused");
  }
  assert.equal(ask({ verb: "openStore" }), undefined);
  assert.equal(ask({ verb: "resizeRemote", size: { columns: 1, rows: 1 } }), undefined);
});
