import assert from "node:assert/strict";
import { dropfileFacts } from "../../../lib/bbs/dropfile_facts.ts";
import type { DropfileFacts } from "../../../lib/text/dropfile.ts";
import { runScript, type RunScriptOptions } from "../../../lib/testing/run_script.ts";

async function told(options: RunScriptOptions, node?: number): Promise<DropfileFacts> {
  const { end } = await runScript((session) => dropfileFacts(session, node), options);
  assert.equal(end.type, "returned");
  return (end as unknown as { value: DropfileFacts }).value;
}

Deno.test("dropfileFacts() tells what is known of the caller, and where he stands in the list", async () => {
  const users = Array.from({ length: 1500 }, (_, i) => (
    { handle: `a${String(i).padStart(5, "0")}`, location: "", calls: 0, lastCall: 0 }
  ));
  const { secondsUsed, ...facts } = await told({
    users,
    rows: 30,
    user: { handle: "bob", location: "Utrecht", calls: 4, lastCall: 5000, groups: ["sysop"] },
    settings: { system: { bbsname: "Emerald City", sysop: "The Wizard" } },
  });
  assert.ok(secondsUsed >= 0);
  assert.deepEqual(facts, {
    handle: "bob",
    location: "Utrecht",
    isSysop: true,
    calls: 4,
    lastCall: 5000,
    userNumber: 1501,
    node: 1,
    rows: 30,
    board: "Emerald City",
    sysop: "The Wizard",
  });
});

Deno.test("dropfileFacts() gives guests no number, and who calls for the first time the time of this call", async () => {
  const guest = await told({ user: { guest: true, handle: "anonymous", lastCall: 0 } }, 7);
  assert.deepEqual([guest.userNumber, guest.node, guest.lastCall > 0], [undefined, 7, true]);
});
