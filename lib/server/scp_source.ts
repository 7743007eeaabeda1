/**
 * Files that go by the old `scp`.
 *
 * Folders are walked one name after the other, and none of them within itself, however its links lead.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import type { SftpFile } from "../host/sftp_file.ts";
import type { SftpEntry } from "../host/sftp_entry.ts";
import { type ScpAnswer, scpBytes, ScpFault, type ScpLine } from "../net/scp_lines.ts";
import type { PatternName, ScpPattern } from "../net/scp_pattern.ts";
import { scpMessage, type ScpTransfer } from "./scp_session.ts";
import { Outbox } from "./sftp_outbox.ts";

/** Bytes that are read at a time. */
const PIECE = 128 * 1024;
/** Paths that the patterns of one command may fit. */
const MAX_MATCHES = 10_000;
/** Folders and files that are looked at for them. */
const MAX_LOOKS = 30_000;
/** Names that are held against a pattern before others have their turn. */
const NAMES_A_TURN = 64;

/** The sending end. */
export class ScpSource {
  readonly #transfer: ScpTransfer;
  readonly #outbox: Outbox;
  #good = true;
  #looks = 0;

  constructor(transfer: ScpTransfer) {
    this.#transfer = transfer;
    this.#outbox = new Outbox(transfer.stream, PIECE);
  }

  /** Sends what is asked for; answers whether nothing went wrong. */
  async run(): Promise<boolean> {
    const { reader, command, visit } = this.#transfer;
    if ((await reader.answer()).type !== "ok") return false;
    for (const path of await this.#paths(command.paths)) {
      const entry = await this.#look(path);
      if (entry?.folder === false) await this.#file(path, entry);
      else if (entry !== undefined) {
        if (command.recursive) await this.#folder(path, entry, []);
        else await this.#refuse(`${visit.canonical(path)}: This is a folder`);
      }
    }
    await this.#outbox.drained();
    return this.#good;
  }

  async #file(path: string, entry: SftpEntry): Promise<void> {
    const { visit } = this.#transfer;
    let file: SftpFile | undefined;
    try {
      const how = { write: false, append: false, create: false, truncate: false, exclusive: false };
      file = await visit.open(path, how);
      const { size } = await file.info();
      if (!await this.#times(entry)) return;
      if (!await this.#ask({ type: "file", mode: entry.mode, size, name: entry.name })) return;
      await this.#data(path, file, size);
    } catch (error) {
      if (error instanceof ScpFault) throw error;
      await this.#refuse(scpMessage(path, error, this.#transfer));
    } finally {
      await file?.close(true);
    }
  }

  /** All that was promised: what cannot be read is made up of nothing, and told of behind it. */
  async #data(path: string, file: SftpFile, size: number): Promise<void> {
    let failure: string | undefined;
    for (let at = 0; at < size && !this.#outbox.broken;) {
      const room = this.#outbox.take();
      const piece = room.subarray(0, Math.min(PIECE, size - at));
      const read = failure !== undefined ? 0 : await file.read(piece, at).catch((error) => {
        failure = scpMessage(path, error, this.#transfer);
        return 0;
      });
      if (read < piece.length) failure ??= `${path}: The file has become shorter`;
      piece.fill(0, read);
      at += piece.length;
      await this.#outbox.send(piece);
    }
    if (failure !== undefined) this.#good = false;
    await this.#ask(failure === undefined ? { type: "ok" } : { type: "warning", message: failure });
  }

  /** `within`: the folders that this one is in. */
  async #folder(path: string, entry: SftpEntry, within: readonly string[]): Promise<void> {
    const { visit } = this.#transfer;
    let names: readonly string[];
    try {
      names = await visit.list(path);
    } catch (error) {
      return await this.#refuse(scpMessage(path, error, this.#transfer));
    }
    if (!await this.#times(entry)) return;
    const name = entry.name === "/" ? "root" : entry.name;
    if (!await this.#ask({ type: "folder", mode: entry.mode, name })) return;
    const inside = [...within, entry.id];
    for (const name of names) {
      if (this.#outbox.broken) return;
      const below = `${path}/${name}`;
      // What has gone since, and what leads out, is not there.
      const found = await visit.stat(below).catch(() => undefined);
      if (found?.folder === false) await this.#file(below, found);
      else if (found !== undefined && !inside.includes(found.id)) await this.#folder(below, found, inside);
    }
    await this.#ask({ type: "end" });
  }

  async #look(path: string): Promise<SftpEntry | undefined> {
    try {
      return await this.#transfer.visit.stat(path);
    } catch (error) {
      await this.#refuse(scpMessage(path, error, this.#transfer));
      return undefined;
    }
  }

  /** The paths that are meant: patterns are what fits them, or themselves, as to a shell. */
  async #paths(patterns: readonly ScpPattern[]): Promise<readonly string[]> {
    const paths: string[] = [];
    for (const pattern of patterns) {
      const found = pattern.open ? await this.#fitting(pattern.names) : [];
      paths.push(...found.length === 0 ? [pattern.text] : found);
      if (paths.length > MAX_MATCHES) throw new ScpFault("Cannot find so many files");
    }
    return paths;
  }

  async #fitting(names: readonly PatternName[]): Promise<readonly string[]> {
    const { visit } = this.#transfer;
    let folders = [""];
    for (const { text, fits } of names) {
      const next: string[] = [];
      for (const folder of folders) {
        if (fits === undefined) next.push(`${folder}/${text}`);
        else {
          this.#step();
          const listed = await visit.list(folder).catch(() => []);
          for (const [n, name] of listed.entries()) {
            if (n % NAMES_A_TURN === NAMES_A_TURN - 1) await new Promise<void>((go) => setImmediate(go));
            if (fits(name)) next.push(`${folder}/${name}`);
          }
        }
        if (next.length > MAX_MATCHES) throw new ScpFault("Cannot find so many files");
      }
      folders = next.sort();
    }
    const found: string[] = [];
    // A name behind a pattern may be nowhere; a listed one may lead out.
    for (const path of folders) {
      this.#step();
      if (await visit.stat(path).catch(() => undefined)) found.push(path);
    }
    return found;
  }

  /** One look more, for somebody who is still there. */
  #step(): void {
    if (this.#transfer.stream.over === true) throw new ScpFault("The line is closed");
    if (++this.#looks > MAX_LOOKS) throw new ScpFault("Cannot find so many files");
  }

  /** With -p, the times of what comes next; answers whether the client goes on. */
  async #times({ mtime }: SftpEntry): Promise<boolean> {
    return !this.#transfer.command.preserve || await this.#ask({ type: "times", mtime, atime: mtime });
  }

  /** Says a line and hears the answer to it. */
  async #ask(line: ScpLine): Promise<boolean> {
    await this.#outbox.send(scpBytes(line));
    const answer: ScpAnswer = await this.#transfer.reader.answer();
    if (answer.type === "fatal") throw new ScpFault(`Cannot go on: ${answer.message}`);
    if (answer.type === "warning") this.#good = false;
    return answer.type === "ok";
  }

  /** What cannot be sent. Nobody answers that. */
  async #refuse(message: string): Promise<void> {
    this.#good = false;
    await this.#outbox.send(scpBytes({ type: "warning", message }));
  }
}
