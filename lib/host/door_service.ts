/**
 * The doors of the board: which there are for whom, and one run after another or beside it.
 *
 * What is run stands in the INI file. A script names a door; who its caller is, the host knows. A session has one run
 * at a time, a door as many as its `nodes`, all doors together `[doors] most`.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import { toPlainError } from "../base/errors.ts";
import { canonicalEncoding } from "../text/encoding_names.ts";
import { isSysop, type UserView } from "../wire/users.ts";
import type { CallOf } from "../wire/calls.ts";
import type { DoorEnd, DoorErrorCode, DoorView } from "../wire/door_calls.ts";
import type { DoorsSettings } from "../wire/world_settings.ts";
import { loggedIn } from "./caller_rights.ts";
import {
  type DoorFacts,
  doorPath,
  NO_LIMIT_MINUTES,
  placeholderValues,
  programOf,
  speechOf,
  terminalOf,
} from "./door_plan.ts";
import { machineTrouble, programTrouble } from "./door_program.ts";
import { hasProgram, type NamedDoor } from "./door_settings.ts";
import { DoorSeats } from "./door_seats.ts";
import type { LentLine } from "./lent_line.ts";
import type { LiveSession } from "./live_session.ts";

/** What the service needs. */
export interface DoorServiceOptions {
  /** The doors of the INI file, in its order. */
  readonly doors: () => readonly NamedDoor[];
  readonly settings: () => DoorsSettings;
  readonly system: () => { readonly bbsname: string; readonly sysop: string };
  readonly clock: Clock;
  /** The board's home folder, absolute. */
  readonly home: string;
  /** Home folder of the server's user; `""` when it is not known. */
  readonly userHome: string;
  /** Place in the list of users, from 1. */
  readonly userNumber: (handle: string) => Promise<number | undefined>;
}

function fault(code: DoorErrorCode, message: string): DoorEnd {
  return { type: "fault", code, message };
}

/** All doors. */
export class DoorService {
  readonly #options: DoorServiceOptions;
  readonly #seats: DoorSeats;
  readonly #runs = new Set<Promise<unknown>>();
  readonly #folder: string;
  /** Paths of the drop files that are in use. */
  readonly #dropfiles = new Set<string>();
  #cleared: Promise<void> | undefined;
  #closed = false;

  constructor(options: DoorServiceOptions) {
    this.#options = options;
    this.#seats = new DoorSeats(() => options.settings().most);
    // Not `doors`, which is where a sysop puts his games.
    this.#folder = `${options.home}/cache/doors`;
  }

  /** How many programs run. */
  get running(): number {
    return this.#seats.taken;
  }

  /** The doors that a caller may use. */
  list(session: LiveSession): readonly DoorView[] {
    const user = loggedIn(session, "look at doors");
    return this.#options.doors().filter((door) => isFor(door, user)).map(({ name, values }) => ({
      name,
      text: values.text || name,
      description: values.description,
      columns: values.cols,
      rows: values.rows,
      font: values.syncterm_font,
    }));
  }

  /** Lets a caller into a door, and answers when he is out of it, and nothing of it is left. */
  async open(session: LiveSession, call: CallOf<"openDoor">): Promise<DoorEnd> {
    using line = session.lend(call.unread);
    const run = this.#open(session, line, call);
    this.#runs.add(run);
    try {
      return await run;
    } finally {
      this.#runs.delete(run);
    }
  }

  /** Ends all runs that there are still; no more begin. Their sessions have ended before, as a rule. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled([...this.#runs]);
  }

  async #open(session: LiveSession, line: LentLine, call: CallOf<"openDoor">): Promise<DoorEnd> {
    const user = loggedIn(session, "open a door");
    const door = this.#options.doors().find(({ name }) => name === call.name.trim().toLowerCase());
    if (door === undefined || !isFor(door, user)) {
      session.log("warn", "Door refused", { door: call.name });
      return fault("refused", "There is no such door for you.");
    }
    if (canonicalEncoding(call.encoding) === undefined) return fault("refused", "There is no such encoding.");
    if (this.#closed) return fault("refused", "The board is closing.");
    using seat = this.#seats.take(door.name, door.values.nodes);
    if (seat === undefined) {
      session.log("info", "Door is full", { door: door.name });
      return fault("busy", "Nobody more can go in now. Try again later.");
    }
    try {
      return await this.#run(session, line, call, door, seat.node ?? session.seat.node);
    } catch (error) {
      session.log("error", "Door cannot be opened", { door: door.name, error: toPlainError(error).message });
      return fault("broken", "This door is out of order. The sysop can read in the log why.");
    }
  }

  async #run(
    session: LiveSession,
    line: LentLine,
    call: CallOf<"openDoor">,
    { name, values }: NamedDoor,
    node: number,
  ): Promise<DoorEnd> {
    const { clock, home, userHome, userNumber, system, settings } = this.#options;
    const user = loggedIn(session, "open a door");
    const { bbsname, sysop } = system();
    const { columns, rows } = line.profile.size;
    const minutes = values.time_limit === 0 ? NO_LIMIT_MINUTES : values.time_limit;
    const mark = crypto.randomUUID();
    const number = user.guest ? undefined : await userNumber(user.handle);
    // A board whose doors nobody opens loads no tables of characters into the main thread.
    const [{ clearDoorFolders, DoorFolder }, { runDoor }] = await Promise.all([
      import("./door_folder.ts"),
      import("./door_run.ts"),
    ]);
    await (this.#cleared ??= clearDoorFolders(this.#folder));
    await using folder = await DoorFolder.make(values.droptype, {
      handle: user.handle,
      location: user.location,
      isSysop: isSysop(user),
      calls: user.calls,
      lastCall: user.lastCall || session.seat.connectTime,
      secondsUsed: Math.max(0, (clock.now() - session.seat.connectTime) / 1000),
      minutesLeft: minutes,
      ...(number === undefined ? {} : { userNumber: number }),
      node,
      rows,
      board: bbsname,
      sysop,
    }, {
      named: values.droppath === "" ? undefined : doorPath(values.droppath, home, node),
      parent: this.#folder,
      mark,
      inUse: this.#dropfiles,
    });
    if (folder === undefined) {
      session.log("warn", "Drop file is in use", { door: name, node });
      return fault("busy", "Nobody more can go in now. Try again later.");
    }
    const facts: DoorFacts = {
      handle: user.handle,
      location: user.location,
      node,
      columns,
      rows,
      minutes,
      terminal: line.profile.plain === true ? "dumb" : line.profile.terminal,
      bbsname,
      sysop,
      dropfile: folder.file,
      dropfolder: folder.path,
      home,
      userHome,
      path: settings().path,
      mark,
    };
    const speech = speechOf(values, call.manner);
    const terminal = terminalOf(values, speech, facts);
    const program = programOf(values.command, placeholderValues(facts));
    const path = terminal.env.get("PATH") ?? "";
    const trouble = await machineTrouble() ?? await programTrouble(program, terminal.folder, path);
    if (trouble !== undefined) throw new Error(trouble);
    if (this.#closed) return fault("refused", "The board is closing.");
    if (line.signal.aborted) return fault("refused", "The caller is gone.");
    session.log("info", "Door opened", { door: name, node });
    const limit = values.time_limit * 60_000;
    const { status, ended } = await runDoor({
      terminal,
      speech,
      line,
      encoding: call.encoding,
      mark,
      clock,
      limit,
    });
    const how = ended === undefined ? {} : { ended: ended === "timeout" ? "time limit" : "caller is gone" };
    const failed = status !== 0 && ended === undefined;
    session.log(failed ? "error" : "info", failed ? "Door failed" : "Door closed", {
      door: name,
      status,
      ...how,
    });
    if (ended === "timeout") return fault("timeout", "Your time in this door is over.");
    return { type: "ended", status, dos: speech.dos };
  }
}

/** Whether a door is open for somebody. */
function isFor({ values }: NamedDoor, user: UserView): boolean {
  if (!values.enabled || !hasProgram(values)) return false;
  if (user.guest && !values.guests) return false;
  if (isSysop(user)) return true;
  if (values.sysop_only) return false;
  return values.groups.length === 0 || values.groups.some((group) => user.groups.includes(group));
}
