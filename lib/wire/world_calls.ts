/**
 * What a script may ask of the host about the world outside: the chat of the internet, the file area, how the board
 * does; and how such questions are read.
 *
 * @module
 */

import { type Fields, fields, integer, items, text } from "./fields.ts";

/** Topic on which the own IRC connection tells; its data is an {@linkcode IrcEvent}. Only the host speaks there. */
export const IRC_TOPIC = "irc";

/** Characters of a line that is said on IRC. RFC 1459, 2.3: 512 with everything around it. */
export const MAX_IRC_TEXT = 400;
/** Entries of a folder in one answer. */
export const MAX_AREA_PAGE = 500;
/** Folders within folders in the file area. */
export const MAX_AREA_DEPTH = 16;
/** Bytes of a file in one answer. */
export const MAX_AREA_CHUNK = 64 * 1024;

const CHANNEL = /^[#&+!][^\s,\p{Cc}]{1,49}$/u;
const TARGET = /^[^\s,:!@*$\p{Cc}][^\s,!@*$\p{Cc}]{0,49}$/u;

/** What to do on IRC. Targets are channels or nicknames; colours in texts are pipe codes. */
export type IrcCommand =
  | { readonly type: "connect" }
  | { readonly type: "say" | "action"; readonly target: string; readonly text: string }
  | { readonly type: "join" | "part" | "names" | "topic"; readonly channel: string }
  | { readonly type: "setTopic"; readonly channel: string; readonly text: string }
  | { readonly type: "quit"; readonly text: string };

/** What the own IRC connection tells. All texts are strangers' and may hold anything. */
export type IrcEvent =
  | { readonly type: "connecting"; readonly server: string; readonly attempt: number }
  | { readonly type: "connected"; readonly nick: string }
  /** `retry`: seconds until it tries again, `undefined` when it does not. */
  | { readonly type: "closed"; readonly reason: string; readonly retry?: number }
  | {
    readonly type: "message";
    readonly kind: "say" | "action" | "notice";
    readonly from: string;
    readonly target: string;
    readonly text: string;
  }
  | { readonly type: "join" | "part"; readonly nick: string; readonly channel: string; readonly text: string }
  | { readonly type: "quit"; readonly nick: string; readonly text: string }
  | {
    readonly type: "kick";
    readonly nick: string;
    readonly by: string;
    readonly channel: string;
    readonly text: string;
  }
  | { readonly type: "nick"; readonly nick: string; readonly to: string }
  | { readonly type: "mode"; readonly target: string; readonly by: string; readonly text: string }
  | { readonly type: "topic"; readonly channel: string; readonly by: string; readonly text: string }
  | {
    readonly type: "names";
    readonly channel: string;
    readonly names: readonly string[];
    /** How many there are, those included that are not listed. */
    readonly count: number;
  }
  | { readonly type: "error"; readonly text: string }
  /** So many events were lost, because the session did not keep up. */
  | { readonly type: "lost"; readonly count: number };

/** What became of an IRC command. */
export interface IrcAnswer {
  /** A sentence for the caller when it was not done. */
  readonly refused?: string;
  /** The nickname that is in use or tried. */
  readonly nick: string;
  /** The channel that callers join. */
  readonly channel: string;
}

/** A file or a folder of the file area. */
export interface AreaEntry {
  readonly name: string;
  readonly folder: boolean;
  /** Bytes; 0 for folders. */
  readonly size: number;
  /** Milliseconds since 1970; 0 when that is not known. */
  readonly changed: number;
}

/** A page of a folder. */
export interface AreaPage {
  readonly entries: readonly AreaEntry[];
  /** How many entries the folder has. */
  readonly total: number;
}

/** A piece of a file. */
export interface AreaChunk {
  readonly bytes: Uint8Array;
  /** Bytes of the whole file. */
  readonly size: number;
}

/** How the board does. */
export interface BoardStatus {
  /** Milliseconds since 1970. */
  readonly started: number;
  /** Callers who are here, those included who have not logged in. */
  readonly callers: number;
}

/** A question about the world. Paths are lists of names below the area's folder; `[]` is the folder itself. */
export type WorldCall =
  | { readonly verb: "irc"; readonly command: IrcCommand }
  | {
    readonly verb: "listArea";
    readonly path: readonly string[];
    readonly offset: number;
    readonly limit: number;
  }
  | {
    readonly verb: "readArea";
    readonly path: readonly string[];
    readonly offset: number;
    readonly length: number;
  }
  | { readonly verb: "boardStatus" };

/** The answers. */
export interface WorldAnswers {
  readonly irc: IrcAnswer;
  /** `undefined` when there is no such folder, or no file area. */
  readonly listArea: AreaPage | undefined;
  /** `undefined` when there is no such file. */
  readonly readArea: AreaChunk | undefined;
  readonly boardStatus: BoardStatus;
}

function named(of: Fields, name: string, pattern: RegExp): string {
  const value = text(of, name, 100);
  if (!pattern.test(value)) throw new TypeError(`Cannot read "${name}": expected ${pattern.source}`);
  return value;
}

function ircCommand(of: Fields): IrcCommand {
  const type = of.type as IrcCommand["type"];
  switch (type) {
    case "connect":
      return { type };
    case "say":
    case "action":
      return { type, target: named(of, "target", TARGET), text: text(of, "text", MAX_IRC_TEXT) };
    case "join":
    case "part":
    case "names":
    case "topic":
      return { type, channel: named(of, "channel", CHANNEL) };
    case "setTopic":
      return { type, channel: named(of, "channel", CHANNEL), text: text(of, "text", MAX_IRC_TEXT) };
    case "quit":
      return { type, text: text(of, "text", MAX_IRC_TEXT) };
    default:
      throw new TypeError('Cannot read "command": expected a command of IRC');
  }
}

/** Whether a word can be the name of an IRC channel. */
export function isIrcChannel(name: string): boolean {
  return CHANNEL.test(name);
}

/** Whether a word can be somebody or something to talk to on IRC. */
export function isIrcTarget(name: string): boolean {
  return TARGET.test(name);
}

/** A name that leads to no other folder than the one it is looked up in; a hidden one is none. */
export function isAreaName(name: string): boolean {
  return /^[^./\\\0][^/\\\0]{0,254}$/.test(name);
}

function areaPath(of: Fields): readonly string[] {
  return items(of, "path", MAX_AREA_DEPTH, (item, name) => {
    const value = text(item, name, 255);
    if (!isAreaName(value)) throw new TypeError('Cannot read "path": expected names of files');
    return value;
  });
}

/** Reads a call about the world; `undefined` when it is none. Throws a `TypeError` that names the wrong field. */
export function worldCall(of: Fields): WorldCall | undefined {
  const verb = of.verb as WorldCall["verb"];
  switch (verb) {
    case "irc":
      return { verb, command: ircCommand(fields(of.command)) };
    case "listArea":
      return {
        verb,
        path: areaPath(of),
        offset: integer(of, "offset", 0, 1e6),
        limit: integer(of, "limit", 1, MAX_AREA_PAGE),
      };
    case "readArea":
      return {
        verb,
        path: areaPath(of),
        offset: integer(of, "offset", 0, Number.MAX_SAFE_INTEGER),
        length: integer(of, "length", 1, MAX_AREA_CHUNK),
      };
    case "boardStatus":
      return { verb };
    default:
      return undefined;
  }
}
