import assert from "node:assert/strict";
import { Loopback } from "../../../lib/net/loopback.ts";
import { Line } from "../../../lib/net/line.ts";
import { TlsConnection } from "../../../lib/net/tls_connection.ts";
import { CERTIFICATE, CERTIFICATE_KEY, OTHER_CERTIFICATE, OTHER_KEY } from "../../fakes/certificate.ts";
import { settle, until, within } from "../../fakes/until.ts";

const loopback = await Loopback.open();
const FIRST = { cert: CERTIFICATE, key: CERTIFICATE_KEY };
const SECOND = { cert: OTHER_CERTIFICATE, key: OTHER_KEY };

/** Both ends of a socket. */
async function pair(): Promise<{ ours: Deno.TcpConn; theirs: Deno.TcpConn }> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [ours, theirs] = await Promise.all([
    listener.accept(),
    Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port }),
  ]);
  return { ours, theirs };
}

async function secured(certificate = FIRST, trusted = CERTIFICATE) {
  const { ours, theirs } = await pair();
  const server = new TlsConnection(ours, loopback, certificate);
  const client = await Deno.startTls(theirs, { hostname: "127.0.0.1", caCerts: [trusted] });
  await Promise.all([server.handshake(), client.handshake()]);
  return { server, client };
}

async function readAll(client: Deno.TlsConn): Promise<number> {
  const buffer = new Uint8Array(65536);
  let length = 0;
  try {
    for (let size; (size = await client.read(buffer)) !== null;) length += size;
  } catch {
    // Cut off instead of ended.
  }
  return length;
}

Deno.test("TlsConnection carries bytes both ways, whole, and shows the certificate that it was given", async () => {
  for (const [certificate, trusted] of [[FIRST, CERTIFICATE], [SECOND, OTHER_CERTIFICATE]] as const) {
    const { server, client } = await secured(certificate, trusted);
    const line = new Line(server);
    const big = new Uint8Array(1_000_000).fill(7);
    await client.write(new TextEncoder().encode("hello"));
    const reader = line.readable.getReader();
    assert.equal(new TextDecoder().decode((await reader.read()).value), "hello");
    const received = readAll(client);
    await line.write(big);
    line.close();
    assert.equal(await within("the end", received), big.length);
    assert.equal((await reader.read()).done, true);
    client.close();
    await settle();
    server.close();
  }
});

Deno.test("TlsConnection.close() closes a connection whose client never agrees on keys (Deno's own does not)", async () => {
  const { ours, theirs } = await pair();
  const server = new TlsConnection(ours, loopback, FIRST);
  const agreed = server.handshake();
  server.close();
  server.close();
  await assert.rejects(agreed, Deno.errors.ConnectionReset);
  assert.equal(await within("the end", theirs.read(new Uint8Array(1)).catch(() => null)), null);
  assert.equal(await server.read(new Uint8Array(1)), null);
  await assert.rejects(server.write(Uint8Array.of(1)));
  theirs.close();
});

Deno.test("TlsConnection.handshake() rejects when the other end does not speak TLS, or trusts another", async () => {
  const { ours, theirs } = await pair();
  const server = new TlsConnection(ours, loopback, FIRST);
  await theirs.write(new TextEncoder().encode("GET / HTTP/1.0\r\n\r\n"));
  await assert.rejects(within("the refusal", server.handshake()));
  server.close();
  theirs.close();
  await settle();
});

Deno.test("TlsConnection ends for a reader and for a writer when the caller hangs up", async () => {
  const { server, client } = await secured();
  const reading = server.read(new Uint8Array(10));
  client.close();
  assert.equal(await within("the end", reading), null);
  await until("writing fails", () => server.write(Uint8Array.of(1)).then(() => false, () => true));
  server.close();
  await settle();
});

Deno.test("TlsConnection.write() is kept when the caller's socket has it: who does not read is not written to", async () => {
  const { server, client } = await secured();
  let taken = 0;
  let over = false;
  const writing = (async () => {
    for (;;) taken += await server.write(new Uint8Array(65536));
  })().catch(() => (over = true));
  let before = -1;
  await until("it stalls", async () => {
    before = taken;
    await new Promise((resolve) => setTimeout(resolve, 200));
    return taken === before;
  });
  // What two sockets of the system hold, and not what a third and a stream would.
  assert.ok(taken < 16 * 1024 * 1024, `${taken} bytes`);
  server.close();
  await writing;
  assert.ok(over);
  client.close();
  await settle();
});
