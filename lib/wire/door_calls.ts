/**
 * What a script may ask of the host about doors: which there are for its caller, and to let him into one. A door is
 * asked for by its name; what is run, and with what, only the host knows.
 *
 * @module
 */

import { boolean, bytes, ENCODING, type Fields, fields, matching, type TextForm } from "./fields.ts";
import { WINDOW } from "./limits.ts";

/** A door that the caller may use. */
export interface DoorView {
  /** As it is asked for. */
  readonly name: string;
  /** As the sysop wants it shown. */
  readonly text: string;
  readonly description: string;
  /** Columns and rows that it needs; 0 for any. */
  readonly columns: number;
  readonly rows: number;
  /** Name of a SyncTERM font, or `""`. */
  readonly font: string;
}

/** How a door is gone into; what is left out is as the INI file says. */
export interface DoorManner {
  /** Whether the program speaks code page 437; else UTF-8. */
  readonly cp437?: boolean;
  /** Whether bytes pass as they are. */
  readonly raw?: boolean;
  /** Whether what a DOS emulator does to the screen as it starts is cleaned. */
  readonly dos?: boolean;
}

/** Why a caller was not let in, or the program did not run to its end. */
export type DoorErrorCode =
  /** There is no such door, or it is closed, or not for this caller. */
  | "refused"
  /** As many callers are in it as may be. */
  | "busy"
  /** The program cannot be started; the log says more. */
  | "broken"
  /** Its time limit was over. */
  | "timeout";

/** What became of it. */
export type DoorEnd =
  /** `status` as in a shell: 0 is well, 128 and more a signal. `dos`: whether its screen was cleaned. */
  | { readonly type: "ended"; readonly status: number; readonly dos: boolean }
  | { readonly type: "fault"; readonly code: DoorErrorCode; readonly message: string };

/** A question about doors. */
export type DoorCall =
  | { readonly verb: "listDoors" }
  | {
    readonly verb: "openDoor";
    readonly name: string;
    readonly manner: DoorManner;
    /** The encoding that the session has by now. */
    readonly encoding: string;
    /** Keys that were taken and not read: they are for the program. */
    readonly unread: Uint8Array;
  };

/** The answers. The second comes when the program has ended; until then its caller's keys are its own. */
export interface DoorAnswers {
  readonly listDoors: readonly DoorView[];
  readonly openDoor: DoorEnd;
}

const NAME: TextForm = [/^[^\p{Cc}]{1,100}$/u, "the name of a door, as its section has it"];

/** Whether a word can be the name of a door. */
export function isDoorName(name: string): boolean {
  return NAME[0].test(name);
}

function manner(of: Fields): DoorManner {
  const found: { -readonly [K in keyof DoorManner]: DoorManner[K] } = {};
  for (const key of ["cp437", "raw", "dos"] as const) {
    if (of[key] !== undefined) found[key] = boolean(of, key);
  }
  return found;
}

/** What a session knows of its call before it gives its keys away. Throws a `TypeError` that names the wrong field. */
export function openDoorCall(of: Fields): Omit<Extract<DoorCall, { readonly verb: "openDoor" }>, "unread"> {
  return {
    verb: "openDoor",
    name: matching(of, "name", NAME),
    manner: manner(fields(of.manner)),
    encoding: matching(of, "encoding", ENCODING),
  };
}

/** Reads a call about doors; `undefined` when it is none. Throws a `TypeError` that names the wrong field. */
export function doorCall(of: Fields): DoorCall | undefined {
  const verb = of.verb as DoorCall["verb"];
  switch (verb) {
    case "listDoors":
      return { verb };
    case "openDoor":
      return { ...openDoorCall(of), unread: bytes(of, "unread", WINDOW) };
    default:
      return undefined;
  }
}
