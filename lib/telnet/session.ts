/**
 * The server's end of one telnet connection, without the connection: events in, effects out.
 *
 * It ties negotiation, options, line ends and the handshake together. It knows no socket and no clock: the door
 * carries out the effects, in order, and calls `deadline()` when it has waited long enough.
 *
 * @module
 */

import { concatBytes } from "../base/bytes.ts";
import { clampSize, type TerminalSize } from "../base/caller_profile.ts";
import { unreachable } from "../base/errors.ts";
import { CharsetTalk } from "./charset.ts";
import { Command, Option, type Verb } from "./codes.ts";
import type { ProfileEffect, SessionFault, TelnetEffect } from "./effects.ts";
import { encodeCommand, encodeNegotiation } from "./encoder.ts";
import { chooseEncoding, type StartEncoding } from "./encoding_choice.ts";
import type { TelnetEvent } from "./events.ts";
import { isSettled, OPENING, POLICY } from "./handshake.ts";
import { LineEnds } from "./line_ends.ts";
import { parseNaws } from "./naws.ts";
import { type NegotiationResult, Negotiator } from "./negotiation.ts";
import { askForVariables, mayAskForUser, parseEnviron } from "./new_environ.ts";
import { ReplyBudget } from "./reply_budget.ts";
import { asksForStatus, statusReport } from "./status.ts";
import { cleanTerminalName, TerminalTypes } from "./terminal_type.ts";
import { FirstBytes } from "./wrong_protocol.ts";

/** How a session is made. */
export interface TelnetSessionOptions {
  /** For callers whose terminal does not tell; `"utf8"` when not said. */
  readonly defaultEncoding?: StartEncoding;
  /** The size until the caller says; 80 by 24 when not said. */
  readonly size?: TerminalSize;
}

/** Commands that are keys: erase, kill line, interrupt, suspend, abort. */
const KEY_OF_COMMAND: ReadonlyMap<number, number> = new Map([
  [Command.EC, 0x08],
  [Command.EL, 0x15],
  [Command.IP, 0x03],
  [Command.BRK, 0x03],
  [Command.SUSP, 0x1a],
  [Command.ABORT, 0x1c],
]);

const ASK_VARIABLES = askForVariables(["LANG", "TERM", "COLORTERM", "CHARSET"]);
const ASK_USER = askForVariables(["USER"]);
const END_OF_RECORD = encodeCommand(Command.EOR);
const GO_AHEAD = encodeCommand(Command.GA);
const I_AM_HERE = Uint8Array.from("\r\n[Yes]\r\n", (c) => c.charCodeAt(0));

/** The server's end of one telnet connection. */
export class TelnetSession {
  readonly #negotiator = new Negotiator(POLICY);
  readonly #terminals = new TerminalTypes();
  readonly #charset = new CharsetTalk();
  readonly #lineEnds = new LineEnds();
  readonly #firstBytes = new FirstBytes();
  readonly #budget = new ReplyBudget();
  readonly #environment = new Map<string, string>();
  readonly #defaultEncoding: StartEncoding;
  #faults: Set<SessionFault> | undefined;
  #profile: ProfileEffect;
  #size: TerminalSize;
  #sizeTold = false;
  #environmentTold = false;
  #variablesAsked = false;
  #userAsked = false;
  #settled = false;
  #wrong = false;
  /** The client has negotiated something: it speaks telnet. */
  #answered = false;

  constructor(options: TelnetSessionOptions = {}) {
    this.#defaultEncoding = options.defaultEncoding ?? "utf8";
    this.#size = options.size ?? { columns: 80, rows: 24 };
    this.#profile = this.#describe();
  }

  /** The opening burst. Called once, before anything else is sent. */
  start(): TelnetEffect[] {
    const effects: TelnetEffect[] = [];
    for (const [side, option] of OPENING) {
      const { reply } = this.#negotiator.request(side, option, true);
      if (reply !== undefined) effects.push({ type: "reply", bytes: reply });
    }
    this.#profile = this.#describe();
    return mergeReplies(effects);
  }

  /** Takes one event and tells what to do about it. After "wrongProtocol" nothing is done any more. */
  receive(event: TelnetEvent): TelnetEffect[] {
    const effects: TelnetEffect[] = [];
    if (!this.#wrong) this.#take(event, effects);
    return effects;
  }

  /** Takes the events of a chunk; replies that stand beside each other become one write. */
  receiveAll(events: readonly TelnetEvent[]): TelnetEffect[] {
    const effects: TelnetEffect[] = [];
    for (const event of events) if (!this.#wrong) this.#take(event, effects);
    return mergeReplies(effects);
  }

  /** The caller has had time enough to answer: settles with what is known. */
  deadline(): TelnetEffect[] {
    if (this.#settled || this.#wrong) return [];
    this.#settled = true;
    return [{ type: "settled" }];
  }

  /** Whether our BINARY is agreed on: how output is to be encoded now. */
  get binaryOutput(): boolean {
    return this.#negotiator.isOn("us", Option.BINARY);
  }

  /**
   * What tells the caller that it is his turn: IAC EOR where he asked for it (RFC 885), IAC GA where he would not have
   * it suppressed (RFC 858), and nothing for everybody else.
   */
  get turnMark(): Uint8Array | undefined {
    if (this.#negotiator.isOn("us", Option.EOR)) return END_OF_RECORD;
    return this.#negotiator.state("us", Option.SGA) === "no" ? GO_AHEAD : undefined;
  }

  /** Whether "settled" has been told. */
  get settled(): boolean {
    return this.#settled;
  }

  /** The terminal as it is known now. */
  get profile(): ProfileEffect {
    return this.#profile;
  }

  /** The size as it is known now, clamped. */
  get size(): TerminalSize {
    return this.#size;
  }

  /** The option states, for logs and a sysop's display. */
  get options(): Pick<Negotiator, "isOn" | "isSettled" | "state"> {
    return this.#negotiator;
  }

  #take(event: TelnetEvent, effects: TelnetEffect[]): void {
    switch (event.type) {
      case "data":
        this.#budget.earn(event.bytes.length);
        this.#takeData(event.bytes, effects);
        return;
      case "command":
        this.#budget.earn(2);
        this.#takeCommand(event.command, effects);
        return;
      case "negotiate":
        this.#budget.earn(3);
        this.#takeNegotiation(event.verb, event.option, effects);
        break;
      case "subnegotiation":
        this.#budget.earn(event.bytes.length + 5);
        this.#takeSubnegotiation(event.option, event.bytes, effects);
        break;
      case "fault":
        this.#fault(event.reason, effects);
        return;
      default:
        unreachable(event);
    }
    this.#settle(effects);
  }

  #takeData(bytes: Uint8Array, effects: TelnetEffect[]): void {
    const wrong = this.#firstBytes.push(bytes);
    if (wrong !== undefined) {
      this.#wrong = true;
      effects.push({ type: "wrongProtocol", name: wrong });
      return;
    }
    const input = this.#lineEnds.push(
      bytes,
      this.#negotiator.isOn("him", Option.BINARY),
      this.#sendsWholeLines,
    );
    if (input.length > 0) effects.push({ type: "input", bytes: input });
  }

  /** Whether the client edits its lines by itself: it knows nothing of telnet, or lets nobody else echo. */
  get #sendsWholeLines(): boolean {
    if (!this.#answered) return true;
    return this.#negotiator.isSettled("us", Option.ECHO) && !this.#negotiator.isOn("us", Option.ECHO);
  }

  #takeCommand(command: number, effects: TelnetEffect[]): void {
    const key = KEY_OF_COMMAND.get(command);
    if (key !== undefined) {
      effects.push({ type: "input", bytes: Uint8Array.of(key) });
    } else if (command === Command.AYT) {
      if (this.#budget.spend(I_AM_HERE.length)) effects.push({ type: "areYouThere", bytes: I_AM_HERE });
      else this.#fault("too many requests", effects);
    } else if (command === Command.AO) {
      effects.push({ type: "abortOutput" });
    } else if (command === Command.SE) {
      this.#fault("SE outside subnegotiation", effects);
    }
  }

  #takeNegotiation(verb: Verb, option: number, effects: TelnetEffect[]): void {
    this.#firstBytes.trust();
    this.#answered = true;
    if (option === Option.TIMING_MARK && verb === "do") {
      const bytes = encodeNegotiation("will", option);
      this.#budget.charge(bytes.length);
      effects.push({ type: "mark", bytes });
      return;
    }
    const result = this.#negotiator.receive(verb, option);
    if (result.peerError) this.#fault("answer against RFC 1143", effects);
    this.#reply(result.reply, effects);
    if (result.turned !== undefined) this.#turn(result, effects);
    if (option === Option.EOR || option === Option.SGA) this.#tellProfile(effects);
  }

  #turn({ side, option, turned }: NegotiationResult, effects: TelnetEffect[]): void {
    const on = turned === "on";
    if (side === "us") {
      if (option !== Option.CHARSET) return;
      if (on) this.#reply(this.#charset.ask(), effects);
      else this.#charset.withdraw();
    } else if (option === Option.TTYPE) {
      if (on) this.#reply(this.#terminals.ask(), effects);
      else this.#terminals.withdraw();
    } else if (option === Option.NEW_ENVIRON && on) {
      this.#askVariables(effects);
    }
  }

  #takeSubnegotiation(option: number, payload: Uint8Array, effects: TelnetEffect[]): void {
    switch (option) {
      case Option.NAWS:
        this.#takeSize(payload, effects);
        return;
      case Option.TTYPE:
        if (!this.#terminals.receive(payload)) return;
        this.#reply(this.#terminals.ask(), effects);
        this.#askVariables(effects);
        this.#tellProfile(effects);
        return;
      case Option.NEW_ENVIRON:
        this.#takeEnvironment(payload, effects);
        return;
      case Option.CHARSET:
        if (!this.#negotiator.isOn("us", option) && !this.#negotiator.isOn("him", option)) return;
        this.#reply(this.#charset.receive(payload), effects);
        this.#tellProfile(effects);
        return;
      case Option.STATUS:
        if (this.#negotiator.isOn("us", option) && asksForStatus(payload)) this.#tellStatus(effects);
        return;
    }
  }

  /** Taken without WILL NAWS, too: real clients forget it. */
  #takeSize(payload: Uint8Array, effects: TelnetEffect[]): void {
    const claimed = parseNaws(payload);
    if (claimed === undefined) return;
    this.#sizeTold = true;
    const size = clampSize(claimed.columns, claimed.rows, this.#size);
    if (size.columns === this.#size.columns && size.rows === this.#size.rows) return;
    this.#size = size;
    effects.push({ type: "resize", columns: size.columns, rows: size.rows });
  }

  #takeEnvironment(payload: Uint8Array, effects: TelnetEffect[]): void {
    const variables = parseEnviron(payload);
    if (variables === undefined) return;
    this.#environmentTold = true;
    for (const [name, value] of variables) {
      if (value === undefined) this.#environment.delete(name);
      else this.#environment.set(name, value);
    }
    this.#tellProfile(effects);
  }

  /** USER waits for a terminal name that is not Microsoft's; the rest does not, so that the screen need not wait. */
  #askVariables(effects: TelnetEffect[]): void {
    if (!this.#negotiator.isOn("him", Option.NEW_ENVIRON)) return;
    if (!this.#variablesAsked) {
      this.#variablesAsked = true;
      this.#reply(ASK_VARIABLES, effects);
    }
    if (!this.#userAsked && mayAskForUser(this.#terminals.names[0])) {
      this.#userAsked = true;
      this.#reply(ASK_USER, effects);
    }
  }

  #tellStatus(effects: TelnetEffect[]): void {
    const report = statusReport(this.#negotiator);
    if (this.#budget.spend(report.length)) effects.push({ type: "reply", bytes: report });
    else this.#fault("too many requests", effects);
  }

  #tellProfile(effects: TelnetEffect[]): void {
    const now = this.#describe();
    if (JSON.stringify(now) === JSON.stringify(this.#profile)) return;
    this.#profile = now;
    effects.push(now);
  }

  #describe(): ProfileEffect {
    const told = this.#terminals.terminal ??
      (cleanTerminalName(this.#environment.get("TERM") ?? "") || undefined);
    return {
      type: "profile",
      terminal: told ?? "unknown",
      terminalNames: this.#terminals.names,
      mtts: this.#terminals.mtts,
      encoding: chooseEncoding({
        charset: this.#charset.encoding,
        environment: this.#environment,
        terminal: told,
        mtts: this.#terminals.mtts,
        defaultEncoding: this.#defaultEncoding,
      }),
      environment: Object.fromEntries(this.#environment),
      turnMarks: this.turnMark !== undefined,
    };
  }

  #settle(effects: TelnetEffect[]): void {
    if (this.#settled) return;
    this.#settled = isSettled(this.#negotiator, {
      size: this.#sizeTold,
      terminal: this.#terminals.answered,
      environment: this.#environmentTold,
      charsetAwaited: this.#charset.awaiting,
    });
    if (this.#settled) effects.push({ type: "settled" });
  }

  #reply(bytes: Uint8Array | undefined, effects: TelnetEffect[]): void {
    if (bytes === undefined) return;
    this.#budget.charge(bytes.length);
    effects.push({ type: "reply", bytes });
  }

  #fault(reason: SessionFault, effects: TelnetEffect[]): void {
    this.#faults ??= new Set();
    if (this.#faults.has(reason)) return;
    this.#faults.add(reason);
    effects.push({ type: "fault", reason });
  }
}

function mergeReplies(effects: readonly TelnetEffect[]): TelnetEffect[] {
  const merged: TelnetEffect[] = [];
  for (let i = 0; i < effects.length; i++) {
    const effect = effects[i]!;
    if (effect.type !== "reply") {
      merged.push(effect);
      continue;
    }
    const parts = [effect.bytes];
    for (let next = effects[i + 1]; next?.type === "reply"; next = effects[i + 1]) {
      parts.push(next.bytes);
      i++;
    }
    merged.push(parts.length === 1 ? effect : { type: "reply", bytes: concatBytes(parts) });
  }
  return merged;
}
