import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { Duplex } from "node:stream";
import { FakeClock } from "../../../lib/base/clock.ts";
import type { Arrival, Caller, CallerEvent } from "../../../lib/host/caller.ts";
import { Line } from "../../../lib/net/line.ts";
import type { FilesService } from "../../../lib/server/files_service.ts";
import { openSshSession } from "../../../lib/server/ssh_session.ts";
import { SshSocket } from "../../../lib/server/ssh_socket.ts";
import { FakeConnection } from "../../fakes/fake_connection.ts";
import { settle, until } from "../../fakes/until.ts";

/** A channel whose client takes nothing until it is told to. */
class HandChannel extends Duplex {
  readonly incoming = { window: 2 ** 21 };
  readonly said: string[] = [];
  readonly stderr = { write: (text: string) => this.said.push(text) };
  #waiting: (() => void)[] = [];
  taking = true;

  override _read(): void {}

  override _write(_chunk: Uint8Array, _encoding: string, done: () => void): void {
    if (this.taking) done();
    else this.#waiting.push(done);
  }

  takeAll(): void {
    this.taking = true;
    for (const done of this.#waiting.splice(0)) done();
  }

  exit(status: number): void {
    this.said.push(`exit ${status}`);
  }

  eof(): void {
    this.said.push("eof");
  }

  close(): void {
    this.said.push("close");
    this.emit("close");
  }
}

class Kit {
  readonly session = new EventEmitter();
  readonly clock = new FakeClock(1000);
  readonly connection = new FakeConnection("192.0.2.7", 5000);
  readonly socket: SshSocket;
  readonly channel = new HandChannel();
  readonly callers: Caller[] = [];
  readonly refused: string[] = [];
  typed = 0;
  admitting = true;
  sentAway = false;

  constructor(arrival: Arrival = { type: "user", handle: "Alice" }, onFiles?: FilesService) {
    const line = new Line(this.connection);
    this.socket = new SshSocket(line, line.readable.getReader(), new Uint8Array(0));
    openSshSession(this.session, {
      socket: this.socket,
      clock: this.clock,
      remote: line.remote,
      number: 1,
      arrival,
      exec: ["who"],
      open: (caller) => this.callers.push(caller),
      onFiles,
      serve: () => {
        if (onFiles === undefined) assert.fail("Nobody serves files");
      },
      admit: () => this.admitting,
      typed: () => void this.typed++,
      sentAway: () => void (this.sentAway = true),
      refused: (what) => this.refused.push(what),
    });
  }

  /** Asks for something; "yes", "no", or "nothing". */
  ask(event: string, ...info: unknown[]): string {
    let answer = "nothing";
    this.session.emit(
      event,
      () => {
        answer = "yes";
        return this.channel;
      },
      () => (answer = "no"),
      ...info,
    );
    return answer;
  }

  get caller(): Caller {
    return this.callers[0]!;
  }

  async end(): Promise<void> {
    this.socket.destroy();
    await until("the socket is closed", () => this.socket.closed);
  }
}

async function next(caller: Caller): Promise<CallerEvent | undefined> {
  const { done, value } = await caller.events[Symbol.asyncIterator]().next();
  return done === true ? undefined : value;
}

Deno.test("openSshSession() makes a caller of a shell, with what was told before", async () => {
  const kit = new Kit();
  assert.equal(kit.ask("pty", { term: "xterm", cols: 100, rows: 40 }), "yes");
  assert.equal(kit.ask("env", { key: "LANG", val: "C.UTF-8" }), "yes");
  assert.equal(kit.ask("env", { key: "LD_PRELOAD", val: "x" }), "no");
  assert.equal(kit.ask("shell"), "yes");
  const { sessionId, profile, arrival } = kit.caller;
  assert.equal(sessionId, "ssh-192.0.2.7:5000");
  assert.equal(profile.terminal, "xterm");
  assert.deepEqual(profile.size, { columns: 100, rows: 40 });
  assert.deepEqual(profile.environment, { LANG: "C.UTF-8" });
  assert.deepEqual(arrival, { type: "user", handle: "Alice" });
  assert.equal(kit.ask("shell"), "nothing", "there is one already");
  await kit.end();
});

Deno.test("openSshSession() calls a listed script by its name, and nothing else", async () => {
  const kit = new Kit();
  for (const command of ["id", "who; id", "who -x", "", "../who"]) {
    assert.equal(kit.ask("exec", { command }), "yes", "what is wrong is said on a channel");
    assert.deepEqual(kit.channel.said.splice(0), [
      `Cannot run script ${JSON.stringify(command.trim())}: there is: who\r\n`,
      "exit 127",
      "eof",
      "close",
    ]);
  }
  assert.equal(kit.refused.length, 5);
  assert.equal(kit.callers.length, 0);
  assert.equal(kit.ask("exec", { command: " who " }), "yes");
  assert.deepEqual(kit.caller.arrival, { type: "user", handle: "Alice", script: "who" });
  assert.equal(kit.caller.profile.plain, true);
  await kit.end();
  const terminal = new Kit();
  terminal.ask("pty", { term: "xterm", cols: 80, rows: 24 });
  terminal.ask("exec", { command: "who" });
  assert.equal(terminal.caller.profile.plain, undefined, "he has a terminal");
  await terminal.end();
  const piped = new Kit();
  piped.ask("shell");
  assert.equal(piped.caller.profile.plain, undefined, "who comes for the board gets the board");
  await piped.end();
  const stranger = new Kit({ type: "application" });
  assert.equal(stranger.ask("exec", { command: "who" }), "yes");
  assert.equal(stranger.callers.length, 0);
  assert.deepEqual(stranger.channel.said.slice(1), ["exit 127", "eof", "close"]);
  await stranger.end();
  // The library has one stream for a channel, and what was said on it was it.
  const again = new Kit();
  again.ask("exec", { command: "id" });
  Object.assign(again.session, { _channel: again.channel });
  again.admitting = false;
  assert.equal(again.ask("shell"), "nothing", "nobody is asked to admit a session that has no stream");
  await again.end();
});

Deno.test("openSshSession() begins nothing that is not admitted, and says so", async () => {
  const kit = new Kit();
  kit.admitting = false;
  assert.equal(kit.ask("shell"), "no");
  assert.equal(kit.ask("exec", { command: "who" }), "no");
  assert.equal(kit.callers.length, 0);
  kit.admitting = true;
  assert.equal(kit.ask("shell"), "yes");
  await kit.end();
});

Deno.test("openSshSession() serves files by SFTP and by scp, where there are files", async () => {
  const talks: unknown[] = [];
  const kit = new Kit({ type: "guest" }, (_arrival, remote, number) => ({
    idleLimit: 0,
    serve: (_stream, talk) => {
      talks.push([talk.type, talk.type === "scp" ? talk.command.direction : "", remote.port, number]);
      return Promise.resolve(3);
    },
  }));
  for (const command of ["scp -f a; id", "scp", "scp -x -t a"]) {
    assert.equal(kit.ask("exec", { command }), "yes", "what is wrong is said on a channel");
    assert.deepEqual(kit.channel.said.splice(0).slice(1), ["exit 127", "eof", "close"], command);
  }
  assert.equal(kit.ask("exec", { command: "scp -t 'my files'" }), "yes");
  await until("it is over", () => kit.channel.said.length > 0);
  assert.deepEqual(kit.channel.said, ["exit 3", "eof", "close"]);
  assert.deepEqual(talks, [["scp", "to", 5000, 1]]);
  assert.equal(kit.ask("subsystem", { name: "sftp" }), "nothing", "there is one already");
  await kit.end();
});

Deno.test("openSshSession() refuses subsystems that nobody serves", async () => {
  const kit = new Kit();
  assert.equal(kit.ask("subsystem", { name: "sftp" }), "no");
  assert.equal(kit.ask("subsystem", { name: "netconf" }), "no");
  assert.deepEqual(kit.refused, ["sftp", "subsystem"]);
  await kit.end();
});

Deno.test("A caller by SSH tells keys and sizes in order, and ends when the channel does", async () => {
  const kit = new Kit();
  kit.ask("shell");
  assert.equal(kit.typed, 0);
  kit.channel.push("ab");
  assert.equal(kit.typed, 1);
  assert.deepEqual(await next(kit.caller), { type: "input", bytes: new TextEncoder().encode("ab") });
  kit.ask("window-change", { cols: 132, rows: 43 });
  assert.deepEqual(await next(kit.caller), { type: "resize", size: { columns: 132, rows: 43 } });
  kit.channel.push("");
  assert.equal(kit.typed, 1, "neither a size nor nothing is typed");
  const end = next(kit.caller);
  kit.channel.emit("close");
  assert.equal(await end, undefined);
  await kit.end();
});

Deno.test("A caller by SSH who types no more is read to, while his script still writes, and then ends", async () => {
  const kit = new Kit();
  kit.ask("shell");
  kit.channel.push("q");
  kit.channel.push(null);
  assert.equal((await next(kit.caller))?.type, "input");
  assert.deepEqual(await next(kit.caller), { type: "inputEnd" }, "his script hears of it");
  let over = false;
  const end = next(kit.caller).then(() => (over = true));
  await until("it waits", () => kit.clock.pending === 1);
  kit.channel.taking = false;
  const written = kit.caller.write(new Uint8Array(10));
  kit.clock.advance(30_000);
  await settle();
  assert.equal(over, false, "a write is under way");
  kit.channel.takeAll();
  kit.socket.write("encrypted, and longer");
  await written;
  kit.clock.advance(30_000);
  await end;
  await kit.end();
});

Deno.test("Caller.write() by SSH resolves when the client has room and the socket has taken it", async () => {
  const kit = new Kit();
  kit.ask("shell");
  kit.channel.taking = false;
  let taken = false;
  const written = kit.caller.write(new TextEncoder().encode("hello")).then(() => (taken = true));
  await settle();
  kit.channel.takeAll();
  await settle();
  assert.equal(taken, false);
  kit.socket.write("encrypted");
  await written;
  kit.caller.close();
  await assert.rejects(kit.caller.write(new Uint8Array(1)), /closed/);
  await kit.end();
});

Deno.test("Caller.close() by SSH tells how the session ended", async () => {
  for (const [how, status] of [["logged off", 0], ["hung up", 0], ["failed", 1], ["sent away", 1]] as const) {
    const kit = new Kit();
    kit.ask("shell");
    kit.caller.close(how);
    assert.deepEqual(kit.channel.said, [`exit ${status}`, "eof", "close"]);
    assert.equal(kit.sentAway, how === "sent away");
    await kit.end();
  }
});
