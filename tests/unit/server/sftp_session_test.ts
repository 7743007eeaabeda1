import assert from "node:assert/strict";
import { silentLogger } from "../../../lib/log/logger.ts";
import { MAX_HANDLES } from "../../../lib/server/sftp_handles.ts";
import { serveSftp } from "../../../lib/server/sftp_session.ts";
import {
  sftpHandle,
  sftpPacket,
  sftpString,
  SftpTestClient,
  uint32,
  uint64,
} from "../../fakes/sftp_client.ts";
import { SftpPlace } from "../../fakes/sftp_place.ts";
import { settle, until } from "../../fakes/until.ts";

const [OPEN, CLOSE, READ, WRITE, LSTAT, FSTAT, SETSTAT, FSETSTAT] = [3, 4, 5, 6, 7, 8, 9, 10];
const [OPENDIR, READDIR, REMOVE, REALPATH, STAT, RENAME, EXTENDED] = [11, 12, 13, 16, 17, 18, 200];
const [STATUS, HANDLE, DATA, NAME, ATTRS, EXTENDED_REPLY] = [101, 102, 103, 104, 105, 201];
const [OK, EOF, NO_SUCH_FILE, DENIED, FAILURE, UNSUPPORTED] = [0, 1, 2, 3, 4, 8];
const NO_ATTRS = uint32(0);

/** A session on a place, greeted. */
class Scene implements AsyncDisposable {
  readonly client = new SftpTestClient();

  private constructor(readonly place: SftpPlace, readonly served: { fair?: boolean; over: Promise<void> }) {}

  static async open(role: "sysop" | "user" = "user"): Promise<Scene> {
    const place = await SftpPlace.make();
    const served: { fair?: boolean; over: Promise<void> } = { over: Promise.resolve() };
    const scene = new Scene(place, served);
    const visit = await place.visit(role);
    const parts = { visit, handle: "bob", hostname: "192.0.2.1", log: silentLogger };
    served.over = serveSftp(scene.client, parts).then((fair) => void (served.fair = fair));
    const version = await scene.client.ask(1, uint32(3));
    assert.equal(version.type, 2);
    assert.equal(version.id, 3);
    return scene;
  }

  async openFile(path: string, flags: number): Promise<number> {
    const { type, body } = await this.client.ask(OPEN, sftpString(path), uint32(flags), NO_ATTRS);
    assert.equal(type, HANDLE, path);
    return new DataView(body.buffer).getUint32(4);
  }

  async status(type: number, ...parts: readonly Uint8Array[]): Promise<number> {
    const answer = await this.client.ask(type, ...parts);
    assert.equal(answer.type, STATUS);
    return answer.number;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.end();
    await this.served.over;
    await this.place[Symbol.asyncDispose]();
  }
}

Deno.test("serveSftp opens, reads in pieces, tells the end and forgets what was closed", async () => {
  await using scene = await Scene.open();
  const handle = await scene.openFile("/games/tetris", 1);
  const { type, body } = await scene.client.ask(READ, sftpHandle(handle), uint64(2), uint32(3));
  assert.equal(type, DATA);
  assert.equal(new TextDecoder().decode(body.subarray(4)), "ock");
  assert.equal((await scene.client.ask(FSTAT, sftpHandle(handle))).type, ATTRS);
  for (const offset of [6, 1e9, 2 ** 60]) {
    assert.equal(await scene.status(READ, sftpHandle(handle), uint64(offset), uint32(3)), EOF);
  }
  assert.equal(await scene.status(WRITE, sftpHandle(handle), uint64(0), sftpString("x")), DENIED);
  assert.equal(await scene.status(CLOSE, sftpHandle(handle)), OK);
  assert.equal(await scene.status(CLOSE, sftpHandle(handle)), FAILURE);
  assert.equal(await scene.status(READ, sftpHandle(handle), uint64(0), uint32(1)), FAILURE);
  assert.equal(await scene.status(READ, sftpString("strange handle"), uint64(0), uint32(1)), FAILURE);
});

Deno.test("serveSftp lists a folder page by page, and tells paths as the client sees them", async () => {
  await using scene = await Scene.open();
  for (let i = 0; i < 150; i++) await Deno.writeTextFile(`${scene.place.home}/public/games/file-${i}`, "");
  const { body } = await scene.client.ask(OPENDIR, sftpString("games"));
  const handle = new DataView(body.buffer).getUint32(4);
  let count = 0;
  for (;;) {
    const page = await scene.client.ask(READDIR, sftpHandle(handle));
    if (page.type === STATUS) {
      assert.equal(page.number, EOF);
      break;
    }
    assert.equal(page.type, NAME);
    count += page.number;
  }
  assert.equal(count, 151);
  const real = await scene.client.ask(REALPATH, sftpString("../games/./x/.."));
  assert.match(new TextDecoder().decode(real.body), /\/games/);
  assert.doesNotMatch(new TextDecoder().decode(real.body), /\.\./);
});

Deno.test("serveSftp: clients that look at what they have sent see it, and what they may not have is denied", async () => {
  await using scene = await Scene.open();
  const handle = await scene.openFile("gift", 2 | 8 | 32);
  assert.equal(await scene.status(WRITE, sftpHandle(handle), uint64(0), sftpString("data")), OK);
  const size = async (type: number, ...parts: readonly Uint8Array[]) => {
    const { type: answer, body } = await scene.client.ask(type, ...parts);
    assert.equal(answer, ATTRS);
    return Number(new DataView(body.buffer).getBigUint64(4));
  };
  assert.equal(await size(STAT, sftpString("/gift")), 4);
  assert.equal(await size(LSTAT, sftpString("/__uploads__/gift")), 4);
  assert.equal(await size(FSTAT, sftpHandle(handle)), 4);
  const [mode, times] = [uint32(4, 0o100755), uint32(4 | 8, 0o100755, 1000, 2000)];
  assert.equal(await scene.status(FSETSTAT, sftpHandle(handle), mode), DENIED);
  assert.equal(await scene.status(FSETSTAT, sftpHandle(handle), uint32(4, 0o100600)), OK);
  assert.equal(await scene.status(FSETSTAT, sftpHandle(handle), times), OK);
  const [owner, both] = [uint32(2, 0, 0), uint32(2 | 4, 0, 0, 0o600)];
  assert.equal(await scene.status(FSETSTAT, sftpHandle(handle), owner), DENIED);
  assert.equal(await scene.status(CLOSE, sftpHandle(handle)), OK);
  assert.equal(await scene.status(SETSTAT, sftpString("gift"), owner), DENIED);
  assert.equal(await scene.status(SETSTAT, sftpString("gift"), both), OK);
  assert.equal(await scene.status(SETSTAT, sftpString("gift"), times), OK);
  assert.equal(await scene.status(SETSTAT, sftpString("gift"), mode), DENIED);
  assert.equal(await scene.status(RENAME, sftpString("gift"), sftpString("/present")), OK);
  const { mtime, mode: bits } = await Deno.stat(`${scene.place.home}/public/__uploads__/present`);
  assert.deepEqual([mtime?.getTime(), bits! & 0o777], [2_000_000, 0o644]);
  const room = await scene.client.ask(EXTENDED, sftpString("statvfs@openssh.com"), sftpString("/"));
  assert.equal(room.type, EXTENDED_REPLY);
  assert.equal(
    await scene.status(EXTENDED, sftpString("statvfs@openssh.com"), sftpString("/no")),
    NO_SUCH_FILE,
  );
  assert.equal(await scene.status(EXTENDED, sftpString("fstatvfs@openssh.com"), sftpHandle(9)), FAILURE);
  assert.equal(await scene.status(REMOVE, sftpString("present")), OK);
});

Deno.test("serveSftp tells all names of a folder that has many", async () => {
  await using scene = await Scene.open();
  const folder = `${scene.place.home}/public/games`;
  for (let n = 0; n < 21_000; n++) Deno.writeFileSync(`${folder}/${n}`, new Uint8Array(0));
  const { type, body } = await scene.client.ask(OPENDIR, sftpString("games"));
  assert.equal(type, HANDLE);
  const handle = new DataView(body.buffer).getUint32(4);
  let count = 0;
  for (let page; (page = await scene.client.ask(READDIR, sftpHandle(handle))).type === NAME;) {
    count += page.number;
  }
  assert.equal(count, 21_001, "once only 20,000 of them were told");
  for (let n = 21_000; n < 22_000; n++) Deno.writeFileSync(`${folder}/${n}`, new Uint8Array(0));
  assert.equal(
    await scene.status(OPENDIR, sftpString("games")),
    FAILURE,
    "too many are refused, and not cut",
  );
});

Deno.test("serveSftp answers what cannot be, and goes on", async () => {
  await using scene = await Scene.open();
  assert.equal(await scene.status(OPEN, sftpString("../secret"), uint32(1), NO_ATTRS), NO_SUCH_FILE);
  assert.equal(await scene.status(OPEN, sftpString("out"), uint32(1), NO_ATTRS), NO_SUCH_FILE);
  assert.equal(await scene.status(OPEN, sftpString("games/x"), uint32(2 | 8), NO_ATTRS), DENIED);
  assert.equal(await scene.status(19, sftpString("in")), UNSUPPORTED);
  assert.equal(await scene.status(20, sftpString("a"), sftpString("/etc/passwd")), UNSUPPORTED);
  assert.equal(await scene.status(EXTENDED, sftpString("hardlink@openssh.com")), UNSUPPORTED);
  assert.equal(await scene.status(17, uint32(1), Uint8Array.of(0xff)), NO_SUCH_FILE);
  assert.equal((await scene.client.ask(EXTENDED, sftpString("limits@openssh.com"))).type, EXTENDED_REPLY);
});

Deno.test("serveSftp gives out so many handles and no more", async () => {
  await using scene = await Scene.open();
  for (let i = 0; i < MAX_HANDLES; i++) await scene.openFile("readme", 1);
  assert.equal(await scene.status(OPEN, sftpString("readme"), uint32(1), NO_ATTRS), FAILURE);
  assert.equal(await scene.status(CLOSE, sftpHandle(1)), OK);
  await scene.openFile("readme", 1);
});

Deno.test("serveSftp takes away an upload that was not closed, and keeps one that was", async () => {
  const scene = await Scene.open();
  await using place = scene.place;
  for (const name of ["whole", "half"]) {
    const handle = await scene.openFile(name, 2 | 8 | 16);
    assert.equal(await scene.status(WRITE, sftpHandle(handle), uint64(0), sftpString("data")), OK);
    if (name === "whole") assert.equal(await scene.status(CLOSE, sftpHandle(handle)), OK);
  }
  assert.equal(place.text("public/__uploads__/half"), "data");
  scene.client.end();
  await scene.served.over;
  assert.equal(scene.served.fair, true);
  assert.equal(place.text("public/__uploads__/half"), undefined);
  assert.equal(place.text("public/__uploads__/whole"), "data");
});

Deno.test("serveSftp ends for who does not begin with INIT, says it twice or sends no SFTP", async () => {
  for (const bad of [sftpPacket(1, uint32(3)), uint32(0xffffffff), sftpPacket(READ, uint32(1))]) {
    const scene = await Scene.open();
    await using _place = scene.place;
    scene.client.send(bad);
    await scene.served.over;
    assert.equal(scene.served.fair, false);
  }
  await using place = await SftpPlace.make();
  const client = new SftpTestClient();
  client.send(sftpPacket(17, uint32(1), sftpString("/")));
  const parts = { visit: await place.visit("user"), handle: "bob", hostname: "192.0.2.1", log: silentLogger };
  assert.equal(await serveSftp(client, parts), false);
});

Deno.test("serveSftp waits for a client who asks without reading, and then answers all of it in order", async () => {
  await using scene = await Scene.open("sysop");
  await Deno.writeFile(`${scene.place.home}/public/big`, new Uint8Array(300_000));
  const handle = await scene.openFile("big", 1);
  const { client } = scene;
  client.reading = false;
  const before = client.taken;
  for (let id = 1000; id < 1100; id++) {
    client.send(sftpPacket(READ, uint32(id), sftpHandle(handle), uint64(0), uint32(250_000)));
  }
  const held = () => client.held.reduce((sum, { bytes }) => sum + bytes.length, 0);
  await until("it has had enough", () => held() > 512 * 1024);
  await settle();
  assert.ok(held() < 1.5 * 1024 * 1024, `${held()} bytes wait`);
  assert.ok(client.taken - before < 10, `${client.taken - before} requests were taken`);
  client.reading = true;
  for (const { take } of client.held.splice(0)) take();
  for (let id = 1000; id < 1100; id++) assert.equal((await client.next()).id, id);
});
