/**
 * The world outside for scripts: the file area, the chat of the internet, how the board does. All of it is asked of the
 * host, for Workers have neither a network nor the sysop's disk.
 *
 * @module
 */

import {
  type AreaChunk,
  type AreaEntry,
  type BoardStatus,
  type IrcAnswer,
  type IrcCommand,
  MAX_AREA_CHUNK,
  MAX_AREA_PAGE,
} from "../wire/world_calls.ts";
import type { HostCaller } from "./host_caller.ts";

/** Whoever asks; a session is one. */
export type WorldCaller = Pick<HostCaller, "call">;

/**
 * What is in a folder of the file area, folders first; at most `most` entries. `path` is a list of names, `[]` the area
 * itself. `undefined` when there is no such folder, or no file area.
 */
export async function listArea(
  caller: WorldCaller,
  path: readonly string[],
  most: number = 2000,
): Promise<readonly AreaEntry[] | undefined> {
  const entries: AreaEntry[] = [];
  for (;;) {
    const limit = Math.min(MAX_AREA_PAGE, most - entries.length);
    if (limit < 1) return entries;
    const page = await caller.call({ verb: "listArea", path, offset: entries.length, limit });
    if (page === undefined) return undefined;
    entries.push(...page.entries);
    if (page.entries.length === 0 || entries.length >= page.total) return entries;
  }
}

/** A piece of a file of the area, at most 64 KiB, with the size of the whole; `undefined` when there is no such file. */
export function readAreaChunk(
  caller: WorldCaller,
  path: readonly string[],
  offset: number,
  length: number,
): Promise<AreaChunk | undefined> {
  return caller.call({ verb: "readArea", path, offset, length: Math.min(length, MAX_AREA_CHUNK) });
}

/** The first `most` bytes of a file of the area; `undefined` when there is no such file. */
export async function readAreaFile(
  caller: WorldCaller,
  path: readonly string[],
  most: number,
): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let read = 0;
  while (read < most) {
    const chunk = await readAreaChunk(caller, path, read, most - read);
    if (chunk === undefined) return undefined;
    chunks.push(chunk.bytes);
    read += chunk.bytes.length;
    if (chunk.bytes.length === 0 || read >= chunk.size) break;
  }
  const whole = new Uint8Array(read);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/**
 * Does something on IRC. What happens there arrives as messages on `IRC_TOPIC`, without a subscription. Throws a
 * `NotPermittedError` for guests.
 */
export function irc(caller: WorldCaller, command: IrcCommand): Promise<IrcAnswer> {
  return caller.call({ verb: "irc", command });
}

/** How the board does. */
export function boardStatus(caller: WorldCaller): Promise<BoardStatus> {
  return caller.call({ verb: "boardStatus" });
}
