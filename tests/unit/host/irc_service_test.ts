import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { nicksFor } from "../../../lib/host/irc_service.ts";
import type { IrcCommand, IrcEvent } from "../../../lib/wire/world_calls.ts";
import type { IrcSettings } from "../../../lib/wire/world_settings.ts";
import { AskedBoard, type BoardCaller } from "../../fakes/board_caller.ts";
import { FakeIrcServer } from "../../fakes/fake_irc_server.ts";
import { until } from "../../fakes/until.ts";

/** An event by the name of its type, also where several share a shape. */
type Told<T extends IrcEvent["type"]> = IrcEvent extends infer E
  ? E extends { readonly type: infer U } ? T extends U ? E : never : never
  : never;

/** A caller who goes to IRC, and what he is told there. */
class Goer implements AsyncDisposable {
  readonly events: IrcEvent[] = [];
  /** Whether the session takes events. */
  awake = true;

  private constructor(
    readonly server: FakeIrcServer,
    readonly board: AskedBoard,
    readonly caller: BoardCaller,
    readonly clock: FakeClock,
  ) {
    caller.host.deliver = (topic: string, from: string | undefined, data: string) => {
      assert.deepEqual([topic, from], ["irc", undefined]);
      if (this.awake) this.events.push(JSON.parse(data));
      return this.awake;
    };
  }

  static async open(settings: Partial<IrcSettings> = {}, handle = "jorg"): Promise<Goer> {
    const server = FakeIrcServer.open();
    const clock = new FakeClock(1000);
    const irc = { enabled: true, server: "127.0.0.1", port: server.port, tls: false, ...settings };
    const board = await AskedBoard.open(["boss", "jorg"], { irc, clock });
    const caller = await board.caller(handle === "guest" ? "nobody" : "jorg");
    return new Goer(server, board, caller, clock);
  }

  ask(command: IrcCommand) {
    return this.caller.call({ verb: "irc", command });
  }

  async connect(): Promise<void> {
    await this.ask({ type: "connect" });
    await this.told("names");
  }

  /** Time goes by, so that he may ask for more. */
  rest(): void {
    this.clock.advance(10_000);
  }

  /** Waits for an event of a type, and takes everything up to it. */
  async told<T extends IrcEvent["type"]>(type: T): Promise<Told<T>> {
    const at = await until(`"${type}" is told, not only ${JSON.stringify(this.events)}`, () => {
      const index = this.events.findIndex((event) => event.type === type);
      return index < 0 ? undefined : index + 1;
    });
    return this.events.splice(0, at).at(-1) as Told<T>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.board[Symbol.dispose]();
    await until("the line is closed", () => this.server.size === 0);
    await this.server[Symbol.asyncDispose]();
  }
}

Deno.test("nicksFor makes nicknames that IRC knows out of any handle, and others for when they are taken", () => {
  assert.deepEqual(nicksFor("alice", 9), ["alice", "alice_", "alice__", "alice1", "alice2"]);
  assert.deepEqual(nicksFor("Jörg S", 16)[0], "Jorg_S");
  assert.deepEqual(nicksFor("42", 16)[0], "_42");
  assert.deepEqual(nicksFor("averylongname", 5), ["avery", "aver_", "ave__", "aver1", "aver2"]);
  assert.deepEqual(nicksFor("日本", 1)[0], "_");
});

Deno.test("IrcService connects under the handle, joins the channel, and tells topic, names and words", async () => {
  await using goer = await Goer.open();
  assert.deepEqual(await goer.ask({ type: "connect" }), { nick: "jorg", channel: "#x84" });
  assert.deepEqual(await goer.told("connecting"), { type: "connecting", server: "127.0.0.1", attempt: 1 });
  assert.deepEqual(await goer.told("connected"), { type: "connected", nick: "jorg" });
  assert.deepEqual(await goer.told("join"), { type: "join", nick: "jorg", channel: "#x84", text: "" });
  assert.equal((await goer.told("topic")).text, "Welcome");
  assert.deepEqual((await goer.told("names")).names, ["oper", "voice", "guest42", "jorg"]);
  await goer.server.send(":oper!o@h PRIVMSG #x84 :\x0304hello\x1b[2J");
  assert.deepEqual(await goer.told("message"), {
    type: "message",
    kind: "say",
    from: "oper",
    target: "#x84",
    text: "\x0304hello\x1b[2J",
  });
  assert.ok(goer.server.lines.includes("USER jorg 0 * :jorg at x84"), goer.server.lines.join("\n"));
});

Deno.test("IrcService says, acts, asks and changes the topic, with colours and without line ends", async () => {
  await using goer = await Goer.open();
  await goer.connect();
  goer.rest();
  await goer.ask({ type: "say", target: "#x84", text: "|12red\r\nQUIT" });
  await goer.ask({ type: "action", target: "#x84", text: "waves" });
  await goer.ask({ type: "say", target: "oper", text: "psst" });
  await goer.ask({ type: "setTopic", channel: "#x84", text: "New topic" });
  assert.equal((await goer.told("topic")).text, "New topic");
  await goer.ask({ type: "names", channel: "#X84" });
  await goer.told("names");
  const said = goer.server.lines.filter((line) => /^(PRIVMSG|TOPIC|NAMES|QUIT)/.test(line));
  assert.deepEqual(said, [
    "PRIVMSG #x84 :\x0304red QUIT",
    "PRIVMSG #x84 :\x01ACTION waves\x01",
    "PRIVMSG oper psst",
    "TOPIC #x84 :New topic",
    "NAMES #X84",
  ]);
});

Deno.test("IrcService refuses guests, boards without IRC, other channels, and who asks too fast", async () => {
  await using guest = await Goer.open({}, "guest");
  await assert.rejects(guest.ask({ type: "connect" }), /guests have no account/);
  await using off = await Goer.open({ enabled: false });
  assert.equal((await off.ask({ type: "connect" })).refused, "This board does not use IRC.");
  assert.equal(off.server.size, 0);
  await using goer = await Goer.open();
  assert.equal(
    (await goer.ask({ type: "say", target: "#x84", text: "x" })).refused,
    "You are not connected. /connect tries.",
  );
  await goer.connect();
  assert.equal(
    (await goer.ask({ type: "join", channel: "#other" })).refused,
    "Only one channel may be used here.",
  );
  for (let i = 0; i < 5; i++) {
    assert.equal((await goer.ask({ type: "names", channel: "#x84" })).refused, undefined);
  }
  assert.equal((await goer.ask({ type: "names", channel: "#x84" })).refused, "Not so fast, please.");
  goer.clock.advance(1500);
  assert.equal((await goer.ask({ type: "names", channel: "#x84" })).refused, undefined);
  // To quit and come again does not help.
  await goer.ask({ type: "quit", text: "" });
  assert.equal((await goer.ask({ type: "connect" })).refused, "Not so fast, please.");
});

Deno.test("IrcService joins other channels where [irc] join allows it", async () => {
  await using goer = await Goer.open({ join: true });
  await goer.connect();
  assert.equal((await goer.ask({ type: "join", channel: "#other" })).refused, undefined);
  assert.equal((await goer.told("join")).channel, "#other");
});

Deno.test("IrcService takes another nickname when one is in use, and gives up when all are", async () => {
  await using goer = await Goer.open();
  goer.server.taken.add("jorg").add("jorg_");
  await goer.connect();
  assert.ok(goer.server.lines.includes("NICK jorg__"));
  assert.equal((await goer.ask({ type: "names", channel: "#x84" })).nick, "jorg__");
  await using unlucky = await Goer.open();
  for (const nick of nicksFor("jorg", 16)) unlucky.server.taken.add(nick);
  await unlucky.ask({ type: "connect" });
  const { reason, retry } = await unlucky.told("closed");
  assert.deepEqual([reason, retry], ["all nicknames that were tried are in use", undefined]);
});

Deno.test("IrcService connects again when the line was lost, ever more slowly, and comes in again when kicked", async () => {
  await using goer = await Goer.open();
  await goer.connect();
  goer.server.drop();
  assert.equal((await goer.told("closed")).retry, 2);
  goer.clock.advance(2000);
  assert.equal((await goer.told("connecting")).attempt, 2);
  await goer.told("names");
  await goer.server.send(":oper!o@h KICK #x84 jorg :out");
  assert.equal((await goer.told("kick")).text, "out");
  assert.equal((await goer.told("join")).nick, "jorg");
});

Deno.test("IrcService does not try again by itself where it was never let in", async () => {
  await using goer = await Goer.open({ port: 1 });
  await goer.ask({ type: "connect" });
  const { retry, reason } = await goer.told("closed");
  assert.equal(retry, undefined);
  assert.match(reason, /refused|connect/i);
});

Deno.test("IrcService gives up a server that does not welcome anybody", async () => {
  const silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepted = silent.accept();
  await using goer = await Goer.open({ port: silent.addr.port });
  await goer.ask({ type: "connect" });
  const connection = await accepted;
  await until("the client speaks", async () => await connection.read(new Uint8Array(512)) !== null);
  goer.clock.advance(45_000);
  assert.match((await goer.told("closed")).reason, /did not let us in/);
  connection.close();
  silent.close();
});

Deno.test("IrcService counts what a session did not take, and tells it later", async () => {
  await using goer = await Goer.open();
  await goer.connect();
  goer.awake = false;
  for (let i = 0; i < 3; i++) await goer.server.send(`:oper!o@h PRIVMSG #x84 :${i}`);
  await goer.server.send("PING :sync");
  await until("the server is answered", () => goer.server.lines.some((line) => line.includes("sync")));
  goer.awake = true;
  await goer.server.send(":oper!o@h PRIVMSG #x84 :last");
  assert.deepEqual(await goer.told("lost"), { type: "lost", count: 3 });
  assert.equal((await goer.told("message")).text, "last");
});

Deno.test("IrcService says goodbye for quit, and hangs up when the session ends", async () => {
  await using goer = await Goer.open();
  await goer.connect();
  await goer.ask({ type: "quit", text: "See you" });
  await until("it is gone", () => goer.server.size === 0);
  assert.equal(goer.server.lines.at(-1), "QUIT :See you");
  goer.rest();
  await goer.connect();
  goer.caller.host.end("hung up");
  await until("it is gone", () => goer.server.size === 0);
  assert.equal(goer.caller.kit.board.irc.size, 0);
});

Deno.test("IrcService survives a server that sends what no server should", async () => {
  await using goer = await Goer.open();
  await goer.connect();
  await goer.server.send(":fake 005 jorg CHANTYPES :x");
  await goer.server.send("@a=b;c :x!y@z FOO");
  await goer.server.send(":");
  await goer.server.send(`:fake 353 jorg = #x84 :${"n ".repeat(2000)}`);
  await goer.server.send(`:oper!o@h PRIVMSG #x84 :${"w".repeat(5000)}`);
  await until("it goes on or was closed", () => {
    return goer.events.some(({ type }) => type === "message" || type === "closed");
  });
  for (const event of goer.events) assert.ok(JSON.stringify(event).length < 16 * 1024);
});
