import assert from "node:assert/strict";
import { OperatorError } from "../../../lib/base/errors.ts";
import { connectUnix, UnixListener } from "../../../lib/net/unix_socket.ts";

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "x84-test-" });
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Says one byte to whoever connects. */
function greet(listener: UnixListener, byte: number): Promise<void> {
  return listener.serve(async (connection) => {
    await connection.write(Uint8Array.of(byte)).catch(() => {});
    connection.close();
  });
}

async function heardAt(path: string): Promise<number | undefined> {
  const connection = await connectUnix(path);
  if (connection === undefined) return undefined;
  const buffer = new Uint8Array(1);
  await connection.read(buffer);
  connection.close();
  return buffer[0];
}

Deno.test("UnixListener.open() makes a socket only its owner may open, and close() removes it", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/s`;
    const listener = await UnixListener.open(path);
    const served = greet(listener, 42);
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
    assert.equal(await heardAt(path), 42);
    listener.close();
    listener.close();
    await served;
    assert.deepEqual(await Array.fromAsync(Deno.readDir(folder)), []);
    assert.equal(await heardAt(path), undefined);
  });
});

Deno.test("UnixListener.open() reaches paths that are longer than a socket's address", async () => {
  await withFolder(async (folder) => {
    const long = `${folder}/${"d".repeat(150)}`;
    await Deno.mkdir(long);
    const listener = await UnixListener.open(`${long}/s`);
    const served = greet(listener, 43);
    assert((await Deno.lstat(`${long}/s`)).isSocket);
    assert.equal(await heardAt(`${long}/s`), 43);
    listener.close();
    await served;
    assert.deepEqual(await Array.fromAsync(Deno.readDir(long)), []);
  });
});

Deno.test("UnixListener.open() replaces what a dead process left behind", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/s`;
    // A listener that does not find its file when it closes leaves it, as a process does that is killed.
    const dead = Deno.listen({ transport: "unix", path: `${folder}/dead` });
    await Deno.rename(`${folder}/dead`, path);
    dead.close();
    assert((await Deno.lstat(path)).isSocket);
    const listener = await UnixListener.open(path);
    const served = greet(listener, 44);
    assert.equal(await heardAt(path), 44);
    listener.close();
    await served;
  });
});

Deno.test("UnixListener.open() refuses the place of a server that lives, and of a file", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/s`;
    const listener = await UnixListener.open(path);
    const served = greet(listener, 45);
    await assert.rejects(UnixListener.open(path), /^OperatorError: .*: another server answers there$/);
    assert.equal(await heardAt(path), 45);
    listener.close();
    await served;
    await Deno.writeTextFile(path, "mine");
    await assert.rejects(UnixListener.open(path), OperatorError);
    assert.equal(await Deno.readTextFile(path), "mine");
    await assert.rejects(UnixListener.open(`${folder}/none/s`), OperatorError);
  });
});

Deno.test("UnixListener.close() leaves the socket of a successor alone", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/s`;
    const first = await UnixListener.open(path);
    await Deno.rename(path, `${folder}/moved`);
    const second = await UnixListener.open(path);
    first.close();
    assert((await Deno.lstat(path)).isSocket);
    second.close();
  });
});
