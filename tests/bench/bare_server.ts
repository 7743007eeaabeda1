/**
 * The baseline of sockets: an echo server of the runtime's own, in a process of its own.
 *
 * Run by the benchmarks; prints its port.
 *
 * @module
 */

if (import.meta.main) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  console.log(`port ${(listener.addr as Deno.NetAddr).port}`);
  for await (const connection of listener) {
    connection.setNoDelay(true);
    echo(connection);
  }
}

async function echo(connection: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(2048);
  try {
    for (;;) {
      const size = await connection.read(buffer);
      if (size === null) break;
      await connection.write(buffer.subarray(0, size));
    }
    connection.close();
  } catch {
    // A reset.
  }
}
