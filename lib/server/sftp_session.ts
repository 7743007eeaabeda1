/**
 * An SFTP session: requests in, answers out, one at a time and in their order.
 *
 * At most one request is worked on, and answers that the client has not taken are bounded: who asks without reading
 * waits, and so does what he sends. Nothing of a file is held beyond one packet.
 *
 * @module
 */

import { toPlainError } from "../base/errors.ts";
import { SftpRefusal } from "../host/sftp_spots.ts";
import { entryOf, type SftpEntry } from "../host/sftp_entry.ts";
import { changeFile } from "../host/sftp_file.ts";
import type { SftpVisit } from "../host/sftp_visit.ts";
import type { Logger } from "../log/logger.ts";
import {
  MAX_DATA,
  type SftpAttrs,
  SftpDecoder,
  SftpFault,
  type SftpOpenFlags,
  type SftpRequest,
} from "../net/sftp_packets.ts";
import {
  attrsReply,
  DATA_AT,
  dataReply,
  handleReply,
  limitsReply,
  nameReply,
  type SftpName,
  statusReply,
  statvfsReply,
  versionReply,
} from "../net/sftp_replies.ts";
import { MAX_HANDLES, SftpHandles } from "./sftp_handles.ts";
import { Outbox, type OutboxStream } from "./sftp_outbox.ts";

/** Bytes of the room for an answer with data. */
const ROOM = DATA_AT + MAX_DATA;
/** Names in one answer to READDIR. */
const NAMES_AT_ONCE = 64;

/** A channel. */
export interface SftpStream extends OutboxStream {
  /** What the client sends; not asking for more stops it. Ends when he is done or gone. */
  readonly readable: AsyncIterable<Uint8Array>;
  /** Whether he is gone. */
  readonly over?: boolean;
}

/** What a session is joined to. */
export interface SftpSessionParts {
  readonly visit: SftpVisit;
  readonly handle: string;
  readonly hostname: string;
  readonly log: Logger;
  /** Told when the client has sent something. */
  heard?(): void;
}

/** Serves a client to his end. Never rejects; answers whether he kept to the protocol. */
export async function serveSftp(stream: SftpStream, parts: SftpSessionParts): Promise<boolean> {
  const session = new SftpSession(stream, parts);
  try {
    return await session.run();
  } finally {
    await session.end();
  }
}

type Request = Exclude<SftpRequest, { readonly type: "init" }>;

class SftpSession {
  readonly #handles = new SftpHandles();
  readonly #outbox: Outbox;

  constructor(private readonly stream: SftpStream, private readonly parts: SftpSessionParts) {
    this.#outbox = new Outbox(stream, ROOM);
  }

  async run(): Promise<boolean> {
    const decoder = new SftpDecoder();
    let greeted = false;
    try {
      for await (const bytes of this.stream.readable) {
        this.parts.heard?.();
        for (const request of decoder.push(bytes)) {
          if ((request.type === "init") === greeted) {
            throw new SftpFault("Cannot go on: expected INIT once, first");
          }
          greeted = true;
          await this.#outbox.send(request.type === "init" ? versionReply() : await this.#answer(request));
          if (this.#outbox.broken) return true;
        }
      }
      await this.#outbox.drained();
      return true;
    } catch (error) {
      const fault = error instanceof SftpFault;
      this.#log(fault ? "debug" : "warn", "Bad SFTP", { fault: toPlainError(error).message });
      return !fault;
    }
  }

  async end(): Promise<void> {
    await this.#handles.closeAll();
  }

  async #answer(request: Request): Promise<Uint8Array> {
    const { id } = request;
    try {
      return await this.#do(request);
    } catch (error) {
      if (error instanceof SftpRefusal) return statusReply(id, error.status, error.message);
      this.#log("error", "Cannot answer SFTP", { request: request.type, error: toPlainError(error).message });
      return statusReply(id, "failure", "Failure");
    }
  }

  async #do(request: Request): Promise<Uint8Array> {
    const { visit } = this.parts;
    const { id } = request;
    switch (request.type) {
      case "open":
        return await this.#open(id, request.path, request.flags);
      case "opendir": {
        this.#handles.makeRoom("folder");
        const { path } = request;
        const names = await visit.list(path);
        return handleReply(id, this.#handles.add({ type: "folder", path, names, next: 0 }));
      }
      case "close": {
        const open = await this.#handles.close(request.handle);
        if (open.type === "file" && open.write) this.#log("info", "File written", { path: open.path });
        break;
      }
      case "read": {
        const { file } = this.#handles.file(request.handle);
        const room = this.#outbox.take();
        const data = room.subarray(DATA_AT, DATA_AT + Math.min(request.length, MAX_DATA));
        const read = await file.read(data, request.offset).catch((error) => {
          this.#outbox.giveBack(room);
          throw error;
        });
        if (read > 0 || data.length === 0) return dataReply(id, room, read);
        this.#outbox.giveBack(room);
        return statusReply(id, "eof", "End of file");
      }
      case "write":
        await this.#handles.file(request.handle).file.write(request.data, request.offset);
        break;
      case "fsync":
        await this.#handles.file(request.handle).file.sync();
        break;
      case "readdir":
        return await this.#readdir(id, request.handle);
      case "stat":
      case "lstat":
        return attrsReply(id, attrsOf(await visit.stat(request.path)));
      case "fstat":
        return attrsReply(id, attrsOf(entryOf("", await this.#handles.file(request.handle).file.info())));
      case "setstat":
        await visit.change(request.path, changesOf(request.attrs), isExact(request.attrs));
        break;
      case "fsetstat": {
        const { file } = this.#handles.file(request.handle);
        await changeFile(file, changesOf(request.attrs), isExact(request.attrs));
        break;
      }
      case "statvfs":
        await visit.stat(request.path);
        return statvfsReply(id, await visit.space());
      case "fstatvfs":
        this.#handles.get(request.handle);
        return statvfsReply(id, await visit.space());
      case "realpath": {
        const name = visit.canonical(request.path);
        return nameReply(id, [{ name, line: name, attrs: {} }]);
      }
      case "remove":
        await visit.remove(request.path);
        this.#log("info", "File removed", { path: request.path });
        break;
      case "mkdir":
        await visit.mkdir(request.path);
        break;
      case "rmdir":
        await visit.rmdir(request.path);
        break;
      case "rename":
        await visit.rename(request.from, request.to, request.replace);
        this.#log("info", "File renamed", { from: request.from, to: request.to });
        break;
      case "limits":
        return limitsReply(id, MAX_HANDLES);
      case "bad path":
        return statusReply(id, "no such file", "No such file");
      case "unsupported":
        return statusReply(id, "unsupported", "Not supported");
    }
    return statusReply(id, "ok");
  }

  async #open(id: number, path: string, flags: SftpOpenFlags): Promise<Uint8Array> {
    this.#handles.makeRoom("file");
    const file = await this.parts.visit.open(path, flags);
    const write = flags.write || flags.append || flags.create || flags.truncate;
    return handleReply(id, this.#handles.add({ type: "file", path, file, write }));
  }

  async #readdir(id: number, handle: number): Promise<Uint8Array> {
    const folder = this.#handles.folder(handle);
    while (folder.next < folder.names.length) {
      const names = folder.names.slice(folder.next, folder.next + NAMES_AT_ONCE);
      folder.next += names.length;
      const found = await Promise.all(
        names.map((name) => this.parts.visit.stat(`${folder.path}/${name}`).catch(() => undefined)),
      );
      // What has gone since, and what leads out, is not there.
      const there = found.flatMap((entry) => (entry === undefined ? [] : [listed(entry)]));
      if (there.length > 0) return nameReply(id, there);
    }
    return statusReply(id, "eof", "End of folder");
  }

  #log(
    level: "debug" | "info" | "warn" | "error",
    message: string,
    properties: Record<string, unknown>,
  ): void {
    const { handle, hostname, log } = this.parts;
    log[level]("sftp", message, { handle, ...properties }, { address: hostname });
  }
}

/** What may be changed. The owner is nobody's to choose: beside other things he is left out, alone he is refused. */
function changesOf({ owner, ...changes }: SftpAttrs): Omit<SftpAttrs, "owner"> {
  if (owner === true && Object.keys(changes).length === 0) {
    throw new SftpRefusal("denied", "The owner stays as he is");
  }
  return changes;
}

/**
 * Whether a mode has to be set as it is said. Beside times it is what the file had at home (`scp -p`, `put -p`), and as
 * much of it is set as can be had.
 */
function isExact({ mtime }: SftpAttrs): boolean {
  return mtime === undefined;
}

function attrsOf({ folder, size, mtime, mode }: SftpEntry): SftpAttrs {
  return { size, mode: (folder ? 0o40000 : 0o100000) | mode, atime: mtime, mtime };
}

const BITS = "rwxrwxrwx";

/** A line like those of `ls -l`. */
function listed(entry: SftpEntry): SftpName {
  const { name, folder, size, mtime, mode } = entry;
  const bits = [...BITS].map((bit, at) => (mode & (0o400 >> at)) === 0 ? "-" : bit).join("");
  const time = new Date(mtime * 1000).toUTCString();
  // "Sun, 22 Nov 2026 23:43:45 GMT"
  const date = `${time.slice(8, 11)} ${time.slice(5, 7)}  ${time.slice(12, 16)}`;
  const line = `${folder ? "d" : "-"}${bits} 1 x84 x84 ${String(size).padStart(12)} ${date} ${name}`;
  return { name, line, attrs: attrsOf(entry) };
}
