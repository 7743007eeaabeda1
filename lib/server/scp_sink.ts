/**
 * Files that come by the old `scp`.
 *
 * What cannot be taken is refused by the line that tells of it, so that its bytes are not even sent. A file that goes
 * wrong in the middle is read to its end, and thrown away, for what follows it.
 *
 * @module
 */

import type { SftpFile } from "../host/sftp_file.ts";
import { type ScpAnswer, scpBytes, ScpFault, type ScpLine } from "../net/scp_lines.ts";
import { scpMessage, type ScpTransfer } from "./scp_session.ts";

/** Bytes that are written at a time. */
const PIECE = 256 * 1024;

type Times = Extract<ScpLine, { readonly type: "times" }>;
type FileLine = Extract<ScpLine, { readonly type: "file" }>;
type FolderLine = Extract<ScpLine, { readonly type: "folder" }>;

/** A folder that is being filled. */
interface Filled {
  readonly path: string;
  readonly line?: FolderLine;
  readonly times?: Times | undefined;
}

/** The receiving end. */
export class ScpSink {
  readonly #transfer: ScpTransfer;
  #good = true;

  constructor(transfer: ScpTransfer) {
    this.#transfer = transfer;
  }

  /** Takes what comes; answers whether nothing went wrong. */
  async run(): Promise<boolean> {
    const { reader, command, visit } = this.#transfer;
    const target = command.paths[0]!.text;
    const found = await visit.stat(target).catch(() => undefined);
    if (command.folder && found?.folder !== true) {
      await this.#refuse(`${target}: Not a folder`, "fatal");
      return false;
    }
    /** Folders that are open, the innermost last; where the target is a name for what comes there is none at first. */
    const folders: Filled[] = found?.folder === true ? [{ path: target }] : [];
    const least = folders.length;
    const pathOf = (name: string) => folders.length === 0 ? target : `${folders.at(-1)!.path}/${name}`;
    let times: Times | undefined;
    await this.#say({ type: "ok" });
    for (let said = await reader.next(); said !== undefined; said = await reader.next()) {
      const now = times;
      times = undefined;
      switch (said.type) {
        case "times":
          times = said;
          await this.#say({ type: "ok" });
          break;
        case "file":
          await this.#take(pathOf(said.name), said, now);
          break;
        case "folder": {
          const path = pathOf(said.name);
          if (await this.#begin(path)) folders.push({ path, line: said, times: now });
          break;
        }
        case "end": {
          const left = folders.length > least ? folders.pop() : undefined;
          if (left === undefined) throw new ScpFault("Cannot leave a folder: none was entered");
          await this.#finish(left);
          break;
        }
        case "warning":
          // Something that he could not send.
          this.#good = false;
          break;
        case "fatal":
          return false;
        case "ok":
          throw new ScpFault("Cannot go on: expected a line, found an answer");
      }
    }
    return this.#good;
  }

  async #take(path: string, line: FileLine, times: Times | undefined): Promise<void> {
    const { visit, reader, command, log } = this.#transfer;
    let file: SftpFile | undefined;
    try {
      const how = {
        write: true,
        append: false,
        create: true,
        truncate: true,
        exclusive: false,
        size: line.size,
      };
      file = await visit.open(path, how);
      // Whether there is room for all of it is known before it comes.
      file.reserve(line.size);
    } catch (error) {
      await file?.close(false);
      return await this.#refuse(scpMessage(path, error, this.#transfer));
    }
    let failure: string | undefined;
    let whole = false;
    try {
      await this.#say({ type: "ok" });
      for (let at = 0; at < line.size;) {
        const data = await reader.data(Math.min(PIECE, line.size - at));
        if (data === undefined) throw new ScpFault("Cannot take a file: it ends too early");
        if (failure === undefined) {
          await file.write(data, at).catch((error) => (failure = scpMessage(path, error, this.#transfer)));
        }
        at += data.length;
      }
      // Some clients (libssh2) leave out the last word.
      const sent = await reader.next() ?? { type: "ok" };
      if (sent.type !== "ok" && sent.type !== "warning") {
        throw new ScpFault("Cannot take a file: it was not sent");
      }
      // After a warning, he could not read it to its end, and what came in its place is nothing.
      whole = sent.type === "ok" && failure === undefined;
      if (whole) await file.truncate(line.size);
    } catch (error) {
      if (error instanceof ScpFault) throw error;
      failure = scpMessage(path, error, this.#transfer);
      whole = false;
    } finally {
      if (whole && command.preserve) {
        await file.change({ mode: line.mode, ...times }, false).catch((error) => {
          failure = scpMessage(path, error, this.#transfer);
        });
      }
      await file.close(whole);
    }
    if (whole) log("info", "File written", { path: visit.canonical(path) });
    if (!whole) this.#good = false;
    if (failure === undefined) await this.#say({ type: "ok" });
    else await this.#refuse(failure);
  }

  async #begin(path: string): Promise<boolean> {
    const { visit, command } = this.#transfer;
    if (!command.recursive) throw new ScpFault("Cannot take a folder: it was not asked for");
    try {
      const found = await visit.stat(path).catch(() => undefined);
      if (found?.folder !== true) await visit.mkdir(path);
    } catch (error) {
      await this.#refuse(scpMessage(path, error, this.#transfer));
      return false;
    }
    await this.#say({ type: "ok" });
    return true;
  }

  async #finish({ path, line, times }: Filled): Promise<void> {
    const { visit, command } = this.#transfer;
    try {
      if (command.preserve && line !== undefined) {
        await visit.change(path, { mode: line.mode, ...times }, false);
      }
    } catch (error) {
      return await this.#refuse(scpMessage(path, error, this.#transfer));
    }
    await this.#say({ type: "ok" });
  }

  async #refuse(message: string, type: "warning" | "fatal" = "warning"): Promise<void> {
    this.#good = false;
    await this.#say({ type, message });
  }

  async #say(answer: ScpAnswer): Promise<void> {
    await this.#transfer.stream.write(scpBytes(answer));
  }
}
