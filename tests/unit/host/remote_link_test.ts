import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { RemoteLink } from "../../../lib/host/remote_link.ts";
import { WINDOW } from "../../../lib/wire/limits.ts";
import type { RemoteEnd } from "../../../lib/wire/remote_calls.ts";
import { HandBoard } from "../../fakes/hand_board.ts";
import { settle, until } from "../../fakes/until.ts";

/** A link with its board. */
function open({ idleTimeout = 60_000 } = {}) {
  const board = new HandBoard();
  const clock = new FakeClock(1000);
  const scene = { board, clock, told: 0, deaf: false, ends: [] as RemoteEnd[], text: "" };
  const link = new RemoteLink({
    connection: board,
    profile: { terminal: "ansi", size: { columns: 80, rows: 24 }, encoding: "cp437" },
    clock,
    idleTimeout,
    tell: () => {
      if (scene.deaf) return false;
      scene.told++;
      return true;
    },
    ended: (end) => scene.ends.push(end),
  });
  const take = () => {
    const news = link.take();
    scene.text += String.fromCharCode(...news.bytes);
    return news;
  };
  return Object.assign(scene, { link, take });
}

Deno.test("RemoteLink tells once that there is something, and again only after it was taken", async () => {
  const scene = open();
  scene.board.say("Welcome");
  await until("it is told", () => scene.told === 1);
  scene.board.say(" aboard");
  await until("it is read", () => scene.board.taken === 14);
  scene.clock.advance(1000);
  assert.equal(scene.told, 1);
  assert.deepEqual(scene.take().echoes, false);
  assert.equal(scene.text, "Welcome aboard");
  scene.board.say("!");
  await until("it is told", () => scene.told === 2);
  assert.equal(scene.take().end, undefined);
  scene.link.close("hung up");
});

Deno.test("RemoteLink tells of a dribble of single bytes every 10 ms", async () => {
  const scene = open();
  for (let i = 0; i < 20; i++) {
    scene.board.say("x");
    await until("it is read", () => scene.board.taken === i + 1);
    scene.take();
    await settle();
    scene.clock.advance(1);
  }
  assert.ok(scene.told >= 2 && scene.told <= 4, `told ${scene.told} times in 20 ms`);
  scene.link.close("hung up");
});

Deno.test("RemoteLink tries again when the session took no word of it", async () => {
  const scene = open();
  scene.deaf = true;
  scene.board.say("x");
  await until("it is read", () => scene.board.taken === 1);
  await settle();
  scene.deaf = false;
  scene.clock.advance(100);
  assert.equal(scene.told, 1);
  scene.link.close("hung up");
});

Deno.test("RemoteLink reads a window of a flood, and the rest as it is taken", async () => {
  const scene = open();
  const flood = new Uint8Array(10 * WINDOW).fill(0x61);
  scene.board.say(flood);
  await until("it has read enough", () => scene.board.taken >= WINDOW);
  await settle();
  assert.ok(scene.board.taken < 2 * WINDOW, `${scene.board.taken} bytes are kept`);
  for (let rounds = 0; scene.text.length < flood.length; rounds++) {
    assert.ok(rounds < 100);
    scene.take();
    await settle();
  }
  assert.equal(scene.text.length, flood.length);
  scene.link.close("hung up");
});

Deno.test("RemoteLink keeps so many pieces of a board that says each byte by itself, and the rest as they are taken", async () => {
  const scene = open();
  for (let i = 0; i < 3000; i++) scene.board.say("x");
  await until("it has read enough", () => scene.board.taken >= 1024);
  await settle();
  assert.equal(scene.board.taken, 1024);
  for (let rounds = 0; scene.text.length < 3000; rounds++) {
    assert.ok(rounds < 100);
    scene.take();
    await settle();
  }
  scene.link.close("hung up");
});

Deno.test("RemoteLink answers everything that comes at once in one go", async () => {
  const scene = open();
  scene.board.say("\xff\xfd\x18a\xff\xfb\x01b\xff\xfd\x03");
  await until("it is told", () => scene.told === 1);
  assert.equal(scene.board.heard, "\xff\xfb\x18\xff\xfd\x01\xff\xfb\x03");
  assert.equal(scene.board.writes, 1);
  scene.link.close("hung up");
});

Deno.test("RemoteLink tells a board that has taken nothing for a while the latest size only", async () => {
  const scene = open();
  scene.board.say("\xff\xfd\x1f");
  await until("it is told", () => scene.board.heard.endsWith("\xff\xf0"));
  scene.board.heard = "";
  scene.board.reads = false;
  const resizing = [41, 42, 43, 44].map(async (columns) => {
    await scene.link.resize({ columns, rows: 25 });
  });
  await settle();
  resizing.push(scene.link.resize({ columns: 45, rows: 25 }), scene.link.resize({ columns: 46, rows: 25 }));
  await settle();
  scene.board.resume();
  await Promise.all(resizing);
  await until("the latest is told", () => scene.board.heard.includes("\x00\x2e\x00\x19"));
  assert.ok(scene.board.writes <= 3, `${scene.board.writes} writes`);
  scene.link.close("hung up");
});

Deno.test("RemoteLink.send() answers when the board has taken it, one at a time", async () => {
  const scene = open();
  assert.equal(await scene.link.send(Uint8Array.of(0x68, 0x0d, 0xff)), true);
  assert.equal(scene.board.heard, "h\r\n\xff\xff");
  scene.board.reads = false;
  let taken: boolean | undefined;
  const sending = scene.link.send(Uint8Array.of(0x79)).then((answer) => taken = answer);
  await settle();
  assert.equal(taken, undefined);
  await assert.rejects(scene.link.send(Uint8Array.of(0x7a)), TypeError);
  scene.board.resume();
  await sending;
  assert.equal(taken, true);
  scene.link.close("hung up");
  assert.equal(await scene.link.send(Uint8Array.of(0x7a)), false);
});

Deno.test("RemoteLink does not read on from a board that does not take its answers", async () => {
  const scene = open();
  scene.board.reads = false;
  scene.board.say("\xff\xfd\x1f");
  scene.board.say("more");
  await until("it is read", () => scene.board.taken === 3);
  await settle();
  assert.equal(scene.board.taken, 3);
  scene.board.resume();
  await until("the rest is read", () => scene.board.taken === 7);
  assert.equal(scene.board.heard, "\xff\xfb\x1f\xff\xfa\x1f\x00\x50\x00\x18\xff\xf0");
  await scene.link.resize({ columns: 40, rows: 25 });
  assert.ok(scene.board.heard.endsWith("\xff\xfa\x1f\x00\x28\x00\x19\xff\xf0"));
  scene.link.close("hung up");
});

Deno.test("RemoteLink tells of ECHO though nothing is said with it", async () => {
  const scene = open();
  scene.board.say("\xff\xfb\x01");
  await until("it is told", () => scene.told === 1);
  assert.equal(scene.take().echoes, true);
  scene.link.close("hung up");
});

Deno.test("RemoteLink gives what came before the end, then says how it ended", async () => {
  for (
    const [last, end] of [[null, "closed"], [new Deno.errors.ConnectionReset(), "broken"]] as const
  ) {
    const scene = open();
    scene.board.say("Goodbye");
    scene.board.say(last);
    await until("it is over", () => scene.link.over);
    assert.deepEqual(scene.ends, [end]);
    assert.ok(scene.told >= 1);
    const news = scene.take();
    assert.deepEqual([scene.text, news.end], ["Goodbye", end]);
    assert.ok(scene.board.closed);
    assert.equal(scene.clock.pending, 0);
  }
});

Deno.test("RemoteLink hangs up on a board on which nothing happens, in neither direction", async () => {
  const scene = open({ idleTimeout: 1000 });
  scene.clock.advance(900);
  scene.board.say("x");
  await until("it is read", () => scene.told === 1);
  scene.clock.advance(900);
  await scene.link.send(Uint8Array.of(0x79));
  scene.clock.advance(900);
  assert.equal(scene.link.over, false);
  scene.clock.advance(200);
  assert.deepEqual(scene.ends, ["idle"]);
  assert.equal(scene.take().end, "idle");
});

Deno.test("RemoteLink ends once, and after forget() tells nobody", async () => {
  const scene = open();
  scene.link.forget();
  scene.link.close("hung up");
  scene.link.close("idle");
  await settle();
  assert.deepEqual([scene.ends, scene.told], [["hung up"], 0]);
});
