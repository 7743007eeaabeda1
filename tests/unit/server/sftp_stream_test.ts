import assert from "node:assert/strict";
import { Duplex } from "node:stream";
import { FakeClock } from "../../../lib/base/clock.ts";
import { SftpChannel } from "../../../lib/server/sftp_stream.ts";
import { settle, until } from "../../fakes/until.ts";

/** A channel whose client takes everything. */
class OpenChannel extends Duplex {
  readonly incoming = { window: 2 ** 21 };
  readonly said: string[] = [];

  override _read(): void {}

  override _write(_chunk: Uint8Array, _encoding: string, done: () => void): void {
    done();
  }

  exit(status: number): void {
    this.said.push(`exit ${status}`);
  }

  eof(): void {}

  readonly stderr = { write: () => true };

  close(): void {
    this.said.push("close");
    this.emit("close");
  }
}

const LIMIT = 10_000;

function open(idleLimit: number) {
  const clock = new FakeClock(1000);
  const channel = new OpenChannel();
  const holds = new Set<() => boolean>();
  const takes: (() => void)[] = [];
  let sentAway = 0;
  const stream = new SftpChannel(channel, {
    clock,
    idleLimit,
    socket: {
      produced: 0,
      takenUpTo: () => new Promise<void>((resolve) => takes.push(resolve)),
      hold: (held) => {
        holds.add(held);
        return () => holds.delete(held);
      },
      look: () => {},
      on: () => {},
      off: () => {},
    },
    sentAway: () => sentAway++,
  });
  return { clock, channel, stream, holds, takes, sentAway: () => sentAway };
}

Deno.test("SftpChannel sends a client away who does nothing as long as the limit, and one without limit never", () => {
  const { clock, channel, sentAway, holds } = open(LIMIT);
  assert.equal(holds.size, 1);
  clock.advance(LIMIT - 1);
  assert.deepEqual(channel.said, []);
  clock.advance(1);
  assert.deepEqual(channel.said, ["exit 1", "close"]);
  assert.equal(sentAway(), 1);
  assert.equal(holds.size, 0);
  assert.equal(clock.pending, 0);
  const patient = open(0);
  patient.clock.advance(1000 * LIMIT);
  assert.deepEqual(patient.channel.said, []);
  patient.stream.close(0);
});

Deno.test("SftpChannel: who asks for something or takes what he is sent is not idle", async () => {
  const { clock, channel, stream, takes, sentAway } = open(LIMIT);
  const pieces = stream.readable[Symbol.asyncIterator]();
  for (let turn = 0; turn < 3; turn++) {
    clock.advance(LIMIT - 1);
    const next = pieces.next();
    channel.push("asked");
    assert.equal((await next).value?.length, 5);
    clock.advance(LIMIT - 1);
    const written = stream.write(new Uint8Array(10));
    await until("it is on its way", () => takes.length > 0);
    takes.pop()!();
    await written;
  }
  // What he does not take is no life of his.
  const written = stream.write(new Uint8Array(10));
  const lost = assert.rejects(written, /closed/);
  await settle();
  clock.advance(LIMIT);
  assert.deepEqual(channel.said, ["exit 1", "close"]);
  assert.equal(sentAway(), 1);
  takes.pop()?.();
  await lost.catch(() => {});
});

Deno.test("SftpChannel.close() tells a client how it ended, and is no sending away", async () => {
  const { clock, channel, stream, sentAway } = open(LIMIT);
  const next = stream.readable[Symbol.asyncIterator]().next();
  stream.close(0);
  assert.equal((await next).done, true);
  assert.deepEqual(channel.said, ["exit 0", "close"]);
  stream.sendAway();
  clock.advance(LIMIT);
  assert.equal(sentAway(), 0);
});
