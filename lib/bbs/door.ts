/**
 * Doors for scripts: programs beside the board that a caller runs. Which there are, and what they run, stands in
 * sections `[door NAME]` of the INI file; the host runs them, for Workers may start nothing.
 *
 * @module
 */

import { quote } from "../base/brand.ts";
import {
  LEAVE_ALTERNATE_SCREEN,
  MOUSE_OFF,
  moveTo,
  NORMAL,
  PASTE_MARKS_OFF,
  RESET_SCROLL_REGION,
  SHOW_CURSOR,
  WRAP_ON,
} from "../text/sequences.ts";
import { type DoorErrorCode, type DoorManner, type DoorView, isDoorName } from "../wire/door_calls.ts";
import { wrongArgument } from "../base/argument.ts";
import { expectText } from "../base/expected.ts";
import type { HostCaller } from "./host_caller.ts";
import type { Session } from "./session.ts";

/** How a program is spoken to; what is left out is as its section says. */
export interface DoorOptions {
  /** Whether it speaks code page 437, else UTF-8. Callers see the same picture, whatever their terminals speak. */
  readonly cp437?: boolean;
  /** Whether bytes pass both ways as they are, for programs that transfer files; sizes are not told then. */
  readonly raw?: boolean;
}

/** The program did not run to its end. The message is for the caller. */
export class DoorError extends Error {
  override name = "DoorError";
  /** What kind of thing went wrong. */
  readonly code: DoorErrorCode;

  constructor(code: DoorErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** A terminal as programs leave it that say goodbye. */
const TIDY = NORMAL + SHOW_CURSOR + WRAP_ON + MOUSE_OFF + PASTE_MARKS_OFF;

/** The doors that the caller may use, in the order of the INI file. Throws a `NotPermittedError` before the login. */
export function listDoors(session: Pick<HostCaller, "call">): Promise<readonly DoorView[]> {
  return session.call({ verb: "listDoors" });
}

/**
 * A door, by the name of its section. While it runs, all keys are the program's, those included that were typed ahead,
 * and what it says is on the screen as it is. It ends with the session.
 *
 * ```ts
 * import { Door, DoorError, type Session } from "x84";
 *
 * export default async function main(session: Session) {
 *   try {
 *     const status = await new Door(session, "adventure").run();
 *     if (status !== 0) await session.echo(`It ended with status ${status}.\r\n`);
 *   } catch (error) {
 *     if (!(error instanceof DoorError)) throw error;
 *     await session.echo(`${error.message}\r\n`);
 *   }
 * }
 * ```
 */
export class Door {
  protected readonly session: Session;
  /** Name of the section behind `door `. */
  readonly doorName: string;
  readonly #manner: DoorManner;

  /** Throws a `TypeError` for what cannot be a name. */
  constructor(session: Session, name: string, options: DoorOptions = {}, manner: DoorManner = {}) {
    if (!isDoorName(expectText("open a door", name))) {
      throw new TypeError(`Cannot open door ${quote(name)}: expected a name of at most 100 characters`);
    }
    for (const key of ["cp437", "raw"] as const) {
      const value: unknown = options[key];
      if (value === undefined || typeof value === "boolean") continue;
      throw wrongArgument(`open door ${quote(name)}`, `true or false as "${key}"`, value);
    }
    this.session = session;
    this.doorName = name;
    this.#manner = {
      ...manner,
      ...(options.cp437 === undefined ? {} : { cp437: options.cp437 }),
      ...(options.raw === undefined ? {} : { raw: options.raw }),
    };
  }

  /**
   * Runs the program and answers its status, as a shell has it: 0 is well, 127 a program that is not there, 128 and more
   * a signal. Afterwards colours, cursor and mouse are as they were.
   *
   * @throws {DoorError} when it was not let run, could not be started, or its time was over
   * @throws {Error} while another door runs for this session
   */
  async run(): Promise<number> {
    const { session } = this;
    const end = await session.openDoor(this.doorName, this.#manner);
    if (end.type === "ended" && !end.dos) {
      await session.echo(TIDY);
      return end.status;
    }
    if (end.type === "ended" || end.code === "timeout") {
      // What was still typed was for the program, and the screen is as it happened to be.
      session.flushInput();
      await session.echo(
        TIDY + LEAVE_ALTERNATE_SCREEN + RESET_SCROLL_REGION + moveTo(session.rows, 1) + "\r\n\r\n",
      );
    }
    if (end.type === "ended") return end.status;
    throw new DoorError(end.code, end.message);
  }
}

/**
 * A door behind a DOS emulator. For its first four seconds keys are thrown away, and what the emulator does to the
 * screen is made into an empty screen, without loss of what has scrolled away; new sizes are not told. Keys that are
 * left at the end are thrown away, too.
 *
 * An ordinary {@linkcode Door} does so by itself, where its section has `kind = dos` or its program is `dosemu`.
 */
export class DOSDoor extends Door {
  /** As a {@linkcode Door}; code page 437 unless `cp437` says otherwise. */
  constructor(session: Session, name: string, options: DoorOptions = {}) {
    super(session, name, { cp437: true, ...options }, { dos: true });
  }
}
