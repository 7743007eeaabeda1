/** The file area by telnet: what callers see of a folder, and that they see nothing else. */

import assert from "node:assert/strict";
import { startBoard } from "./battery_kit.ts";
import { deflate, zipOf } from "../fakes/zip_file.ts";
import { arrive, assertUnsteered, back, HOSTILE, start } from "./people_kit.ts";

Deno.test("Callers look into folders, archives, pictures and texts of the file area", async () => {
  const home = await Deno.makeTempDir({ prefix: "x84-test-" });
  try {
    await Deno.mkdir(`${home}/pub/sub`, { recursive: true });
    await Deno.writeTextFile(`${home}/secret.txt`, "SECRET");
    await Deno.symlink("../secret.txt", `${home}/pub/way_out`);
    await Deno.writeTextFile(`${home}/pub/.hidden`, "SECRET");
    await Deno.writeTextFile(`${home}/pub/readme.txt`, `Welcome ${HOSTILE} to the files\n`);
    await Deno.copyFile(new URL("../../scripts/art/sysinfo.ans", import.meta.url), `${home}/pub/plant.ans`);
    const diz = new TextEncoder().encode("The best door of all");
    await Deno.writeFile(
      `${home}/pub/sub/door.zip`,
      zipOf([["FILE_ID.DIZ", diz, await deflate(diz)], ["DOOR.EXE", new Uint8Array(2048)]]),
    );
    await using board = await startBoard({
      home,
      ini: {
        files: { root: "pub" },
        ssh: { enabled: true, addr: "127.0.0.1", port: 0 },
        sftp: { enabled: true },
        session: { preload: "f_top" },
      },
    });
    await using caller = await arrive(board, "alice");
    await start(caller, "files", "3 entries");
    await caller.see(/plant\.ans +\S+ +"Plant"/);
    const rows = (await caller.screen()).join("\n");
    assert.ok(!rows.includes("way_out") && !rows.includes("hidden"), rows);
    await caller.send("\r");
    await caller.see(/door\.zip +\S+ +The best door of all/);
    await caller.send("j\r");
    await caller.see(/2\.0K {2}DOOR\.EXE/);
    await caller.send("q");
    await caller.see("The best door of all");
    await caller.send("\x1b[D");
    await caller.see("3 entries");
    await caller.send("j ");
    await caller.see("1 flagged");
    await caller.send("\r");
    await caller.see(/Welcome .* to the files/);
    assertUnsteered(caller);
    await caller.send("qk\r");
    await caller.see("\u2580\u2588\u2588");
    await caller.send("q");
    await caller.see("3 entries");
    await caller.send("G\r");
    await caller.see(/Files: __flagged__[^]*plant\.ans +\S+ +"Plant"/);
    await caller.send("d");
    await caller.see(/sftp alice@HOST[^]*get __flagged__/);
    await caller.send(" ");
    await caller.see("Files: __flagged__");
    await caller.send("\x1b[D");
    await caller.resize(40, 24);
    await caller.see("d tells how to get them");
    // The first account is the sysop's.
    await caller.send("0jje");
    await caller.see("About readme.txt");
    await caller.send("What to read first\x1a");
    await caller.see("The description is kept");
    await caller.resize(80, 24);
    await caller.see(/readme\.txt +\S+ +What to read first/);
    await caller.send("q");
    await back(caller);
    await start(caller, "files", "1 flagged");
    await caller.send("q");
    await back(caller);
    assert.ok(!caller.text.includes("SECRET"));
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});
