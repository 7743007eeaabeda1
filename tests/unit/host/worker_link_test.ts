import assert from "node:assert/strict";
import { parseScriptName } from "../../../lib/base/brand.ts";
import { type Tenant, WorkerLink } from "../../../lib/host/worker_link.ts";
import type { ControlMessage } from "../../../lib/wire/messages.ts";
import { openingOf } from "../../fakes/session_opening.ts";
import { viewOf } from "../../fakes/test_board.ts";
import { until } from "../../fakes/until.ts";

const board = viewOf("/board");

class FakeTenant implements Tenant {
  readonly told: string[] = [];

  workerLost(reason: string): void {
    this.told.push(`lost: ${reason}`);
  }

  workerAlive(): void {
    this.told.push("alive");
  }
}

/** A link, and the Worker's end of it in the test's hand. */
class Ends implements Disposable {
  readonly link: WorkerLink;
  readonly heard: ControlMessage[] = [];
  readonly worker: MessagePort;
  /** How often the Worker was found to break the protocol. */
  broken = 0;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.link = new WorkerLink(7, port1, () => this.broken++);
    this.worker = port2;
    this.worker.onmessage = (event: MessageEvent) => this.heard.push(event.data);
  }

  async hears(type: ControlMessage["type"], count: number = 1): Promise<ControlMessage> {
    await until(`the Worker hears ${count} "${type}"`, () => this.#of(type).length >= count);
    return this.#of(type)[count - 1]!;
  }

  #of(type: string): ControlMessage[] {
    return this.heard.filter((message) => message.type === type);
  }

  [Symbol.dispose](): void {
    this.link.lost("the test is over");
    this.worker.close();
    for (const message of this.heard) if (message.type === "session") message.port.close();
  }
}

Deno.test("WorkerLink.setUp() tells the board, then what to preload; ready when the Worker says so", async () => {
  using ends = new Ends();
  ends.link.setUp(board, [parseScriptName("top")]);
  await ends.hears("preload");
  assert.deepEqual(ends.heard, [{ type: "board", board }, { type: "preload", scripts: ["top"] }]);
  ends.worker.postMessage({ type: "ready" });
  await ends.link.ready;
});

Deno.test("WorkerLink.ready rejects with the reason when the Worker dies before", async () => {
  using ends = new Ends();
  ends.link.lost("it did not come up");
  await assert.rejects(ends.link.ready, /it did not come up/);
});

Deno.test("WorkerLink.open() gives the Worker a port whose other end is the host's", async () => {
  using ends = new Ends();
  const wanted = openingOf();
  const port = ends.link.open(new FakeTenant(), wanted);
  assert.equal(ends.link.tenants, 1);
  assert.equal(ends.link.busy, true);
  const message = await ends.hears("session");
  assert.ok(message.type === "session");
  assert.deepEqual(message.opening, wanted);
  const heard: unknown[] = [];
  port.onmessage = (event) => heard.push(event.data);
  message.port.postMessage("from the Worker");
  await until("the host hears it", () => heard.length === 1);
  assert.deepEqual(heard, ["from the Worker"]);
  port.close();
});

Deno.test("WorkerLink.ping() asks once until there is an answer, and silence() counts from the question", async () => {
  using ends = new Ends();
  const tenant = new FakeTenant();
  ends.link.open(tenant, openingOf()).close();
  assert.equal(ends.link.silence(5000), 0);
  ends.link.ping(1000);
  ends.link.ping(2000);
  assert.equal(ends.link.busy, false);
  assert.equal(ends.link.silence(4000), 3000);
  const ping = await ends.hears("ping");
  assert.deepEqual(ping, { type: "ping", count: 1, idle: false });
  ends.worker.postMessage({ type: "pong", count: 1, memory: 12345 });
  await until("the answer is there", () => ends.link.silence(4000) === 0);
  assert.equal(ends.link.memory, 12345);
  assert.deepEqual(tenant.told, ["alive"]);
  ends.link.ping(5000);
  assert.deepEqual(await ends.hears("ping", 2), { type: "ping", count: 2, idle: true });
  assert.equal(ends.heard.filter(({ type }) => type === "ping").length, 2);
});

Deno.test("WorkerLink believes no pong that answers another question, or none, and tells of it", async () => {
  using ends = new Ends();
  const tenant = new FakeTenant();
  ends.link.open(tenant, openingOf()).close();
  ends.worker.postMessage({ type: "pong", count: 0, memory: 1 });
  await until("the first is found out", () => ends.broken === 1);
  ends.link.ping(1000);
  for (const count of [0, 2, 99]) ends.worker.postMessage({ type: "pong", count, memory: 1 });
  await until("the rest is found out", () => ends.broken === 4);
  assert.equal(ends.link.silence(4000), 3000);
  assert.deepEqual(tenant.told, []);
});

Deno.test("WorkerLink tells of a Worker that says what no honest one says", async () => {
  using ends = new Ends();
  const nonsense = [null, 7, "ready", {}, { type: "open" }, { type: "pong" }];
  const pong = { type: "pong", count: 1, memory: 1 };
  ends.link.ping(0);
  for (const one of [...nonsense, { ...pong, memory: NaN }, { ...pong, memory: -1 }]) {
    const before = ends.broken;
    ends.worker.postMessage(one);
    await until(JSON.stringify(one), () => ends.broken === before + 1);
  }
});

Deno.test("WorkerLink.lost() tells everybody in it once, but nobody who has left", () => {
  using ends = new Ends();
  const [stays, leaves] = [new FakeTenant(), new FakeTenant()];
  ends.link.open(stays, openingOf()).close();
  ends.link.open(leaves, openingOf()).close();
  ends.link.leave(leaves);
  assert.equal(ends.link.tenants, 1);
  ends.link.lost("it did not answer");
  ends.link.lost("again");
  assert.equal(ends.link.gone, "it did not answer");
  assert.equal(ends.link.tenants, 0);
  assert.deepEqual(stays.told, ["lost: it did not answer"]);
  assert.deepEqual(leaves.told, []);
});

Deno.test("WorkerLink.lost() tells the rest although one of them opens another session meanwhile", () => {
  using ends = new Ends();
  const told: string[] = [];
  for (const name of ["first", "second"]) {
    const tenant: Tenant = {
      workerLost: () => {
        told.push(name);
        ends.link.leave(tenant);
      },
      workerAlive: () => {},
    };
    ends.link.open(tenant, openingOf()).close();
  }
  ends.link.lost("gone");
  assert.deepEqual(told, ["first", "second"]);
});

Deno.test("WorkerLink that is gone says nothing, and who still comes is told so (he once waited for ever)", async () => {
  using ends = new Ends();
  ends.link.lost("it did not answer");
  ends.link.setBoard(board);
  ends.link.ping(0);
  const tenant = new FakeTenant();
  ends.link.open(tenant, openingOf()).close();
  await until("the tenant is told", () => tenant.told.length > 0);
  assert.deepEqual(tenant.told, ["lost: it did not answer"]);
  assert.equal(ends.link.silence(9999), 0);
  assert.deepEqual(ends.heard, []);
});
