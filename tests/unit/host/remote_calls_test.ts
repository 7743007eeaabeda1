import assert from "node:assert/strict";
import { NotPermittedError } from "../../../lib/base/errors.ts";
import { remoteCall } from "../../../lib/wire/remote_calls.ts";
import { AskedBoard } from "../../fakes/board_caller.ts";
import { FakeBoard } from "../../fakes/fake_board.ts";
import { until } from "../../fakes/until.ts";

const OPEN = {
  verb: "openRemote",
  to: { name: "far" },
  terminal: "ansi",
  size: { columns: 80, rows: 24 },
  encoding: "utf8",
} as const;

Deno.test("Calls about other boards reach the board of the INI file, over a real line", async () => {
  await using far = FakeBoard.open(async (caller) => {
    await caller.negotiate();
    await caller.say("Hello");
  });
  using asked = await AskedBoard.open(["boss", "bob"], {
    remotes: { far: { host: "127.0.0.1", port: far.port } },
  });
  const bob = await asked.caller("bob");
  assert.deepEqual(await bob.call(OPEN), { encoding: "cp437" });
  let said = "";
  await until("it is said", async () => {
    said += new TextDecoder().decode((await bob.call({ verb: "takeRemote" })).bytes);
    return said === "Hello";
  });
  assert.equal(await bob.call({ verb: "sendRemote", bytes: Uint8Array.of(0x79, 0x0d) }), true);
  await bob.call({ verb: "resizeRemote", size: { columns: 132, rows: 50 } });
  const [there] = far.callers;
  await until("it has come", () => there!.typed === "y\r" && there!.sizes.at(-1) === "132x50");
  assert.deepEqual([there!.terminals, there!.sizes], [["ansi"], ["80x24", "132x50"]]);
  await bob.call({ verb: "closeRemote" });
  await until("it is hung up", () => there!.gone);
  assert.equal((await bob.call({ verb: "takeRemote" })).end, "hung up");
});

Deno.test("Calls about other boards are for who has logged in, and what is refused is in the log", async () => {
  using asked = await AskedBoard.open(["boss", "bob"]);
  const bob = await asked.caller("bob");
  const answer = await bob.call(OPEN);
  assert.equal("fault" in answer && answer.fault.code, "refused");
  const logged = asked.kit.entries.find(({ message }) => message === "Other board not called");
  assert.equal(logged?.level, "warn");
  const nobody = { ...bob.host, user: undefined, seat: bob.host.seat, signal: bob.host.signal };
  const call = remoteCall(OPEN);
  assert.ok(call?.verb === "openRemote");
  await assert.rejects(asked.kit.board.remotes.open(nobody as never, call), NotPermittedError);
});
