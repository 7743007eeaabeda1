import assert from "node:assert/strict";
import { FakeClock, systemClock } from "../../../lib/base/clock.ts";
import { IrcTransport } from "../../../lib/net/irc_transport.ts";
import { CERTIFICATE, CERTIFICATE_KEY } from "../../fakes/certificate.ts";
import { FakeIrcServer } from "../../fakes/fake_irc_server.ts";
import { until, within } from "../../fakes/until.ts";

function open(port: number, clock = systemClock, tls = false) {
  const transport = new IrcTransport({ host: "127.0.0.1", port, tls, clock });
  const lines: string[] = [];
  const closed = Promise.withResolvers<Error | undefined>();
  const opened = Promise.withResolvers<void>();
  transport.on("line", (line: string) => lines.push(line));
  transport.on("open", () => opened.resolve());
  transport.on("close", (error?: Error) => closed.resolve(error));
  transport.connect();
  return { transport, lines, closed: closed.promise, opened: opened.promise };
}

Deno.test("IrcTransport takes lines apart however they arrive, in UTF-8 and Latin-1", async () => {
  await using server = FakeIrcServer.open();
  const { transport, lines, opened, closed } = open(server.port);
  await within("it is open", opened);
  await until("the server knows it", () => server.size === 1);
  await server.sendBytes(new TextEncoder().encode("one\r\ntwo\nthr"));
  await server.sendBytes(new TextEncoder().encode("ee \u00e9\r\n"));
  await server.sendBytes(Uint8Array.from([0xe9, 0x0d, 0x0a]));
  await until("four lines", () => lines.length === 4);
  assert.deepEqual(lines, ["one", "two", "three é", "é"]);
  transport.close();
  assert.equal(await within("it is closed", closed), undefined);
});

Deno.test("IrcTransport passes over a line without end and goes on with the next", async () => {
  await using server = FakeIrcServer.open();
  const { transport, lines, closed } = open(server.port);
  await until("the server knows it", () => server.size === 1);
  await server.sendBytes(new TextEncoder().encode("x".repeat(50_000) + "\r\nnext\r\n"));
  await until("the next line", () => lines.length === 1);
  assert.deepEqual(lines, ["next"]);
  transport.close();
  await closed;
});

Deno.test("IrcTransport makes a server wait that sends more than a second's worth", async () => {
  await using server = FakeIrcServer.open();
  const clock = new FakeClock();
  const { transport, lines, closed } = open(server.port, clock);
  await until("the server knows it", () => server.size === 1);
  const sending = server.sendBytes(new TextEncoder().encode("0123456789abcd\r\n".repeat(40_000)));
  await until("it pauses", () => clock.pending === 1);
  const first = lines.length;
  assert.ok(first * 16 >= 128 * 1024 && first < 20_000, `${first} lines`);
  clock.advance(1000);
  await until("it goes on", () => clock.pending === 1 && lines.length > first);
  transport.close();
  await closed;
  server.drop();
  await sending.catch(() => {});
});

Deno.test("IrcTransport sends lines that hold no line ends, and says when nobody answers", async () => {
  const server = FakeIrcServer.open();
  const { port } = server;
  const { transport, opened, closed } = open(port);
  await within("it is open", opened);
  transport.writeLine("PRIVMSG a :b\r\nQUIT");
  await until("the line came", () => server.lines.length === 1);
  assert.deepEqual(server.lines, ["PRIVMSG a :b  QUIT"]);
  transport.close();
  await closed;
  await server[Symbol.asyncDispose]();
  const refused = open(port);
  assert.ok(await within("it is refused", refused.closed) instanceof Error);
});

Deno.test("IrcTransport ends when a listener throws about a line, and not the program", async () => {
  await using server = FakeIrcServer.open();
  const { transport, closed } = open(server.port);
  transport.on("line", () => {
    throw new TypeError("no good");
  });
  await until("the server knows it", () => server.size === 1);
  await server.send("anything");
  assert.match((await within("it is closed", closed))!.message, /no good/);
});

Deno.test("IrcTransport speaks TLS, and to nobody whose certificate is not good", async () => {
  using listener = Deno.listenTls({
    hostname: "127.0.0.1",
    port: 0,
    cert: CERTIFICATE,
    key: CERTIFICATE_KEY,
  });
  const served = listener.accept().then(async (connection) => {
    await connection.handshake().catch(() => {});
    connection.close();
  });
  const { lines, closed } = open(listener.addr.port, systemClock, true);
  assert.match((await within("it is closed", closed))!.message, /certificate/i);
  assert.deepEqual(lines, []);
  await served;
});
