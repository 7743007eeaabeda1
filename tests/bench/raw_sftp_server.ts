/**
 * The baseline of SFTP: npm `ssh2` with its own SFTP, each request answered as soon as the file has it, in a process of its
 * own. One folder, any password.
 *
 * Run by the benchmarks with the folder as its argument; prints its port.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import fs from "node:fs";
import { algorithms } from "../../lib/server/ssh_algorithms.ts";

// deno-lint-ignore no-explicit-any
type Library = any;

async function main(folder: string): Promise<void> {
  const { default: ssh2 } = await import("ssh2") as Library;
  const keys = ssh2.utils.generateKeyPairSync("rsa", { bits: 2048 });
  const server = new ssh2.Server(
    { hostKeys: [keys.private], algorithms: { ...algorithms(), serverHostKey: ["rsa-sha2-256"] } },
    (client: Library) => {
      client.on("error", () => {});
      client.on("authentication", (context: Library) => context.accept());
      client.on("session", (accept: Library) => {
        accept().on("sftp", (accept: Library) => serve(accept(), folder));
      });
    },
  );
  server.listen(0, "127.0.0.1", () => console.log(`port ${server.address().port}`));
}

function serve(sftp: Library, folder: string): void {
  const path = (name: string) => `${folder}/${name.replaceAll("/", "")}`;
  const number = (handle: Uint8Array) => Buffer.from(handle).readUInt32BE(0);
  const done = (id: number) => (error: unknown) => sftp.status(id, error ? 4 : 0);
  const attrs = (id: number) => (error: unknown, stats: Library) => {
    if (error) sftp.status(id, 2);
    else sftp.attrs(id, { mode: stats.mode, size: stats.size, atime: 0, mtime: 0 });
  };
  sftp.on("error", () => {});
  sftp.on("end", () => sftp.end());
  sftp.on("REALPATH", (id: number, name: string) => {
    sftp.name(id, [{ filename: `/${name.replaceAll(/[./]/g, "")}`, longname: "", attrs: {} }]);
  });
  sftp.on("STAT", (id: number, name: string) => fs.stat(path(name), attrs(id)));
  sftp.on("LSTAT", (id: number, name: string) => fs.stat(path(name), attrs(id)));
  sftp.on("FSTAT", (id: number, handle: Uint8Array) => fs.fstat(number(handle), attrs(id)));
  sftp.on("OPEN", (id: number, name: string, flags: number) => {
    fs.open(path(name), flags & 2 ? "w" : "r", (error, descriptor) => {
      const handle = Buffer.alloc(4);
      if (error) return sftp.status(id, 2);
      handle.writeUInt32BE(descriptor);
      sftp.handle(id, handle);
    });
  });
  sftp.on("READ", (id: number, handle: Uint8Array, offset: number, length: number) => {
    fs.read(number(handle), Buffer.alloc(length), 0, length, offset, (error, read, buffer) => {
      if (error || read === 0) sftp.status(id, error ? 4 : 1);
      else sftp.data(id, buffer.subarray(0, read));
    });
  });
  sftp.on("WRITE", (id: number, handle: Uint8Array, offset: number, data: Buffer) => {
    fs.write(number(handle), data, 0, data.length, offset, done(id));
  });
  sftp.on("FSETSTAT", (id: number) => sftp.status(id, 0));
  sftp.on("SETSTAT", (id: number) => sftp.status(id, 0));
  sftp.on("CLOSE", (id: number, handle: Uint8Array) => {
    fs.closeSync(number(handle));
    sftp.status(id, 0);
  });
}

if (import.meta.main) await main(Deno.args[0]!);
