/** The words of x/84 that the cookbook translates have to be words of the script API. */

import assert from "node:assert/strict";
import { runScript } from "../../lib/testing.ts";
import * as x84 from "../../mod.ts";

const COOKBOOK = new URL("../../lib/bbs/README.md", import.meta.url);

/** What the table's words with a dot are members of. */
async function owners(): Promise<Readonly<Record<string, object>>> {
  let session: object | undefined;
  await runScript((found) => void (session = found));
  return {
    session: session!,
    user: x84.User.prototype,
    group: x84.Group.prototype,
    msg: x84.Msg.prototype,
    widget: x84.Widget.prototype,
    db: x84.DBProxy.prototype,
  };
}

Deno.test("The cookbook's table for those who know x/84 names nothing that there is not", async () => {
  const members = await owners();
  const [, table] = (await Deno.readTextFile(COOKBOOK)).split("## Who knows x/84");
  const rows = table!.split("\n").filter((line) => line.startsWith("|")).slice(2);
  assert.ok(rows.length > 20);
  for (const row of rows) {
    const here = row.split("|").at(-2)!;
    for (const [, word] of here.matchAll(/`([A-Za-z_.]+)`/g)) {
      const [owner, name] = word!.split(".") as [string, string | undefined];
      if (name === undefined) assert.ok(owner === "session" || Object.hasOwn(x84, owner), word);
      else assert.ok(name in members[owner]!, word);
    }
  }
});
