import assert from "node:assert/strict";
import { connectRemote, type RemoteAddress } from "../../../lib/net/remote_connection.ts";
import { CERTIFICATE, CERTIFICATE_KEY, CERTIFIED } from "../../fakes/certificate.ts";

/** Nobody gives up. */
const NEVER = new AbortController().signal;

/** Says hello to everybody who comes, until the test is over. */
async function served(listener: Deno.Listener, test: (port: number) => Promise<void>): Promise<void> {
  const serving = (async () => {
    for await (const connection of listener) {
      await connection.write(new TextEncoder().encode("hello")).catch(() => {});
      connection.close();
    }
  })();
  try {
    await test((listener.addr as Deno.NetAddr).port);
  } finally {
    listener.close();
    await serving;
  }
}

/** What the other end says. */
async function said(to: RemoteAddress): Promise<string> {
  const connection = await connectRemote(to, NEVER);
  const buffer = new Uint8Array(100);
  const size = await connection.read(buffer);
  connection.close();
  return new TextDecoder().decode(buffer.subarray(0, size ?? 0));
}

Deno.test("connectRemote() connects to an address, and says so when nobody answers", async () => {
  let refused = 0;
  await served(Deno.listen({ hostname: "127.0.0.1", port: 0 }), async (port) => {
    refused = port;
    assert.equal(await said({ address: "127.0.0.1", port, name: undefined }), "hello");
  });
  await assert.rejects(connectRemote({ address: "127.0.0.1", port: refused, name: undefined }, NEVER));
});

Deno.test("connectRemote() wants a certificate for the name, of somebody whom it trusts", async () => {
  const listener = Deno.listenTls({
    hostname: "127.0.0.1",
    port: 0,
    cert: CERTIFICATE,
    key: CERTIFICATE_KEY,
  });
  await served(listener, async (port) => {
    const to = { address: "127.0.0.1", port, trusted: CERTIFICATE };
    assert.equal(await said({ ...to, name: CERTIFIED }), "hello");
    assert.equal(await said({ ...to, name: "127.0.0.1" }), "hello");
    await assert.rejects(connectRemote({ ...to, name: "other.test" }, NEVER), /certificate/i);
    await assert.rejects(
      connectRemote({ address: "127.0.0.1", port, name: CERTIFIED }, NEVER),
      /certificate/i,
    );
  });
});

Deno.test("connectRemote() ends with the reason when it is given up, while one does not say a word, too", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const abort = new AbortController();
  const reason = new Error("given up");
  const connecting = connectRemote({ address: "127.0.0.1", port, name: CERTIFIED }, abort.signal);
  const failing = assert.rejects(connecting, reason);
  using connection = await listener.accept();
  // Its greeting has come, and is not answered.
  const buffer = new Uint8Array(4096);
  assert.ok(await connection.read(buffer));
  abort.abort(reason);
  await failing;
  await assert.rejects(connectRemote({ address: "127.0.0.1", port, name: undefined }, abort.signal), reason);
});
