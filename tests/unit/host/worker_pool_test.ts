import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import type { Tenant, WorkerLink } from "../../../lib/host/worker_link.ts";
import { sessionSettings, type WorkerPool, type WorkerPoolOptions } from "../../../lib/host/worker_pool.ts";
import type { SessionMessage } from "../../../lib/wire/messages.ts";
import { openingOf } from "../../fakes/session_opening.ts";
import { openPool, valuesOf, viewOf, writeScripts } from "../../fakes/test_board.ts";
import { settle, until } from "../../fakes/until.ts";

const MEGABYTE = 1024 * 1024;

/** A session in a real Worker, with nothing but its port. */
class Lodger implements Tenant {
  readonly heard: SessionMessage[] = [];
  lost: string | undefined;
  #port: MessagePort;

  constructor(readonly link: WorkerLink, script: string) {
    this.#port = link.open(this, openingOf(script));
    this.#port.onmessage = (event: MessageEvent) => this.heard.push(event.data);
  }

  /** Everything that its scripts have written. */
  get screen(): string {
    return this.heard.map((message) => {
      return message.type === "output" ? new TextDecoder().decode(message.bytes) : "";
    }).join("");
  }

  workerLost(reason: string): void {
    this.lost = reason;
    this.#port.close();
  }

  workerAlive(): void {}

  leave(pool: WorkerPool): void {
    this.link.leave(this);
    this.#port.close();
    pool.release(this.link);
  }
}

const SCRIPTS = {
  wait: `export default async (session) => { await session.echo("ready"); await session.readKey(); };`,
  loop: `export default () => { for (;;); };`,
  leave: `export default () => { Deno.exit(); };`,
  hoard: `export default async (session) => {
    // The clone is one of the ways to a buffer that nobody counts.
    globalThis.kept = new Uint8Array(30 * ${MEGABYTE}).fill(1);
    globalThis.more = structuredClone(globalThis.kept);
    await session.echo("full");
    await session.readKey();
  };`,
  take: `export default async () => {
    const kept = [];
    for (;;) {
      try {
        kept.push(new Uint8Array(${MEGABYTE}));
      } catch {
        // It does not take no for an answer.
      }
      if (kept.length > 1000) throw new Error("Nobody looks");
    }
  };`,
  churn: `export default async (session) => {
    let sum = 0;
    for (let i = 0; i < 2000; i++) sum += new Uint8Array(${MEGABYTE}).fill(1)[i];
    await session.echo("made " + sum);
    await session.readKey();
  };`,
  leak: `export default async (session) => {
    const kept = [];
    for (;;) {
      for (let i = 0; i < 100_000; i++) kept.push({ i, text: "x" + i });
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  };`,
  spy: `export default async (session) => {
    const tries = {
      read: () => Deno.readTextFileSync("/etc/hostname"),
      write: () => Deno.writeTextFileSync("./x84-was-here", ""),
      env: () => Deno.env.get("HOME"),
      run: () => new Deno.Command("id").outputSync(),
      sys: () => Deno.hostname(),
      net: () => Deno.listen({ port: 0 }),
    };
    for (const [name, run] of Object.entries(tries)) {
      try {
        run();
        await session.echo(name + " allowed;");
      } catch (error) {
        await session.echo(name + " " + error.name + ";");
      }
    }
  };`,
};

interface Changes extends Partial<Omit<WorkerPoolOptions, "settings">> {
  readonly settings?: Parameters<typeof valuesOf<typeof sessionSettings.keys>>[1];
}

async function withPool(
  changes: Changes,
  run: (pool: WorkerPool, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await writeScripts(SCRIPTS);
  const settings = valuesOf(sessionSettings, { warm: 0, preload: [], ...changes.settings });
  const pool = await openPool(folder, { ...changes, settings });
  try {
    await run(pool, folder);
  } finally {
    pool.close();
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("WorkerPool keeps Workers warm, gives one out at once, and starts another in its place", () =>
  withPool({ settings: { warm: 1 } }, async (pool) => {
    await until("one is warm", () => pool.warm === 1);
    let given: WorkerLink | undefined;
    pool.take().then((link) => (given = link));
    await Promise.resolve();
    await Promise.resolve();
    assert.ok(given, "it was not given at once");
    assert.deepEqual([pool.warm, pool.size], [0, 1]);
    await until("another is warm", () => pool.warm === 1);
    assert.equal(pool.size, 2);
    assert.notEqual(await pool.take(), given);
  }));

Deno.test("WorkerPool.lobby() is one Worker for all, WorkerPool.take() one for each, stopped when he leaves", () =>
  withPool({}, async (pool) => {
    const [lobby, again, first, second] = await Promise.all([
      pool.lobby(),
      pool.lobby(),
      pool.take(),
      pool.take(),
    ]);
    assert.equal(lobby, again);
    assert.equal(new Set([lobby, first, second]).size, 3);
    const [inLobby, inFirst, inSecond] = [lobby!, first!, second!].map((link) => new Lodger(link, "wait"));
    await until("all run", () => [inLobby, inFirst, inSecond].every((one) => one!.screen === "ready"));
    inFirst!.leave(pool);
    await until("his Worker is stopped", () => first!.gone !== undefined);
    inLobby!.leave(pool);
    await settle();
    assert.equal(lobby!.gone, undefined);
    assert.equal(second!.gone, undefined);
    assert.equal(pool.size, 2);
    inSecond!.leave(pool);
    await until("the lobby is left", () => pool.size === 1);
  }));

Deno.test("WorkerPool.lobby() replaces a lobby that is gone by one, though all who were in it ask at once (it was one each)", () =>
  withPool({}, async (pool) => {
    const lobby = await pool.lobby();
    pool.stop(lobby, "for the test");
    const links = new Set(await Promise.all(Array.from({ length: 20 }, () => pool.lobby())));
    assert.equal(links.size, 1);
    assert.equal(links.has(lobby), false);
    assert.equal(pool.size, 1);
    assert.equal(await pool.lobby(), [...links][0]);
  }));

Deno.test("WorkerPool.take() shares Workers where per_worker says so, each until the last has left", () =>
  withPool({ settings: { per_worker: 2 } }, async (pool) => {
    await pool.lobby();
    const lodgers: Lodger[] = [];
    for (let i = 0; i < 3; i++) lodgers.push(new Lodger(await pool.take(), "wait"));
    const [first, second, third] = lodgers;
    assert.equal(first!.link, second!.link);
    assert.notEqual(first!.link, third!.link);
    assert.equal(first!.link.tenants, 2);
    await until("all run", () => lodgers.every((one) => one.screen === "ready"));
    first!.leave(pool);
    await settle();
    assert.equal(second!.link.gone, undefined);
    second!.leave(pool);
    await until("both have left", () => second!.link.gone !== undefined);
    assert.equal(third!.link.gone, undefined);
    assert.equal(await pool.take(), third!.link);
  }));

Deno.test("WorkerPool stops a Worker that does not answer, and tells who is in it", () => {
  const clock = new FakeClock();
  const logged: string[] = [];
  return withPool({
    clock,
    settings: { watchdog: 10 },
    log: (_level, message) => logged.push(message),
  }, async (pool) => {
    const [bad, good] = [
      new Lodger(await pool.take(), "loop"),
      new Lodger(await pool.take(), "wait"),
    ];
    await until("it owes an answer", () => {
      clock.advance(25);
      return bad.link.silence(clock.monotonic()) > 100;
    });
    while (bad.link.silence(clock.monotonic()) < 9000) {
      clock.advance(250);
      await until("the other answers", () => good.link.silence(clock.monotonic()) === 0);
    }
    assert.equal(bad.lost, undefined);
    clock.advance(1250);
    assert.ok(bad.lost, "it is stopped");
    assert.equal(bad.lost, "it did not answer");
    assert.equal(good.lost, undefined);
    assert.equal(good.link.gone, undefined);
    assert.match(logged.join(), /did not answer for 10 seconds/);
  });
});

Deno.test("WorkerPool stops at once what does not answer while the memory of the process grows", () => {
  const clock = new FakeClock();
  let memory = 100 * MEGABYTE;
  return withPool({ clock, memory: () => memory, settings: { watchdog: 600 } }, async (pool) => {
    const bad = new Lodger(await pool.take(), "loop");
    await until("it owes an answer", () => {
      clock.advance(50);
      return bad.link.silence(clock.monotonic()) > 600;
    });
    memory += 257 * MEGABYTE;
    // It may have answered once before its script ran: then the watch looks once a second.
    clock.advance(1000);
    assert.ok(bad.lost, "it is stopped");
    assert.equal(bad.lost, "it used too much memory");
  });
});

Deno.test("WorkerPool stops a Worker that holds more than three heaps in buffers", () =>
  withPool({ settings: { heap: 16 } }, async (pool) => {
    const [bad, good] = [new Lodger(await pool.take(), "hoard"), new Lodger(await pool.take(), "wait")];
    await until("it is stopped", () => bad.lost);
    assert.equal(bad.screen, "full");
    assert.equal(bad.lost, "it used too much memory");
    assert.equal(good.lost, undefined);
  }));

Deno.test("WorkerPool loses a Worker whose script takes buffers in a loop (Deno 2.7 cannot halt it)", () =>
  withPool({ memory: () => 0, settings: { heap: 16, watchdog: 600 } }, async (pool) => {
    const [bad, good] = [new Lodger(await pool.take(), "take"), new Lodger(await pool.take(), "wait")];
    await until("it is gone", () => bad.lost);
    assert.equal(bad.lost, "it used too much memory");
    await until("the other runs", () => good.screen === "ready");
    assert.equal(good.lost, undefined);
  }));

Deno.test("WorkerPool leaves a Worker alone whose buffers are garbage, however many it takes", () =>
  withPool({ memory: () => 0, settings: { heap: 16, watchdog: 600 } }, async (pool) => {
    const lodger = new Lodger(await pool.take(), "churn");
    await until("it has made them", () => lodger.screen !== "" || lodger.lost);
    assert.deepEqual([lodger.screen, lodger.lost], ["made 2000", undefined]);
  }));

Deno.test("WorkerPool notices a Worker whose heap is full, and no other is harmed", () =>
  withPool({ settings: { heap: 16, watchdog: 2 } }, async (pool) => {
    const [bad, good] = [new Lodger(await pool.take(), "leak"), new Lodger(await pool.take(), "wait")];
    await until("it is gone", () => bad.lost);
    assert.match(bad.lost!, /^it (used too much memory|did not answer)$/);
    await until("the other runs", () => good.screen === "ready");
    assert.equal(good.lost, undefined);
  }));

Deno.test("WorkerPool notices a Worker that ends itself", () =>
  withPool({}, async (pool) => {
    const lodger = new Lodger(await pool.take(), "leave");
    await until("it is gone", () => lodger.lost);
    assert.equal(lodger.lost, "its thread has ended");
    assert.equal(pool.size, 0);
  }));

Deno.test("WorkerPool stops a Worker that breaks the protocol on its control port", () =>
  withPool({}, async (pool, folder) => {
    await Deno.writeTextFile(
      `${folder}/rogue.ts`,
      `export default async (session) => {
        Deno.memoryUsage = () => ({ heapUsed: "much", external: 0 });
        await session.readKey();
      };`,
    );
    const lodger = new Lodger(await pool.take(), "rogue");
    await until("it is stopped", () => lodger.lost);
    assert.equal(lodger.lost, "it broke the protocol");
    assert.equal(pool.size, 0);
  }));

Deno.test("WorkerPool gives up a Worker that does not come up in time, and starts another", () => {
  const clock = new FakeClock();
  const logged: string[] = [];
  return withPool({ clock, log: (_level, message) => logged.push(message) }, async (pool) => {
    const taken = pool.take();
    assert.equal(pool.size, 1);
    clock.advance(29_999);
    assert.equal(pool.size, 1);
    clock.advance(1);
    assert.equal(pool.size, 0);
    const link = await taken;
    assert.equal(link.gone, undefined);
    assert.equal(pool.size, 1);
    assert.deepEqual(logged, ["A Worker did not start: it did not come up"]);
  });
});

Deno.test("WorkerPool.setBoard() tells Workers their new board, and goes by the new settings (it once kept the old)", () =>
  withPool({}, async (pool, folder) => {
    await Deno.writeTextFile(
      `${folder}/version.ts`,
      `export default (session) => session.echo(session.version);`,
    );
    const link = await pool.take();
    pool.setBoard(
      viewOf(folder, "1.2.3"),
      valuesOf(sessionSettings, { warm: 1, preload: [], per_worker: 2 }),
    );
    assert.equal(pool.size, 2);
    const old = new Lodger(link, "version");
    const made = new Lodger(await pool.take(), "version");
    await until("both know it", () => old.screen === "1.2.3" && made.screen === "1.2.3");
    assert.equal(await pool.take(), made.link);
  }));

Deno.test("WorkerPool gives Workers no permission but to read the board", () =>
  withPool({}, async (pool) => {
    const lodger = new Lodger(await pool.take(), "spy");
    await until("it has tried everything", () => lodger.heard.some(({ type }) => type === "exit"));
    const tried = ["read", "write", "env", "run", "sys", "net"];
    assert.equal(lodger.screen, tried.map((name) => `${name} NotCapable;`).join(""));
  }));

Deno.test("WorkerPool.close() turns away who waits, and who still comes", () =>
  withPool({}, async (pool) => {
    const link = await pool.take();
    const lodger = new Lodger(link, "wait");
    const waiting = assert.rejects(pool.take(), /The server is closing/);
    pool.close();
    await waiting;
    assert.equal(lodger.lost, "the server is closing");
    await assert.rejects(pool.take(), /The server is closing/);
    await assert.rejects(pool.lobby(), /The server is closing/);
    assert.equal(pool.size, 0);
  }));
