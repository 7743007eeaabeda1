import assert from "node:assert/strict";
import { SftpRefusal } from "../../../lib/host/sftp_spots.ts";
import type { SftpVisit } from "../../../lib/host/sftp_visit.ts";
import { HOW, put, SftpPlace } from "../../fakes/sftp_place.ts";
import { startSwapper } from "../../fakes/swapper.ts";

/** Times that each act is tried at most and at least, and times that it has to come to pass. */
const [MOST, LEAST, ENOUGH] = [20_000, 500, 2];

/** What a sysop does at a path that leads now here, now there; `undo` makes it possible once more. */
const ACTS: Readonly<
  Record<
    string,
    { act(visit: SftpVisit, turn: number): Promise<void>; undo(): void }
  >
> = {
  mkdir: {
    act: (visit) => visit.mkdir("swap/made"),
    undo: () => Deno.removeSync("./made"),
  },
  create: {
    act: (visit) => put(visit, "swap/new", "x", HOW.exclusive),
    undo: () => Deno.removeSync("./new"),
  },
  remove: {
    act: (visit) => visit.remove("swap/secret"),
    undo: () => Deno.writeTextFileSync("./secret", "harmless"),
  },
  rmdir: {
    act: (visit) => visit.rmdir("swap/empty"),
    undo: () => Deno.mkdirSync("./empty"),
  },
  "rename within": {
    act: (visit) => visit.rename("swap/secret", "swap/other", false),
    undo: () => Deno.renameSync("./other", "./secret"),
  },
  "rename out of it": {
    act: (visit) => visit.rename("swap/secret", "games/taken", true),
    undo: () => Deno.renameSync("../games/taken", "./secret"),
  },
  "rename into it": {
    act: (visit) => visit.rename("games/tetris", "swap/beacon", true),
    undo: () => Deno.renameSync("./beacon", "../games/tetris"),
  },
  "rename from the root": {
    act: (visit) => visit.rename("readme", "swap/beacon", true),
    undo: () => Deno.renameSync("./beacon", "../readme"),
  },
  "rename a folder": {
    act: (visit) => visit.rename("swap/empty", "games/empty", false),
    undo: () => Deno.renameSync("../games/empty", "./empty"),
  },
  stat: {
    act: async (visit) => assert.equal((await visit.stat("swap/secret")).size, "harmless".length),
    undo: () => {},
  },
  chmod: {
    act: (visit, turn) => visit.change("swap/secret", { mode: 0o600 + turn % 8 }),
    undo: () => {},
  },
  "chmod a folder": {
    act: (visit, turn) => visit.change("swap", { mode: 0o700 + turn % 8 }),
    undo: () => {},
  },
};

/** Does something in the folder that has one of these names, and is no link. */
function standingIn(paths: readonly string[], run: () => void): void {
  const before = Deno.cwd();
  for (let turn = 0; turn < 10_000; turn++) {
    try {
      Deno.chdir(paths[turn % paths.length]!);
    } catch {
      continue;
    }
    try {
      if (paths.includes(Deno.cwd())) return run();
    } finally {
      Deno.chdir(before);
    }
  }
  assert.fail("the folder is nowhere");
}

for (const [name, { act, undo }] of Object.entries(ACTS)) {
  Deno.test(`SftpVisit: a link that another program swaps in leads nothing out of the root: ${name}`, async () => {
    await using place = await SftpPlace.make();
    const sysop = await place.visit("sysop");
    const { home } = place;
    const outside = `${home}/publications`;
    await Deno.mkdir(`${home}/public/swap/empty`, { recursive: true });
    await Deno.mkdir(`${outside}/empty`);
    await Deno.writeTextFile(`${home}/public/swap/secret`, "harmless");
    await Deno.symlink(outside, `${home}/public/evil`);
    const look = () =>
      JSON.stringify(
        [".", "empty", "secret", "beacon"].map((path) => Deno.statSync(`${outside}/${path}`).mode),
      ) +
      place.outside();
    const before = look();
    const swapper = await startSwapper(`${home}/public`);
    const counts = { done: 0, escapes: 0 };
    let turns = 0;
    try {
      for (; turns < MOST && (turns < LEAST || counts.done < ENOUGH); turns++) {
        const done = await act(sysop, turns).then(() => true, (error) => {
          assert.ok(error instanceof SftpRefusal, String(error));
          return false;
        });
        if (look() !== before) {
          counts.escapes++;
          break;
        }
        if (!done) continue;
        counts.done++;
        // It came to pass in the folder, under whichever name that has now.
        standingIn([`${home}/public/swap`, `${home}/public/away`], undo);
        assert.equal(look(), before, "the test itself went astray");
      }
    } finally {
      await swapper.stop();
    }
    assert.equal(counts.escapes, 0, `after ${turns} turns`);
    assert.ok(counts.done >= ENOUGH, `${name} came to pass ${counts.done} times in ${turns}`);
    const left = [...Deno.readDirSync(`${home}/public`)].map(({ name }) => name);
    assert.deepEqual(left.filter((name) => name.startsWith(".x84-")), [], "what was on its way has arrived");
  });
}
