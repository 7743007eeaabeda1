import assert from "node:assert/strict";
import { concatBytes } from "../../../lib/base/bytes.ts";
import { silentLogger } from "../../../lib/log/logger.ts";
import { parseScpCommand } from "../../../lib/net/scp_command.ts";
import { serveScp } from "../../../lib/server/scp_session.ts";
import { SftpPlace } from "../../fakes/sftp_place.ts";
import { settle, until } from "../../fakes/until.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** A client in memory. */
class Client {
  said: Uint8Array = new Uint8Array(0);
  /** Whether it takes what it is sent. */
  reading = true;
  held: (() => void)[] = [];
  /** Bytes that wait for it. */
  waiting = 0;
  #sent: Uint8Array[] = [];
  #ended = false;
  #wake: (() => void) | undefined;
  readonly readable = this.#read();

  send(text: string): void {
    this.#sent.push(bytes(text));
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async write(data: Uint8Array): Promise<void> {
    const copy = data.slice();
    this.waiting += copy.length;
    if (!this.reading) await new Promise<void>((take) => this.held.push(take));
    this.waiting -= copy.length;
    this.said = concatBytes([this.said, copy]);
  }

  get text(): string {
    return new TextDecoder().decode(this.said);
  }

  async *#read(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const next = this.#sent.shift();
      if (next !== undefined) yield next;
      else if (this.#ended) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

async function begin(place: SftpPlace, role: "sysop" | "user", words: string) {
  const client = new Client();
  const command = parseScpCommand(`scp ${words}`)!;
  const parts = {
    command,
    visit: await place.visit(role),
    handle: "bob",
    hostname: "192.0.2.1",
    log: silentLogger,
  };
  return { client, served: serveScp(client, parts) };
}

/** All that a client is sent who says yes to everything. */
async function fetchAll(place: SftpPlace, role: "sysop" | "user", words: string): Promise<[boolean, string]> {
  const { client, served } = await begin(place, role, words);
  client.send("\0".repeat(1000));
  return [await served, client.text];
}

Deno.test("serveScp sends a folder, in its order and with what is in it, and no folder within itself", async () => {
  await using place = await SftpPlace.make();
  await Deno.symlink(".", `${place.home}/public/games/loop`);
  await Deno.symlink("..", `${place.home}/public/games/above`);
  const [good, said] = await fetchAll(place, "user", "-r -f games");
  assert.ok(good);
  assert.match(said, /^D0755 0 games\n/);
  assert.match(said, /C0644 6 tetris\nblocks\0/);
  assert.match(said, /D0755 0 above\n.*C0644 7 readme\nRead me\0/s, "what is above it is in the root, too");
  const lines = said.split(/[\n\0]/);
  const begun = lines.filter((line) => line.startsWith("D0"));
  assert.equal(begun.length, lines.filter((line) => line === "E").length);
  assert.doesNotMatch(said, /loop|hidden|config|SECRET|dangling/);
});

Deno.test("serveScp tells times with -p, and of each thing that cannot be sent", async () => {
  await using place = await SftpPlace.make();
  await Deno.utime(`${place.home}/public/readme`, 1000, 2000);
  assert.deepEqual(await fetchAll(place, "user", "-p -f readme"), [
    true,
    "T2000 0 2000 0\nC0644 7 readme\nRead me\0",
  ]);
  const [good, said] = await fetchAll(place, "user", "-f out games ../secret readme");
  assert.ok(!good);
  assert.equal(
    said,
    "\x01scp: out: No such file\n\x01scp: /games: This is a folder\n\x01scp: ../secret: No such file\n" +
      "C0644 7 readme\nRead me\0",
  );
});

Deno.test("serveScp goes on to the next file when a client wants one not, and ends when he wants none", async () => {
  await using place = await SftpPlace.make();
  const first = await begin(place, "user", "-f readme games/tetris");
  first.client.send("\0\x01no\n\0\0");
  assert.equal(await first.served, false);
  assert.equal(first.client.text, "C0644 7 readme\nC0644 6 tetris\nblocks\0");
  const second = await begin(place, "user", "-f readme games/tetris");
  second.client.send("\0\x02no\n");
  assert.equal(await second.served, false);
  assert.equal(second.client.text, "C0644 7 readme\n");
});

Deno.test("serveScp waits for a client who does not read, with bounded bytes", async () => {
  await using place = await SftpPlace.make();
  await Deno.writeFile(`${place.home}/public/big`, new Uint8Array(5_000_000).fill(7));
  const { client, served } = await begin(place, "user", "-f big");
  client.send("\0\0");
  client.reading = false;
  await until("it has had enough", () => client.waiting > 512 * 1024);
  await settle();
  assert.ok(client.waiting < 1024 * 1024, `${client.waiting} bytes wait`);
  client.reading = true;
  for (const take of client.held.splice(0)) take();
  client.send("\0");
  assert.ok(await served);
  assert.equal(client.said.length, "C0644 5000000 big\n".length + 5_000_000 + 1);
  assert.ok(client.said.subarray(18, -1).every((byte) => byte === 7));
});

Deno.test("serveScp refuses a file by its line when there is no room for it, and reads none of it", async () => {
  await using place = await SftpPlace.make();
  const { client, served } = await begin(place, "user", "-t .");
  client.send("C0644 2000000 large\n");
  await until("an answer", () => client.text.includes("\n"));
  assert.equal(client.text, "\0\x01scp: ./large: The file is larger than files may be here\n");
  client.send("C0644 4 small\ndata\0");
  await until("it is taken", () => place.text("public/__uploads__/small") === "data");
  // Nor is what was there before gone.
  client.send("C0644 2000000 small\n");
  await until("another answer", () => client.text.split("\n").length > 2);
  assert.equal(place.text("public/__uploads__/small"), "data");
  client.end();
  assert.equal(await served, false);
  assert.deepEqual([...Deno.readDirSync(`${place.home}/public/__uploads__`)].map(({ name }) => name), [
    "small",
  ]);
});
