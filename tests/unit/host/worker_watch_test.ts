import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { type Tenant, WorkerLink } from "../../../lib/host/worker_link.ts";
import { WorkerWatch } from "../../../lib/host/worker_watch.ts";
import type { ControlMessage } from "../../../lib/wire/messages.ts";
import { openingOf } from "../../fakes/session_opening.ts";
import { settle } from "../../fakes/until.ts";

const MEGABYTE = 1024 * 1024;

/** A watch over Workers that are played by the test. */
class Ward implements Disposable {
  readonly clock = new FakeClock();
  readonly links: WorkerLink[] = [];
  /** By Worker: whether each question that it was asked said that nobody needs it. */
  readonly asked: boolean[][] = [];
  readonly stopped: string[] = [];
  readonly logged: string[] = [];
  readonly hopeless: string[] = [];
  /** How many times the watch has looked. */
  looks = 0;
  readonly tenants: Tenant[] = [];
  memory = 100 * MEGABYTE;
  /** Bytes of memory that each Worker says it has. */
  held = 0;
  processor = 0;
  /** Workers that answer no more. */
  readonly mute = new Set<number>();
  readonly watch: WorkerWatch;
  #ports: MessagePort[] = [];

  constructor() {
    this.watch = new WorkerWatch({
      clock: this.clock,
      links: () => this.links,
      limits: () => ({ heap: 64, watchdog: 10 }),
      memory: () => this.memory,
      processor: () => this.processor,
      looking: () => this.looks++,
      stop: (link, reason) => {
        this.stopped.push(`${link.id} ${reason}`);
        link.lost(reason);
        this.links.splice(this.links.indexOf(link), 1);
      },
      log: (_level, message) => this.logged.push(message),
      hopeless: (reason) => this.hopeless.push(reason),
    });
  }

  /** A Worker with sessions in it. */
  add(id: number, sessions: number = 1): WorkerLink {
    const { port1, port2 } = new MessageChannel();
    const link = new WorkerLink(id, port1, () => {}, () => this.watch.stir());
    const asked: boolean[] = [];
    this.asked[id] = asked;
    port2.onmessage = ({ data }: MessageEvent<ControlMessage>) => {
      if (data.type === "session") data.port.close();
      if (data.type !== "ping") return;
      asked.push(data.idle);
      if (!this.mute.has(id)) port2.postMessage({ type: "pong", count: data.count, memory: this.held });
    };
    this.#ports.push(port2);
    for (let n = 0; n < sessions; n++) {
      const tenant = { workerLost: () => {}, workerAlive: () => {} };
      this.tenants.push(tenant);
      link.open(tenant, openingOf()).close();
    }
    this.links.push(link);
    return link;
  }

  /** Lets seconds pass; Workers answer meanwhile. */
  async pass(seconds: number, each: () => void = () => {}): Promise<void> {
    for (let quarter = 0; quarter < seconds * 4; quarter++) {
      each();
      this.clock.advance(250);
      await settle();
    }
  }

  [Symbol.dispose](): void {
    this.watch[Symbol.dispose]();
    for (const link of this.links) link.lost("the test is over");
    for (const port of this.#ports) port.close();
  }
}

Deno.test("WorkerWatch asks a Worker once a second while it is used, once more when it rests, then never", async () => {
  using ward = new Ward();
  const link = ward.add(1);
  await ward.pass(5, () => link.stir());
  assert.ok(ward.asked[1]!.length >= 4 && ward.asked[1]!.length <= 6, `${ward.asked[1]!.length}`);
  assert.ok(ward.asked[1]!.every((idle) => !idle));
  const before = ward.asked[1]!.length;
  await ward.pass(60);
  assert.deepEqual(ward.asked[1]!.slice(before), [false, true]);
});

Deno.test("WorkerWatch lets a Worker with a crowd of sessions tidy its heap soon after it came to rest", async () => {
  using ward = new Ward();
  const crowded = ward.add(1, 100);
  const lone = ward.add(2);
  await ward.pass(30);
  const before = ward.asked.map((asked) => asked.length);
  for (const link of [crowded, lone]) link.stir();
  await ward.pass(5);
  assert.deepEqual(ward.asked[1]!.slice(before[1]), [false, true]);
  assert.deepEqual(ward.asked[2]!.slice(before[2]), [false]);
  await ward.pass(60);
  assert.equal(ward.asked[1]!.length, before[1]! + 2);
});

Deno.test("WorkerWatch asks a Worker once more when somebody has left it, and be it the last, then never", async () => {
  using ward = new Ward();
  const link = ward.add(1, 2);
  await ward.pass(60);
  for (const tenant of ward.tenants.splice(0)) {
    const before = ward.asked[1]!.length;
    link.leave(tenant);
    await ward.pass(60);
    assert.deepEqual(ward.asked[1]!.slice(before), [true]);
  }
  assert.equal(link.tenants, 0);
});

Deno.test("WorkerWatch looks once a second while nothing happens, and closely again when somebody types", async () => {
  using ward = new Ward();
  const link = ward.add(1);
  await ward.pass(30);
  const resting = ward.looks;
  await ward.pass(10);
  assert.equal(ward.looks - resting, 10);
  link.stir();
  const stirred = ward.looks;
  ward.clock.advance(250);
  assert.equal(ward.looks - stirred, 1);
});

Deno.test("WorkerWatch asks idle Workers too while the process works without their callers", async () => {
  using ward = new Ward();
  ward.add(1);
  ward.add(2);
  await ward.pass(30);
  const before = ward.asked.map((asked) => asked.length);
  ward.mute.add(2);
  await ward.pass(45, () => (ward.processor += 0.25));
  assert.deepEqual(ward.stopped, ["2 it did not answer"]);
  assert.ok(ward.asked[1]!.length > before[1]!);
});

Deno.test("WorkerWatch asks idle Workers too when memory has grown by and by", async () => {
  using ward = new Ward();
  ward.add(1);
  await ward.pass(30);
  const before = ward.asked[1]!.length;
  ward.held = 300 * MEGABYTE;
  await ward.pass(10, () => (ward.memory += 4 * MEGABYTE));
  await ward.pass(20);
  assert.ok(ward.asked[1]!.length > before);
  assert.deepEqual(ward.stopped, ["1 it used too much memory"]);
  assert.match(ward.logged.join(), /Worker 1 is stopped: it holds 300 MB/);
});

Deno.test("WorkerWatch gives up when memory grows on after the Worker that used it was stopped", async () => {
  using ward = new Ward();
  ward.add(1);
  ward.mute.add(1);
  await ward.pass(2);
  await ward.pass(8, () => (ward.memory += 100 * MEGABYTE));
  assert.deepEqual(ward.stopped, ["1 it used too much memory"]);
  assert.deepEqual(ward.hopeless.slice(0, 1), [
    "memory goes on growing after the Worker that used it was stopped",
  ]);
});
