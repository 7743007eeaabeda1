/**
 * What a script may ask the host about a call to another board: telnet the other way round.
 *
 * The host reads from the other board only as fast as the script takes: it tells on {@linkcode REMOTE_TOPIC} that there
 * is something, once, and again only after that was taken. What the script sends waits for its answer.
 *
 * @module
 */

import { SIZE_LIMITS, type TerminalSize } from "../base/caller_profile.ts";
import { isHostName, plainHost } from "../base/host_name.ts";
import { bytes, ENCODING, type Fields, fields, integer, matching, optionalText, text } from "./fields.ts";

/** Topic on which the host tells that there is something to take of the other board; its data is `null`. */
export const REMOTE_TOPIC = "remote";
/** Bytes that are sent to the other board at once. */
export const MAX_REMOTE_BYTES = 16 * 1024;

/** A host that is not in the INI file. */
export interface RemoteHost {
  readonly host: string;
  readonly port: number;
}

/** Whom to call: NAME of a section `[board NAME]`, or any host, where the sysop allows that. */
export type RemoteTarget = { readonly name: string } | RemoteHost;

/** A question about the own call to another board. A session has one at most. */
export type RemoteCall =
  | {
    readonly verb: "openRemote";
    readonly to: RemoteTarget;
    /** What the other board is told, unless the INI file says otherwise. */
    readonly terminal: string;
    readonly size: TerminalSize;
    readonly encoding: string;
  }
  | { readonly verb: "takeRemote" }
  | { readonly verb: "sendRemote"; readonly bytes: Uint8Array }
  | { readonly verb: "resizeRemote"; readonly size: TerminalSize }
  | { readonly verb: "closeRemote" };

/**
 * Why a board cannot be called: the sysop does not allow it, too much is under way, it took too long, nobody answers,
 * or the caller did not want to wait.
 */
export type RemoteErrorCode = "refused" | "busy" | "timeout" | "network" | "cancelled";

/** What went wrong, with a sentence for sysops and script authors. */
export interface RemoteFault {
  readonly code: RemoteErrorCode;
  readonly message: string;
}

/** How a call ended: the other board hung up, the line broke, nothing was said for long, or it was hung up here. */
export type RemoteEnd = "closed" | "broken" | "idle" | "hung up";

/** What there is of the other board. */
export interface RemoteNews {
  readonly bytes: Uint8Array;
  /** Whether the other board shows what is typed. */
  readonly echoes: boolean;
  /** Set when there is nothing more to come. */
  readonly end?: RemoteEnd;
}

/** The answers. */
export interface RemoteAnswers {
  /** `encoding` is that of the other board, a canonical name. */
  readonly openRemote: { readonly encoding: string } | { readonly fault: RemoteFault };
  readonly takeRemote: RemoteNews;
  /** Whether the other board's socket has taken them; `false` when the call is over. */
  readonly sendRemote: boolean;
  readonly resizeRemote: undefined;
  readonly closeRemote: undefined;
}

function size(of: Fields): TerminalSize {
  const { maxColumns, maxRows } = SIZE_LIMITS;
  return { columns: integer(of, "columns", 1, maxColumns), rows: integer(of, "rows", 1, maxRows) };
}

function target(of: Fields): RemoteTarget {
  const name = optionalText(of, "name", 100);
  if (name !== undefined) return { name: name.toLowerCase() };
  const host = plainHost(text(of, "host", 255));
  if (!isHostName(host)) throw new TypeError('Cannot read "host": expected a name or an address');
  return { host, port: integer(of, "port", 1, 65535) };
}

/** Reads a call about other boards; `undefined` when it is none. Throws a `TypeError` that names the wrong field. */
export function remoteCall(of: Fields): RemoteCall | undefined {
  const verb = of.verb as RemoteCall["verb"];
  switch (verb) {
    case "openRemote":
      return {
        verb,
        to: target(fields(of.to)),
        terminal: text(of, "terminal", 64),
        size: size(fields(of.size)),
        encoding: matching(of, "encoding", ENCODING),
      };
    case "sendRemote":
      return { verb, bytes: bytes(of, "bytes", MAX_REMOTE_BYTES) };
    case "resizeRemote":
      return { verb, size: size(fields(of.size)) };
    case "takeRemote":
    case "closeRemote":
      return { verb };
    default:
      return undefined;
  }
}

/**
 * The buffer of an answer that may be handed over instead of copied: the host does not keep what was taken. Nothing is
 * nobody's own.
 */
export function remoteBuffer(answer: unknown): ArrayBuffer | undefined {
  const news = answer as Partial<RemoteNews> | undefined;
  if (typeof news?.echoes !== "boolean" || !(news.bytes instanceof Uint8Array)) return undefined;
  const { buffer, byteLength } = news.bytes;
  const own = byteLength > 0 && buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
  return own ? buffer : undefined;
}
