/**
 * Everything that crosses between the main thread and the Workers, as closed unions of plain data.
 *
 * Two kinds of ports exist. A *control* port belongs to a Worker: it is told its board, its sessions, and is
 * pinged. A *session* port belongs to one caller: bytes in both directions, calls and their answers, events. What a
 * Worker sends is checked by `guards.ts` before the host believes it.
 *
 * ```text
 *   main thread                          Worker
 *   -- control --  board, session, ping -->
 *                  <-- ready, pong
 *   -- session --  input, inputEnd, resize, taken -->
 *                  answer, event, end
 *                  <-- output, consumed, call, script, log, handover, exit
 * ```
 *
 * @module
 */

import type { CallId, NodeNumber, ScriptName, SessionId } from "../base/brand.ts";
import type { CallerProfile, TerminalSize } from "../base/caller_profile.ts";
import type { PlainError } from "../base/errors.ts";
import type { Call } from "./calls.ts";
import type { UserView } from "./users.ts";

/** The values of the INI file that scripts may see, section by section, as they stand in the file. */
export type BoardSettings = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What a Worker must know before it runs a script. */
export interface BoardView {
  /** Folders of scripts as absolute paths, the one that wins first. The embedded board comes after them. */
  readonly scriptFolders: readonly ScriptFolder[];
  readonly settings: BoardSettings;
  /** Version of the server, for screens. */
  readonly version: string;
}

/** One folder of scripts. */
export interface ScriptFolder {
  /** Absolute path that modules are imported from. */
  readonly path: string;
  /** The folder that the sysop edits, where `path` is a copy with its types stripped. */
  readonly source: string;
  /** Whether files here may change while the server runs. */
  readonly live: boolean;
}

/** A script to run and what to hand it; `args` is JSON text of an array. */
export interface Entry {
  readonly script: ScriptName;
  readonly args: string;
}

/** What a terminal has answered when it was asked what it can do. */
export interface TerminalAnswers {
  /** The answers to device attributes queries, in order, as they came: `ESC [ = ... c`. */
  readonly attributes: readonly string[];
  /** Whether an answer may still come. */
  readonly awaited: boolean;
}

/** What a session begins with. */
export interface SessionOpening {
  readonly sessionId: SessionId;
  readonly profile: CallerProfile;
  /** The character encoding to begin with: the profile's, or what a script has changed it to. */
  readonly encoding: string;
  /** What the Worker before has found out of the terminal; `undefined` when it was not asked. */
  readonly answers?: TerminalAnswers | undefined;
  readonly entry: Entry;
  /** Who the host knows the caller to be; `undefined` in the lobby. */
  readonly user: UserView | undefined;
  readonly node: NodeNumber;
  /** Milliseconds since 1970. */
  readonly connectTime: number;
  /** Whether a traceback may be shown on the caller's screen. */
  readonly showTraceback: boolean;
}

/** Main thread to Worker, on the control port. */
export type ControlMessage =
  | { readonly type: "board"; readonly board: BoardView }
  | { readonly type: "preload"; readonly scripts: readonly ScriptName[] }
  | { readonly type: "session"; readonly port: MessagePort; readonly opening: SessionOpening }
  /** `idle`: nobody has typed since the last one, so that it is a good moment to tidy up. */
  | { readonly type: "ping"; readonly count: number; readonly idle: boolean };

/** Worker to main thread, on the control port. */
export type WorkerMessage =
  | { readonly type: "ready" }
  | { readonly type: "pong"; readonly count: number; readonly memory: number };

/** Main thread to session. */
export type HostMessage =
  | { readonly type: "input"; readonly bytes: Uint8Array }
  /** Nothing more will be typed; what is on its way to the caller still arrives. */
  | { readonly type: "inputEnd" }
  | { readonly type: "taken"; readonly bytes: number }
  | { readonly type: "resize"; readonly size: TerminalSize }
  | { readonly type: "profile"; readonly profile: CallerProfile }
  | { readonly type: "answer"; readonly callId: CallId; readonly value: unknown }
  | { readonly type: "refusal"; readonly callId: CallId; readonly error: PlainError }
  | {
    readonly type: "event";
    readonly topic: string;
    readonly from: SessionId | undefined;
    readonly data: string;
  }
  | { readonly type: "end"; readonly reason: string };

/** How grave a log line is. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** Session to main thread. */
export type SessionMessage =
  | { readonly type: "output"; readonly bytes: Uint8Array }
  | { readonly type: "consumed"; readonly bytes: number }
  /** All output was sent, and a script waits for a key; told where the profile has `turnMarks`. */
  | { readonly type: "turn" }
  | { readonly type: "call"; readonly callId: CallId; readonly call: Call }
  | { readonly type: "script"; readonly name: ScriptName }
  | { readonly type: "log"; readonly level: LogLevel; readonly message: string }
  | {
    readonly type: "handover";
    readonly entry: Entry;
    /** Keys that were taken and not read. */
    readonly unread: Uint8Array;
    /** The character encoding that the session has by now. */
    readonly encoding: string;
    /** What was found out of the terminal, if it was asked. */
    readonly answers?: TerminalAnswers;
  }
  | { readonly type: "exit"; readonly reason: string };
