import assert from "node:assert/strict";
import { OperatorError } from "../../../lib/base/errors.ts";
import { Listener } from "../../../lib/net/listener.ts";

const LOOPBACK = { hostname: "127.0.0.1", port: 0 };

Deno.test("Listener.open() tells the port that the system chose, serve() hands every caller over", async () => {
  const listener = Listener.open("telnet", LOOPBACK);
  assert.equal(listener.address.hostname, "127.0.0.1");
  assert.ok(listener.address.port > 0);
  const accepted: Deno.TcpConn[] = [];
  const three = Promise.withResolvers<void>();
  const serving = listener.serve((connection) => {
    if (accepted.push(connection) === 3) three.resolve();
  });
  const callers = await Promise.all([1, 2, 3].map(() => Deno.connect(listener.address)));
  await three.promise;
  assert.deepEqual(
    accepted.map(({ remoteAddr }) => remoteAddr.port).sort(),
    callers.map(({ localAddr }) => localAddr.port).sort(),
  );
  listener.close();
  await serving;
  for (const connection of [...accepted, ...callers]) connection.close();
});

Deno.test("Listener.close() stops listening, leaves callers connected, and may be called twice", async () => {
  const listener = Listener.open("telnet", LOOPBACK);
  const { promise, resolve } = Promise.withResolvers<Deno.TcpConn>();
  const serving = listener.serve(resolve);
  using caller = await Deno.connect(listener.address);
  using accepted = await promise;
  const { address } = listener;
  listener.close();
  listener.close();
  await serving;
  await assert.rejects(Deno.connect(address), Deno.errors.ConnectionRefused);
  await caller.write(Uint8Array.of(7));
  const buffer = new Uint8Array(1);
  await accepted.read(buffer);
  assert.equal(buffer[0], 7);
});

Deno.test("Listener.open() names the address that another program has", () => {
  const first = Listener.open("telnet", LOOPBACK);
  try {
    const { port } = first.address;
    assert.throws(() => Listener.open("rlogin", { hostname: "127.0.0.1", port }), {
      name: "OperatorError",
      message: `Cannot listen for rlogin at 127.0.0.1:${port}: another program listens there`,
    });
  } finally {
    first.close();
  }
});

Deno.test("Listener.open() tells an operator of an address that is not this machine's", () => {
  // TEST-NET-1 (RFC 5737) belongs to nobody.
  assert.throws(
    () => Listener.open("telnet", { hostname: "192.0.2.1", port: 0 }),
    (error) =>
      error instanceof OperatorError && /^Cannot listen for telnet at 192\.0\.2\.1:0: .+/.test(error.message),
  );
});

Deno.test("Listener.serve() goes on when one accept fails", async () => {
  // A system that is out of descriptors cannot be had in a test: the first accept fails by itself.
  const { listen } = Deno;
  let fails = 1;
  Deno.listen = ((options: Parameters<typeof listen>[0]) => {
    const real = listen(options);
    const accept = () => fails-- > 0 ? Promise.reject(new Error("Too many open files")) : real.accept();
    return {
      addr: real.addr,
      close: () => real.close(),
      [Symbol.asyncIterator]: () => ({
        next: () =>
          accept().then((value) => ({ value, done: false }), (error) => {
            if (error instanceof Deno.errors.BadResource) return { value: undefined, done: true };
            throw error;
          }),
      }),
    };
  }) as unknown as typeof listen;
  let listener: Listener;
  try {
    listener = Listener.open("telnet", LOOPBACK);
  } finally {
    Deno.listen = listen;
  }
  const { promise, resolve } = Promise.withResolvers<Deno.TcpConn>();
  const serving = listener.serve(resolve);
  using _caller = await Deno.connect(listener.address);
  using _accepted = await promise;
  listener.close();
  await serving;
});
