import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { RemoteService } from "../../../lib/host/remote_service.ts";
import type { RemoteAddress, RemoteConnection } from "../../../lib/net/remote_connection.ts";
import type { RemoteAnswers, RemoteTarget } from "../../../lib/wire/remote_calls.ts";
import {
  boardsSection,
  type BoardsSettings,
  type RemoteBoard,
  remoteFamily,
} from "../../../lib/wire/remote_settings.ts";
import { AskedBoard, type BoardCaller } from "../../fakes/board_caller.ts";
import { HandBoard } from "../../fakes/hand_board.ts";
import { valuesOf } from "../../fakes/test_board.ts";
import { settle, until, within } from "../../fakes/until.ts";

type Connect = (to: RemoteAddress, signal: AbortSignal) => Promise<RemoteConnection>;

/** A service whose boards are in the hands of a test. */
class Exchange implements Disposable {
  readonly clock = new FakeClock(1000);
  readonly boards: HandBoard[] = [];
  readonly called: RemoteAddress[] = [];
  readonly service: RemoteService;
  readonly #asked: AskedBoard;

  private constructor(asked: AskedBoard, settings: Partial<BoardsSettings>, connect?: Connect) {
    this.#asked = asked;
    const boards: Record<string, Partial<RemoteBoard>> = {
      far: { host: "bbs.example.org", port: 2323, encoding: "utf8", terminal: "ansi" },
      own: { host: "bbs.example.org", encoding: "caller" },
      safe: { host: "bbs.example.org", tls: true },
    };
    this.service = new RemoteService({
      settings: () => valuesOf(boardsSection, { any: true, ...settings }),
      boards: () =>
        new Map(Object.entries(boards).map(([name, values]) => [name, valuesOf(remoteFamily, values)])),
      clock: this.clock,
      own: () => ["8.8.4.4"],
      lookup: (name) =>
        name === "slow.example"
          ? new Promise(() => {})
          : Promise.resolve(name === "here.example" ? ["8.8.4.4"] : ["93.184.216.34", "93.184.216.35"]),
      connect: (to, signal) => {
        this.called.push(to);
        if (connect !== undefined) return connect(to, signal);
        const board = new HandBoard();
        this.boards.push(board);
        return Promise.resolve(board);
      },
    });
  }

  static async open(settings: Partial<BoardsSettings> = {}, connect?: Connect): Promise<Exchange> {
    return new Exchange(await AskedBoard.open(["boss", "bob", "carol"]), settings, connect);
  }

  caller(handle: string): Promise<BoardCaller> {
    return this.#asked.caller(handle);
  }

  call({ host }: BoardCaller, to: RemoteTarget): Promise<RemoteAnswers["openRemote"]> {
    const size = { columns: 80, rows: 24 };
    return this.service.open(host, {
      verb: "openRemote",
      to,
      terminal: "xterm",
      size,
      encoding: "cp437",
    });
  }

  [Symbol.dispose](): void {
    this.#asked[Symbol.dispose]();
  }
}

/** A session that takes no message, while the test says so. */
function deafened({ host }: BoardCaller): Disposable {
  const deliver = host.deliver;
  host.deliver = () => false;
  return { [Symbol.dispose]: () => host.deliver = deliver };
}

function fault(answer: RemoteAnswers["openRemote"]): string {
  return "fault" in answer ? answer.fault.code : "none";
}

Deno.test("RemoteService calls a listed board at the address that was checked, and tells it its own terminal", async () => {
  using exchange = await Exchange.open();
  const bob = await exchange.caller("bob");
  assert.deepEqual(await exchange.call(bob, { name: "far" }), { encoding: "utf8" });
  assert.deepEqual(exchange.called, [{ address: "93.184.216.34", port: 2323, name: undefined }]);
  const [board] = exchange.boards;
  board!.say("\xff\xfd\x18\xff\xfa\x18\x01\xff\xf0Hello");
  await until("it is answered", () => board!.heard.includes("\xff\xfa\x18\x00ansi\xff\xf0"));
  assert.equal(new TextDecoder().decode(exchange.service.take(bob.host).bytes), "Hello");
  assert.equal(await exchange.service.send(bob.host, Uint8Array.of(0x79)), true);
  assert.ok(board!.heard.endsWith("y"));
});

Deno.test("RemoteService speaks as the caller does with a board of encoding caller, and knows names of TLS", async () => {
  using exchange = await Exchange.open();
  const bob = await exchange.caller("bob");
  assert.deepEqual(await exchange.call(bob, { name: "own" }), { encoding: "cp437" });
  exchange.service.close(bob.host);
  await exchange.call(bob, { name: "safe" });
  assert.equal(exchange.called.at(-1)?.name, "bbs.example.org");
});

Deno.test("RemoteService lets a session have one call, and all of them as many as the sysop allows", async () => {
  using exchange = await Exchange.open({ max_calls: 2 });
  const [bob, carol, boss] = [
    await exchange.caller("bob"),
    await exchange.caller("carol"),
    await exchange.caller("boss"),
  ];
  await exchange.call(bob, { name: "far" });
  assert.equal(fault(await exchange.call(bob, { name: "far" })), "busy");
  await exchange.call(carol, { name: "far" });
  assert.equal(fault(await exchange.call(boss, { name: "far" })), "busy");
  exchange.service.close(bob.host);
  assert.ok(exchange.boards[0]!.closed);
  assert.equal(fault(await exchange.call(boss, { name: "far" })), "none");
  assert.equal(exchange.service.size, 2);
});

Deno.test("RemoteService lets nobody try as fast as he can", async () => {
  using exchange = await Exchange.open();
  const bob = await exchange.caller("bob");
  const call = async () => {
    const answer = fault(await exchange.call(bob, { name: "far" }));
    exchange.service.close(bob.host);
    return answer;
  };
  for (let i = 0; i < 5; i++) assert.equal(await call(), "none");
  assert.equal(await call(), "busy");
  exchange.clock.advance(6000);
  assert.deepEqual([await call(), await call()], ["none", "busy"]);
});

Deno.test("RemoteService refuses what is not listed and what leads here, before anybody is called", async () => {
  using exchange = await Exchange.open();
  const bob = await exchange.caller("bob");
  const targets: RemoteTarget[] = [
    { name: "nobody" },
    { host: "127.0.0.1", port: 2323 },
    { host: "here.example", port: 2323 },
    { host: "bbs.example.org", port: 25 },
  ];
  for (const to of targets) assert.equal(fault(await exchange.call(bob, to)), "refused", JSON.stringify(to));
  assert.deepEqual(exchange.called, []);
  assert.equal(fault(await exchange.call(bob, { host: "bbs.example.org", port: 23 })), "none");
});

Deno.test("RemoteService tries the next address, and says what is wrong with the last", async () => {
  using exchange = await Exchange.open(
    {},
    ({ address }) =>
      address.endsWith("34")
        ? Promise.reject(new Error("first"))
        : Promise.reject(new Error("refused\x1b[2J by the host")),
  );
  const answer = await exchange.call(await exchange.caller("bob"), { name: "far" });
  assert.deepEqual(exchange.called.map(({ address }) => address), ["93.184.216.34", "93.184.216.35"]);
  assert.deepEqual(answer, {
    fault: { code: "network", message: "Cannot call another board: refused by the host" },
  });
  assert.equal(exchange.service.size, 0);
});

Deno.test("RemoteService gives up on a board that does not answer, and on a name server that does not", async () => {
  const late = Promise.withResolvers<RemoteConnection>();
  using exchange = await Exchange.open({ connect_timeout: 5 }, () => late.promise);
  const bob = await exchange.caller("bob");
  const calling = exchange.call(bob, { name: "far" });
  await settle();
  exchange.clock.advance(5000);
  assert.equal(fault(await within("it gives up", calling)), "timeout");
  // Who answers then is not kept waiting.
  const board = new HandBoard();
  late.resolve(board);
  await until("it is hung up", () => board.closed);
  const asking = exchange.call(bob, { host: "slow.example", port: 23 });
  await settle();
  exchange.clock.advance(5000);
  assert.equal(fault(await within("it gives up", asking)), "timeout");
});

Deno.test("RemoteService leaves each address its share of the time, and gives up what it does not wait for", async () => {
  const given: AbortSignal[] = [];
  const board = new HandBoard();
  const pending = new Promise<RemoteConnection>(() => {});
  using exchange = await Exchange.open({ connect_timeout: 10 }, ({ address }, signal) => {
    given.push(signal);
    return address.endsWith("34") ? pending : Promise.resolve(board);
  });
  const before = exchange.clock.pending;
  const calling = exchange.call(await exchange.caller("bob"), { name: "far" });
  await until("it calls", () => given.length === 1);
  exchange.clock.advance(4999);
  await settle();
  assert.equal(given.length, 1);
  exchange.clock.advance(1);
  assert.equal(fault(await within("it calls the other", calling)), "none");
  assert.deepEqual(given.map(({ aborted }) => aborted), [true, false]);
  exchange.clock.advance(5000);
  assert.equal(board.closed, false);
  board.say(null);
  await until("it is over", () => board.closed);
  exchange.service.take((await exchange.caller("bob")).host);
  assert.ok(exchange.clock.pending <= before + 1);
});

Deno.test("RemoteService gives up when the caller does, or his session ends", async () => {
  using exchange = await Exchange.open({}, () => new Promise(() => {}));
  const bob = await exchange.caller("bob");
  for (
    const end of [() => exchange.service.close(bob.host), () => bob.host.end("hung up")]
  ) {
    const calling = exchange.call(bob, { name: "far" });
    await settle();
    end();
    assert.equal(fault(await within("it gives up", calling)), "cancelled");
    assert.equal(exchange.service.size, 0);
  }
});

Deno.test("RemoteService hangs up when the session ends, and knows no call of others", async () => {
  using exchange = await Exchange.open();
  const [bob, carol] = [await exchange.caller("bob"), await exchange.caller("carol")];
  await exchange.call(bob, { name: "far" });
  exchange.boards[0]!.say("secret");
  await settle();
  const { bytes, end } = exchange.service.take(carol.host);
  assert.deepEqual([bytes.length, end], [0, "hung up"]);
  assert.equal(await exchange.service.send(carol.host, Uint8Array.of(1)), false);
  exchange.service.resize(carol.host, { columns: 1, rows: 1 });
  exchange.service.close(carol.host);
  assert.equal(exchange.boards[0]!.closed, false);
  bob.host.end("hung up");
  assert.ok(exchange.boards[0]!.closed);
  assert.equal(exchange.service.size, 0);
});

Deno.test("RemoteService tells how a call has ended once, and lets the next one begin", async () => {
  using exchange = await Exchange.open();
  const bob = await exchange.caller("bob");
  await exchange.call(bob, { name: "far" });
  exchange.boards[0]!.say(null);
  await until("it is over", () => exchange.service.size === 0);
  assert.equal(fault(await exchange.call(bob, { name: "far" })), "none");
  assert.equal(exchange.service.take(bob.host).end, undefined);
});

Deno.test("RemoteService leaves no timer behind for a call whose end is known, or that another one follows", async () => {
  using exchange = await Exchange.open();
  const bob = await exchange.caller("bob");
  const { clock } = exchange;
  const before = clock.pending;
  for (const known of [true, false]) {
    await exchange.call(bob, { name: "far" });
    const board = exchange.boards.at(-1)!;
    // A session that takes no word of it is told again and again.
    using _deaf = deafened(bob);
    board.say("x");
    board.say(null);
    await until("it is over", () => exchange.service.size === 0);
    assert.equal(clock.pending, before + 1);
    if (known) assert.equal(exchange.service.take(bob.host).end, "closed");
    else {
      await exchange.call(bob, { name: "far" });
      exchange.service.close(bob.host);
    }
    assert.equal(clock.pending, before);
  }
});
